import { describe, expect, it } from 'vitest'
import { createRandom } from '../core/index.ts'
import { lowRank, type Matrix, product } from './low-rank.ts'

/** Column k of the orthonormal cosine transform (DCT-II) of a length. */
const cosine = (length: number, k: number, at: number): number =>
  Math.sqrt((k === 0 ? 1 : 2) / length) * Math.cos((Math.PI / length) * (at + 0.5) * k)

/** A matrix with known singular values, and so with a known best approximation (Eckart and Young). */
function matrixWithSpectrum(rows: number, columns: number, spectrum: readonly number[]): Matrix {
  const data = new Float32Array(rows * columns)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0
      spectrum.forEach((value, k) => (sum += value * cosine(rows, k, i) * cosine(columns, k, j)))
      data[i * columns + j] = sum
    }
  }
  return { rows, columns, data }
}

const approximate = (matrix: Matrix, rank: number, seed = 1) => lowRank(matrix, { rank, random: createRandom(seed) })

function errorOf(matrix: Matrix, rank: number): number {
  const found = product(approximate(matrix, rank)).data
  return Math.hypot(...matrix.data.map((value, at) => value - found[at]!))
}

describe('the low-rank approximation of a matrix', () => {
  it('is exact where the matrix has that rank', () => {
    for (const [rows, columns] of [
      [40, 30],
      [12, 60],
    ] as const) {
      expect(errorOf(matrixWithSpectrum(rows, columns, [5, 3, 2]), 3)).toBeLessThan(2e-6)
    }
  })

  it('comes within 1 % of the best one that there is, where the spectrum decays', () => {
    const spectrum = Array.from({ length: 40 }, (_, k) => 1 / (k + 1))
    const matrix = matrixWithSpectrum(90, 50, spectrum)
    for (const rank of [1, 4, 8, 16]) {
      const best = Math.hypot(...spectrum.slice(rank))
      expect(errorOf(matrix, rank)).toBeGreaterThan(best * (1 - 1e-5))
      expect(errorOf(matrix, rank)).toBeLessThan(best * 1.01)
    }
  })

  it('has orthonormal columns on the left and the singular values on the right', () => {
    const { left, right } = approximate(matrixWithSpectrum(50, 40, [7, 4, 2, 1, 0.5]), 4)
    for (let a = 0; a < 4; a++) {
      for (let b = 0; b < 4; b++) {
        let dot = 0
        for (let row = 0; row < 50; row++) dot += left.data[row * 4 + a]! * left.data[row * 4 + b]!
        expect(dot).toBeCloseTo(a === b ? 1 : 0, 5)
      }
    }
    const singularValues = [0, 1, 2, 3].map((k) => Math.hypot(...right.data.subarray(k * 40, (k + 1) * 40)))
    ;[7, 4, 2, 1].forEach((value, k) => expect(singularValues[k]).toBeCloseTo(value, 4))
  })

  it('survives a matrix of zeros and one that is of lower rank than asked for', () => {
    expect([...product(approximate({ rows: 6, columns: 9, data: new Float32Array(54) }, 3)).data]).toEqual(
      Array.from({ length: 54 }, () => 0),
    )
    expect(errorOf(matrixWithSpectrum(20, 30, [2]), 5)).toBeLessThan(1e-6)
    expect(errorOf(matrixWithSpectrum(4, 30, [2, 1, 1, 1]), 9)).toBeLessThan(1e-6)
  })

  it('gives the same bits for the same seed', () => {
    const matrix = matrixWithSpectrum(30, 20, [3, 2, 1.5, 1.2, 1, 0.9])
    expect(approximate(matrix, 2, 7)).toEqual(approximate(matrix, 2, 7))
  })
})
