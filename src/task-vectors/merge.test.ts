import fc from 'fast-check'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { randomTensors, temporaryFolder } from '../../test/support/mini-vectors.ts'
import { FormatError, type NamedTensors, tensor, UsageError } from '../core/index.ts'
import { openSafetensors } from '../weights/index.ts'
import { subtract } from './difference.ts'
import { mergeStreamed } from './merge-streamed.ts'
import { merge } from './merge.ts'
import { readAll, sourceOf } from './source.ts'

const layers = [
  { name: 'b.weight', shape: [3, 4] },
  { name: 'a.bias', shape: [5] },
  { name: 'c.token', shape: [1, 1, 2] },
]
const base = randomTensors(layers, { seed: 1 })
const taus = [2, 3, 4].map((seed) => randomTensors(layers, { seed, scale: 0.1 }))
const coefficient = fc.float({ min: -2, max: 2, noNaN: true })
const coefficientTables = fc
  .array(coefficient, { minLength: 9, maxLength: 9 })
  .map((values) => Float32Array.from(values))

describe('the difference of two networks', () => {
  it('is theta_ft - theta_pre, in the order of the base', () => {
    const before = new Map([
      ['x', tensor([2], [1, 2])],
      ['y', tensor([1], [5])],
    ])
    const after = new Map([
      ['y', tensor([1], [4])],
      ['x', tensor([2], [1.5, 0])],
    ])
    expect([...subtract(after, before)]).toEqual([
      ['x', tensor([2], [0.5, -2])],
      ['y', tensor([1], [-1])],
    ])
  })

  it('lists every layer that is missing, extra or misshapen', () => {
    const before = new Map([
      ['x', tensor([2], [1, 2])],
      ['y', tensor([1], [5])],
    ])
    const after = new Map([
      ['x', tensor([1, 2], [1, 2])],
      ['z', tensor([1], [5])],
    ])
    expect(() => subtract(after, before)).toThrow(FormatError)
    expect(() => subtract(after, before)).toThrow(
      'x should be (2) and is (1, 2); y is missing; z does not belong there',
    )
  })
})

describe('merging task vectors', () => {
  it('computes theta_pre + sum of alpha tau with a coefficient for each vector and layer', () => {
    const pre = new Map([
      ['x', tensor([2], [1, 2])],
      ['y', tensor([1], [5])],
    ])
    const first = new Map([
      ['x', tensor([2], [1, 0])],
      ['y', tensor([1], [1])],
    ])
    const second = new Map([
      ['x', tensor([2], [0, 1])],
      ['y', tensor([1], [10])],
    ])
    const merged = merge(pre, [first, second], Float32Array.of(2, 3, 4, 5)) // alpha = [[2, 3], [4, 5]]
    expect([...merged]).toEqual([
      ['x', tensor([2], [3, 6])],
      ['y', tensor([1], [5 + 3 + 50])],
    ])
  })

  it('gives the base, bit for bit, when every coefficient is zero', () => {
    expect(merge(base, taus, new Float32Array(9))).toEqual(base)
  })

  it('gives the fine-tuned network when one coefficient is one and the others are zero', () => {
    const fineTuned = randomTensors(layers, { seed: 9 })
    const vectors = [taus[0]!, subtract(fineTuned, base), taus[1]!]
    expectClose(merge(base, vectors, { vector: [0, 1, 0] }), fineTuned, 1e-6)
  })

  it('is linear in the coefficients', () => {
    fc.assert(
      fc.property(coefficientTables, coefficientTables, (a, b) => {
        const sum = a.map((value, at) => value + b[at]!)
        const [mergedA, mergedB] = [merge(base, taus, a), merge(base, taus, b)]
        const expected = new Map(
          [...base].map(([name, { shape, data }]) => {
            const values = data.map((value, at) => mergedA.get(name)!.data[at]! + mergedB.get(name)!.data[at]! - value)
            return [name, { shape, data: values }]
          }),
        )
        expectClose(merge(base, taus, sum), expected, 1e-5)
      }),
      { seed: 1 },
    )
  })

  it('takes a coefficient a vector for the same coefficient in every layer', () => {
    const wide = Float64Array.of(0.5, 0.5, 0.5, 0.25, 0.25, 0.25, -1, -1, -1)
    expect(merge(base, taus, { vector: [0.5, 0.25, -1] })).toEqual(merge(base, taus, wide))
  })

  it('refuses coefficients of the wrong number or without a value', () => {
    expect(() => merge(base, taus, new Float32Array(8))).toThrow(
      'expected 3 vectors x 3 layers = 9 coefficients, got 8',
    )
    expect(() => merge(base, taus, { vector: [1, 2] })).toThrow('expected 3, one a vector coefficients, got 2')
    expect(() => merge(base, taus, { vector: [1, Number.NaN, 2] })).toThrow('coefficient 2 is NaN')
    expect(() => merge(base, taus, new Float32Array(8))).toThrow(UsageError)
  })

  it('refuses a vector of another network', () => {
    const other = randomTensors([...layers, { name: 'd', shape: [1] }], { seed: 2 })
    expect(() => merge(base, [taus[0]!, other], { vector: [1, 1] })).toThrow(
      'task vector 2 does not fit the base: d does not belong there',
    )
  })
})

describe('merging layer by layer into a file', () => {
  const order = layers.map(({ name }) => name)

  it('writes what merging in memory gives, whatever the order inside the sources', async () => {
    const out = join(await temporaryFolder(), 'merged.safetensors')
    const table = Float32Array.from({ length: 9 }, (_, at) => 0.3 * at - 1)
    const shuffled = new Map([...base].reverse())
    await mergeStreamed({
      pretrained: sourceOf(shuffled),
      taskVectors: taus.map((tau) => sourceOf(tau)),
      coefficients: table,
      layers: order,
      out,
    })
    const file = await openSafetensors(out)
    expect([...(await readAll(file))]).toEqual([...merge(base, taus, table)])
    await file.close()
  })

  it('holds one layer of one network at a time', async () => {
    const folder = await temporaryFolder()
    const reads: string[] = []
    const watched = taus.map((tau, index) => {
      const source = sourceOf(tau)
      const read = (name: string) => {
        reads.push(`${index} ${name}`)
        return source.read(name)
      }
      return { ...source, read }
    })
    const coefficients = { vector: [1, 2, 3] }
    const out = join(folder, 'merged.safetensors')
    await mergeStreamed({ pretrained: sourceOf(base), taskVectors: watched, coefficients, layers: order, out })
    expect(reads).toEqual(order.flatMap((name) => [`0 ${name}`, `1 ${name}`, `2 ${name}`]))
  })

  it('leaves no file when a source fails in the middle', async () => {
    const folder = await temporaryFolder()
    const source = sourceOf(taus[0]!)
    const broken = {
      ...source,
      read: (name: string) => (name === 'c.token' ? Promise.reject(new Error('gone')) : source.read(name)),
    }
    const out = join(folder, 'merged.safetensors')
    const merging = mergeStreamed({
      pretrained: sourceOf(base),
      taskVectors: [broken],
      coefficients: { vector: [1] },
      layers: order,
      out,
    })
    await expect(merging).rejects.toThrow('gone')
    expect(await readdir(folder)).toEqual([])
  })

  it('refuses an order that leaves out a layer or names one twice', async () => {
    const out = join(await temporaryFolder(), 'merged.safetensors')
    const options = { pretrained: sourceOf(base), taskVectors: [], coefficients: { vector: [] }, out }
    await expect(mergeStreamed({ ...options, layers: order.slice(1) })).rejects.toThrow(UsageError)
    await expect(mergeStreamed({ ...options, layers: [...order, order[0]!] })).rejects.toThrow(UsageError)
  })
})

function expectClose(found: NamedTensors, expected: NamedTensors, tolerance: number): void {
  expect([...found.keys()]).toEqual([...expected.keys()])
  for (const [name, { data }] of expected) {
    data.forEach((value, at) => {
      expect(Math.abs(found.get(name)!.data[at]! - value), `${name}[${at}]`).toBeLessThanOrEqual(tolerance)
    })
  }
}
