import { Matrix } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { comparisonsOf } from './comparisons.ts'
import { curvatureMatrix } from './curvature.ts'
import { designOf, forcesOnWeights, latentsOf } from './design.ts'
import type { Evidence } from './evidence.ts'
import { logLikelihood, slopesOf } from './likelihood.ts'
import { sigmoid } from './sigmoid.ts'

const evidence: readonly Evidence[] = [
  { kind: 'score', photo: 4, value: 2 },
  { kind: 'score', photo: 0, value: 9 },
  { kind: 'score', photo: 2, value: 5 },
  { kind: 'score', photo: 3, value: 5 },
  { kind: 'star', photo: 0, stars: 4 },
  { kind: 'star', photo: 1, stars: 1 },
  { kind: 'flag', photo: 2, flag: 'pick' },
  { kind: 'flag', photo: 5, flag: 'reject' },
  { kind: 'duel', left: 0, right: 5, winner: 'left' },
  { kind: 'duel', left: 5, right: 4, winner: 'tie' },
  { kind: 'duel', left: 2, right: 1, winner: 'right' },
]
const width = 3
const rows = { count: 6, width, data: Float64Array.from({ length: 18 }, (_, at) => Math.sin(7 * at * at + at)) }
const prior = { mean: Float64Array.of(1, 0.3, -0.2), deviation: Float64Array.of(0.8, 1.2, 0.5) }
const spread = 1.5
const thresholds = [-0.7, 0.9, -1.5, -0.4, 0.3, 1.8, 0.2] // score, star, flag

function problem(scores: 'ordinal' | 'pairs') {
  const comparisons = comparisonsOf(evidence, { scores, levels: 12, pseudoRatings: 0.7 })
  const design = designOf(rows, prior, comparisons.photos)
  const nodes = (parameters: readonly number[]): Float64Array => {
    const z = Float64Array.from(parameters.slice(0, width))
    return Float64Array.of(...latentsOf(design, z), ...parameters.slice(width), spread, -spread)
  }
  const parameters = [0.4, -0.9, 0.6, ...(scores === 'ordinal' ? thresholds : [])]
  const value = (at: readonly number[]): number => logLikelihood(comparisons, nodes(at))
  const gradient = (at: readonly number[]): number[] => {
    const { forces } = slopesOf(comparisons, nodes(at))
    const photos = comparisons.photos.length
    return [...forcesOnWeights(design, forces), ...forces.slice(photos, photos + comparisons.thresholds)]
  }
  return { comparisons, design, nodes, parameters, value, gradient }
}

const moved = (parameters: readonly number[], place: number, step: number): number[] =>
  parameters.map((each, at) => each + (at === place ? step : 0))

describe('the likelihood of evidence', () => {
  it('is the textbook one: differences of sigmoids between thresholds, sigmoids of differences for duels', () => {
    const { value, nodes, parameters } = problem('ordinal')
    const latents = nodes(parameters)
    const logLevel = (latent: number, level: number, [...cuts]: readonly number[]): number =>
      Math.log(sigmoid((cuts[level] ?? Infinity) - latent) - (level === 0 ? 0 : sigmoid(cuts[level - 1]! - latent)))
    const score = thresholds.slice(0, 2)
    const star = thresholds.slice(2, 6)
    const flag = thresholds.slice(6)
    const said = [
      [4, 0, score],
      [0, 2, score],
      [2, 1, score],
      [3, 1, score],
      [0, 3, star],
      [1, 0, star],
      [2, 1, flag],
      [5, 0, flag],
    ] as const
    let expected = said.reduce((sum, [photo, level, cuts]) => sum + logLevel(latents[photo]!, level, cuts), 0)
    for (const [winner, loser, weight] of [
      [0, 5, 1],
      [5, 4, 0.5],
      [4, 5, 0.5],
      [1, 2, 1],
    ] as const)
      expected += weight * Math.log(sigmoid(latents[winner]! - latents[loser]!))
    for (const cuts of [score, star, flag]) {
      for (let level = 0; level <= cuts.length; level++)
        expected += 0.35 * (logLevel(spread, level, cuts) + logLevel(-spread, level, cuts))
    }
    expect(value(parameters)).toBeCloseTo(expected, 12)
  })

  it('with scores as pairs is that of the pairs, of each scale, with weight 2 / (K - 1)', () => {
    const { value, nodes, parameters } = problem('pairs')
    const f = nodes(parameters)
    const weighted = [
      [0, 2, 2 / 3],
      [0, 3, 2 / 3],
      [0, 4, 2 / 3],
      [2, 4, 2 / 3],
      [3, 4, 2 / 3], // scores
      [0, 1, 2], // stars
      [2, 5, 2], // flags
      [0, 5, 1],
      [5, 4, 0.5],
      [4, 5, 0.5],
      [1, 2, 1], // duels
    ] as const
    const expected = weighted.reduce((sum, [a, b, weight]) => sum + weight * Math.log(sigmoid(f[a]! - f[b]!)), 0)
    expect(value(parameters)).toBeCloseTo(expected, 12)
  })

  it.each(['ordinal', 'pairs'] as const)('has the gradient that finite differences say, %s', (scores) => {
    const { value, gradient, parameters } = problem(scores)
    gradient(parameters).forEach((slope, place) => {
      const difference = (value(moved(parameters, place, 1e-5)) - value(moved(parameters, place, -1e-5))) / 2e-5
      expect(Math.abs(difference - slope)).toBeLessThan(1e-9 * Math.max(1, 10 * Math.abs(slope)))
    })
  })

  it.each(['ordinal', 'pairs'] as const)('has the curvature that finite differences say, %s', (scores) => {
    const { comparisons, design, nodes, gradient, parameters } = problem(scores)
    const size = parameters.length
    const curvature = curvatureMatrix(design, comparisons, slopesOf(comparisons, nodes(parameters)))
    const matrix = Matrix.from1DArray(size, size, curvature)
    for (let i = 0; i < size; i++) {
      const ahead = gradient(moved(parameters, i, 1e-5))
      const behind = gradient(moved(parameters, i, -1e-5))
      for (let j = 0; j <= i; j++) {
        const expected = (i === j && i < width ? 1 : 0) - (ahead[j]! - behind[j]!) / 2e-5
        expect(Math.abs(matrix.get(i, j) - expected), `${i}, ${j}`).toBeLessThan(1e-8)
      }
    }
  })

  it('keeps its precision far out, where differences of sigmoids are 0', () => {
    const comparisons = comparisonsOf([{ kind: 'star', photo: 0, stars: 3 }], {
      scores: 'ordinal',
      levels: 12,
      pseudoRatings: 1e-300,
    })
    const at = (latent: number): Float64Array => Float64Array.of(latent, -1, 0, 1, 2, 0, 0)
    // log (sigmoid(1 - f) - sigmoid(0 - f)) = -|f| + log (e - 1) + .. far above, and log (1 - 1 / e) - |f| + 1 far below.
    expect(logLikelihood(comparisons, at(800))).toBeCloseTo(-800 + Math.log(Math.E - 1), 10)
    expect(logLikelihood(comparisons, at(-800))).toBeCloseTo(-800 + Math.log(1 - 1 / Math.E), 10)
    expect(slopesOf(comparisons, at(800)).forces[0]).toBeCloseTo(-1, 12)
    expect(slopesOf(comparisons, at(-800)).forces[0]).toBeCloseTo(1, 12)
  })

  it('is -Infinity where thresholds are out of order', () => {
    const comparisons = comparisonsOf(evidence, { scores: 'ordinal', levels: 12, pseudoRatings: 1 })
    const latents = new Float64Array(6 + 7 + 2)
    expect(logLikelihood(comparisons, latents)).toBe(-Infinity)
  })
})
