import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PalateError, ShapeError } from '../../core/index.ts'
import { toyPhotos, toyTasteModel } from '../../../test/support/toy-taste.ts'
import { orderByTaste, placesByScore } from './order.ts'
import { rowsOf } from './taste-model.ts'

const model = toyTasteModel()
const weights = Float64Array.from({ length: 71 }, (_, at) => Math.cos(3 * at))

describe('the order of a taste', () => {
  it('scores each photo with the product of its row and the weights', () => {
    const { descriptors } = toyPhotos(model, 50)
    const rows = rowsOf(model, descriptors)
    const { scores } = orderByTaste(weights, descriptors, model)
    scores.forEach((score, photo) => {
      const row = Array.from(rows.data.subarray(photo * rows.width, (photo + 1) * rows.width))
      expect(score).toBeCloseTo(
        row.reduce((sum, value, at) => sum + value * weights[at]!, 0),
        5,
      )
    })
  })

  it('has rows of the prior score, the database scores and the embedding in deviations', () => {
    const { descriptors } = toyPhotos(model, 3)
    const { data, count, width } = rowsOf(model, descriptors)
    expect([count, width]).toEqual([3, 71])
    const inputs = [
      ...descriptors.scores.subarray(6, 12),
      ...Array.from(descriptors.embedding.subarray(64, 128), (step) => step / 32),
    ]
    expect([...data.subarray(72, 142)]).toEqual(inputs)
    expect(data[71]).toBeCloseTo(
      inputs.reduce((sum, value, at) => sum + value * model.priorScore[at]!, 0),
      12,
    )
  })

  it('is that of a plain sort, ties by place, whatever the scores', () => {
    const score = fc.oneof(
      fc.float({ noNaN: true }),
      fc.constantFrom(0, -0, 1, -1, Infinity, -Infinity, 1.401298464324817e-45, -1.401298464324817e-45),
    )
    fc.assert(
      fc.property(fc.array(score, { maxLength: 300 }), (values) => {
        const scores = Float32Array.from(values)
        const plain = Array.from(scores, (_, at) => at).sort((a, b) =>
          scores[a] === scores[b] ? a - b : scores[a]! > scores[b]! ? -1 : 1,
        )
        expect([...placesByScore(scores)]).toEqual(plain)
      }),
    )
  })

  it('is right where thousands of photos tie and all digits are in use', () => {
    const scores = Float32Array.from({ length: 30_000 }, (_, at) => Math.fround(Math.sin(at * at) * 10 ** (at % 9)))
    scores.fill(0.25, 5000, 9000)
    const plain = Uint32Array.from(scores, (_, at) => at).sort((a, b) => scores[b]! - scores[a]! || a - b)
    expect(Buffer.compare(new Uint8Array(placesByScore(scores).buffer), new Uint8Array(plain.buffer))).toBe(0)
  })

  it('of no photo is empty', () => {
    expect(orderByTaste(weights, toyPhotos(model, 0).descriptors, model).places).toHaveLength(0)
  })

  it('works for packs of any width, with no database or no embedding', () => {
    for (const [databases, width] of [
      [1, 0],
      [0, 1],
      [3, 7],
      [5, 2],
    ] as const) {
      const other = toyTasteModel({ databases, width })
      const { descriptors } = toyPhotos(other, 20)
      const w = Float64Array.from({ length: 1 + databases + width }, (_, at) => 1 + at)
      const rows = rowsOf(other, descriptors)
      const { scores } = orderByTaste(w, descriptors, other)
      const last = Array.from(rows.data.subarray(19 * rows.width)).reduce((sum, value, at) => sum + value * w[at]!, 0)
      expect(scores[19]).toBeCloseTo(last, 4)
    }
  })

  it('is refused for weights or descriptors that are not those of the pack', () => {
    const { descriptors } = toyPhotos(model, 2)
    expect(() => orderByTaste(weights.subarray(1), descriptors, model)).toThrow(ShapeError)
    expect(() => orderByTaste(weights, toyPhotos(toyTasteModel({ width: 8 }), 2).descriptors, model)).toThrow(
      /6 database scores and 8 embedding numbers are not those of pack toy/,
    )
    expect(() =>
      orderByTaste(
        weights.map(() => Number.NaN),
        descriptors,
        model,
      ),
    ).toThrow(PalateError)
  })
})
