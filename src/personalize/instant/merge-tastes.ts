import { Matrix } from 'ml-matrix'
import { UsageError } from '../../core/index.ts'
import type { Descriptors } from '../descriptor.ts'
import type { Taste } from './learn-taste.ts'
import { scoreByTaste } from './order.ts'
import type { Posterior } from './posterior.ts'
import type { TasteModel } from './taste-model.ts'

/** One of the people whose tastes are merged. */
export interface Person {
  readonly name: string
  /** Above 0; how much this person counts beside the others. */
  readonly weight: number
  readonly taste: Taste
}

/**
 * A taste whose order balances those of several people. People spread their scores differently: who rates boldly would
 * otherwise decide alone. So each person's score f_k is taken in units of its own spread s_k (standard deviation over the
 * photos that were given), and
 *
 *   f = sum_k share_k f_k,   share_k = a_k s / s_k,   a_k = weight_k / sum of weights,   s = sum_k a_k s_k
 *
 * which is again linear: w = sum_k share_k w_k. The common factor s keeps the scores on the people's own scale, so that a
 * taste merged with itself stays what it is. The people's posteriors are taken as independent: what their common prior
 * does not know counts as two doubts, not one, and the merged deviation errs to the small side there.
 */
export interface MergedTaste {
  readonly model: TasteModel
  /** Each with all that they said: the merge is computed from it again wherever it is read. */
  readonly people: readonly (Person & { readonly spread: number; readonly share: number })[]
  /**
   * Of the merged score, for orders and predictions. It has no forces and no scales: those are the people's own, and an
   * account of a score is the sum of theirs, each times its share.
   */
  readonly posterior: Posterior
}

/**
 * Merges the tastes of two people or more; people of tastes that are merged already come in one by one, with their
 * weights multiplied.
 * @param over the photos over which the people's spreads are measured: those whose order matters, or any that are typical.
 * @throws {UsageError} for fewer than two people, equal names, weights that are none, tastes of different packs, or a
 * taste that tells none of the photos apart.
 */
export function mergeTastes(
  people: readonly (Omit<Person, 'taste'> & { readonly taste: Taste | MergedTaste })[],
  over: Descriptors,
): MergedTaste {
  const single = people.flatMap(({ name, weight, taste }): readonly Person[] => {
    if (!('people' in taste)) return [{ name, weight, taste }]
    const total = taste.people.reduce((sum, person) => sum + person.weight, 0)
    return taste.people.map((person) => ({ ...person, weight: (weight * person.weight) / total }))
  })
  return mergedTaste(single.map((person) => ({ ...person, spread: spreadOf(person, over) })))
}

/** The merge of people whose spreads are known. Throws as `mergeTastes` does. */
export function mergedTaste(people: readonly (Person & { readonly spread: number })[]): MergedTaste {
  requirePeople(people)
  const total = people.reduce((sum, { weight }) => sum + weight, 0)
  const common = people.reduce((sum, { weight, spread }) => sum + (weight / total) * spread, 0)
  const shared = people.map(({ name, weight, taste, spread }) => ({
    name,
    weight,
    taste,
    spread,
    share: ((weight / total) * common) / spread,
  }))
  return { model: people[0]!.taste.model, people: shared, posterior: sumOf(shared) }
}

/**
 * The merge after a change of the people's own tastes, such as a new rating of one or forgetting a photo in all. Spreads
 * stay as they were measured.
 */
export function mapPeople(merge: MergedTaste, change: (taste: Taste, name: string) => Taste): MergedTaste {
  return mergedTaste(merge.people.map((person) => ({ ...person, taste: change(person.taste, person.name) })))
}

/** The Gaussian of sum_k share_k w_k. */
function sumOf(people: MergedTaste['people']): Posterior {
  const posteriors = people.map(({ taste }) => taste.posterior)
  const first = posteriors[0]!
  const p = first.weights.length
  const weights = new Float64Array(p)
  const mean = new Float64Array(p)
  const variance = new Float64Array(p)
  const covariance = Matrix.zeros(p, p)
  for (const { taste, share } of people) {
    const { posterior } = taste
    for (let at = 0; at < p; at++) {
      weights[at]! += share * posterior.weights[at]!
      mean[at]! += share * posterior.prior.mean[at]!
      variance[at]! += (share * posterior.prior.deviation[at]!) ** 2
    }
    covariance.add(Matrix.mul(posterior.covariance, share ** 2))
  }
  return {
    weights,
    covariance,
    prior: { mean, deviation: variance.map(Math.sqrt) },
    settings: first.settings,
    forces: new Float64Array(0),
    scales: {},
    logEvidence: posteriors.reduce((sum, { logEvidence }) => sum + logEvidence, 0),
    iterations: posteriors.reduce((sum, { iterations }) => sum + iterations, 0),
  }
}

function spreadOf({ name, taste }: Person, over: Descriptors): number {
  const scores = scoreByTaste(taste.posterior.weights, over, taste.model)
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  const spread = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length)
  // A constant in single precision may leave rounding in its mean.
  if (spread > 1e-6 * Math.abs(mean)) return spread
  throw new UsageError(
    `the taste of ${name} tells none of the ${over.photos} photos apart, so that its order cannot be balanced with another`,
  )
}

function requirePeople(people: readonly Person[]): void {
  if (people.length < 2) throw new UsageError('a merge takes the tastes of two people or more')
  const names = people.map(({ name }) => name)
  for (const { name, weight, taste } of people) {
    if (name.length === 0 || name.length > 100)
      throw new UsageError('each person of a merge needs a name of 1 to 100 characters')
    if (names.indexOf(name) !== names.lastIndexOf(name))
      throw new UsageError(`two people of the merge are called ${name}; give each a name of their own`)
    if (!(weight > 0 && weight < Infinity))
      throw new UsageError(`the weight of ${name} in the merge is a number above 0, not ${weight}`)
    const { pack } = taste.model
    const first = people[0]!.taste.model.pack
    if (pack.hash !== first.hash) {
      throw new UsageError(
        `the taste of ${name} is of pack ${pack.name}, that of ${people[0]!.name} of ${first.name}; ` +
          'migrate one of them with "palate taste migrate"',
      )
    }
  }
}
