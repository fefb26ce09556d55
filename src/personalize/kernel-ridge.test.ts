import { inverse, Matrix } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../core/index.ts'
import { kernelRidge } from './kernel-ridge.ts'

const random = createRandom('kernel ridge')
const SHOTS = 7
const WIDTH = 4
const features = Matrix.zeros(SHOTS, WIDTH)
for (let row = 0; row < SHOTS; row++)
  for (let column = 0; column < WIDTH; column++) features.set(row, column, random.normal())
const gram = features.mmul(features.transpose())
const targets = Array.from({ length: SHOTS }, () => random.normal())

/** Ridge in the features themselves, of some of the photos: weights (WIDTH). */
function primal(rows: readonly number[], strength: number): number[] {
  const x = features.subMatrixRow([...rows])
  const left = x.transpose().mmul(x).add(Matrix.eye(WIDTH).mul(strength))
  const y = Matrix.columnVector(rows.map((row) => targets[row]!))
  return inverse(left).mmul(x.transpose()).mmul(y).to1DArray()
}

const everyRow = targets.map((_, row) => row)
const scoreOf = (weights: readonly number[], row: number): number =>
  weights.reduce((sum, weight, column) => sum + weight * features.get(row, column), 0)

describe.each([0.02, 0.5, 3, 100])('kernel ridge of strength %d', (strength) => {
  const { dual, error } = kernelRidge(gram, targets)(strength)

  it('predicts what ridge regression on the features predicts', () => {
    const weights = primal(everyRow, strength)
    for (const row of everyRow) {
      const found = dual.reduce((sum, weight, at) => sum + weight * gram.get(row, at), 0)
      expect(found).toBeCloseTo(scoreOf(weights, row), 9)
    }
  })

  it('knows its error on each target left out as fitting without it knows it', () => {
    const errors = everyRow.map((left) => {
      const others = everyRow.filter((row) => row !== left)
      return (targets[left]! - scoreOf(primal(others, strength), left)) ** 2
    })
    expect(error).toBeCloseTo(
      errors.reduce((sum, each) => sum + each),
      9,
    )
  })
})

describe('kernel ridge of infinite strength', () => {
  it('says nothing, and is wrong by all of each target', () => {
    const { dual, error } = kernelRidge(gram, targets)(Infinity)
    expect(dual).toEqual(targets.map(() => 0))
    expect(error).toBeCloseTo(
      targets.reduce((sum, value) => sum + value ** 2, 0),
      12,
    )
  })
})
