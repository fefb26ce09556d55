import type { Rated } from './base-embedding.ts'
import { supportVectorRegression, type SvrSettings } from './libsvm.ts'
import type { Table } from './ridge.ts'

/** Settings of support vector regression with the kernel exp(-gamma |a - b|^2). */
export interface RbfSettings extends SvrSettings {
  /** In units of 1 / d: 1 is what libraries take unasked, where columns are standardised. */
  readonly gamma: number
}

/**
 * What is tried. Smoothest first, so that of settings as good as each other the smoothest is taken. Gamma .03 or C = 100
 * beside these changes the mean SROCC of 60 raters of OASIS sets 0 and 1, at 10 and 100 ratings, by less than .005.
 */
const GAMMAS = [0.1, 0.3, 1] as const
const COSTS = [0.1, 1, 10] as const
const EPSILONS = [0.5, 0.1] as const
const GRID: readonly RbfSettings[] = GAMMAS.flatMap((gamma) =>
  COSTS.flatMap((cost) => EPSILONS.map((epsilon) => ({ gamma, cost, epsilon }))),
)
const FOLDS = 10

/**
 * Support vector regression of standardised scores on the embedding. Of 18 settings the one with the least squared error
 * on ratings left out is taken: rating i is in fold i mod 10, so that up to ten ratings are left out one by one. What is
 * not rated has no part in the choice.
 * @returns scores of all photos (photo), and the settings that were chosen with the sum of their squared errors
 */
export function svrScores(
  embeddings: Table,
  { photos, scores }: Rated,
): { readonly scores: Float64Array; readonly settings: RbfSettings; readonly error: number } {
  const distances = Array.from({ length: embeddings.rows }, (_, photo) =>
    photos.map((rated) => squaredDistance(embeddings, photo, rated)),
  ) // (photo, K)
  const kernelOf = ({ gamma }: RbfSettings, rows: readonly number[], places: readonly number[]): number[][] =>
    rows.map((row) => places.map((place) => Math.exp((-gamma / embeddings.columns) * distances[row]![place]!)))
  const learn = (settings: RbfSettings, places: readonly number[], rows: readonly number[]): number[] =>
    supportVectorRegression({
      kernel: kernelOf(
        settings,
        places.map((place) => photos[place]!),
        places,
      ),
      targets: places.map((place) => scores[place]!),
      queries: kernelOf(settings, rows, places),
      settings,
    })

  const everyPlace = photos.map((_, place) => place)
  const attempts = GRID.map((settings) => {
    let error = 0
    for (let fold = 0; fold < Math.min(FOLDS, photos.length); fold++) {
      const left = everyPlace.filter((place) => place % FOLDS === fold)
      const others = everyPlace.filter((place) => place % FOLDS !== fold)
      const found = learn(
        settings,
        others,
        left.map((place) => photos[place]!),
      )
      left.forEach((place, at) => (error += (found[at]! - scores[place]!) ** 2))
    }
    return { settings, error }
  })
  const best = attempts.reduce((one, other) => (other.error < one.error ? other : one))
  const everyPhoto = distances.map((_, photo) => photo)
  return { ...best, scores: Float64Array.from(learn(best.settings, everyPlace, everyPhoto)) }
}

function squaredDistance({ columns, data }: Table, a: number, b: number): number {
  let sum = 0
  for (let at = 0; at < columns; at++) sum += (data[a * columns + at]! - data[b * columns + at]!) ** 2
  return sum
}
