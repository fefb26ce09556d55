import { describe, expect, it } from 'vitest'
import { randomTensors } from '../../test/support/mini-vectors.ts'
import { type NamedTensors, tensor } from '../core/index.ts'
import { cosineSimilarity, similarities } from './similarity.ts'
import { sourceOf } from './source.ts'

const vector = (x: readonly number[], y: readonly number[]): NamedTensors =>
  new Map([
    ['x', tensor([x.length], x)],
    ['y', tensor([y.length], y)],
  ])
const compare = (...vectors: NamedTensors[]) => similarities(vectors.map((tensors) => sourceOf(tensors)))

describe('cosine similarity of task vectors', () => {
  it('is 1 for itself, -1 for its negative and 0 for an orthogonal one', async () => {
    const { whole } = await compare(vector([1, 2], [2]), vector([-1, -2], [-2]), vector([2, 1], [-2]))
    expect(whole).toEqual([
      [1, -1, 0],
      [-1, 1, 0],
      [0, 0, 1],
    ])
  })

  it('concatenates the layers before it divides by the norms', async () => {
    const { whole, byLayer } = await compare(vector([3, 0], [4]), vector([1, 0], [0]))
    expect(whole[0]![1]).toBeCloseTo(3 / 5, 12)
    expect(byLayer.get('x')![0]![1]).toBe(1)
    expect(byLayer.get('y')![0]![1]).toBe(0) // a layer that did not move has no direction
  })

  it('is symmetric and does not depend on the length of a vector', async () => {
    const layers = [{ name: 'w', shape: [20, 30] }]
    const [a, b] = [randomTensors(layers, { seed: 1 }), randomTensors(layers, { seed: 2 })]
    const longer = randomTensors(layers, { seed: 2, scale: 1000 })
    const { whole } = await compare(a, b, longer)
    expect(whole[0]![1]).toBe(whole[1]![0])
    expect(whole[0]![2]).toBeCloseTo(whole[0]![1]!, 6)
    expect(Math.abs(whole[0]![1]!)).toBeLessThan(0.2) // 600 random numbers: deviation 1 / sqrt(600)
    expect(whole[1]![2]).toBeCloseTo(1, 6)
  })

  it('sums in double precision', async () => {
    const ones = new Map([['w', tensor([2 ** 21], new Float32Array(2 ** 21).fill(1e-4))]])
    const grown = new Map([['w', tensor([2 ** 21], new Float32Array(2 ** 21).fill(1e-4).fill(-1e-4, 2 ** 20 + 1))]])
    const { whole } = await compare(ones, grown)
    expect(whole[0]![1]).toBeCloseTo(2 / 2 ** 21, 10)
  })

  it('can be restricted to some layers', async () => {
    const sources = [vector([1, 0], [1]), vector([1, 0], [-1])].map((tensors) => sourceOf(tensors))
    expect(await cosineSimilarity(sources, { layers: ['x'] })).toEqual([
      [1, 1],
      [1, 1],
    ])
  })

  it('refuses vectors of different networks', async () => {
    const other = new Map([['x', tensor([2], [1, 0])]])
    await expect(compare(vector([1, 0], [1]), other)).rejects.toThrow('y is missing')
    await expect(compare()).rejects.toThrow('no task vector')
  })
})
