import { kmeans } from 'ml-kmeans'
import { createRandom, UsageError } from '../../core/index.ts'
import type { Database } from '../contract.ts'
import { type LeftOut, type RaterClusters, requireParts, type Split, type Tags } from './contract.ts'
import { groupBy, type StandardScore, standardScores } from './standard-scores.ts'

/** Starts of k-means, of which the tightest clusters are kept: one start often ends in a poor optimum. */
const STARTS = 10

/**
 * Raters by what they like more than others do (k-means, the largest cluster first): each is described by how far their
 * standardised scores lie above the mean of all raters of the same photo, averaged over the photos of each tag, else photo by
 * photo.
 * @throws {UsageError} where no raters are named, fewer can be compared than parts are asked for, or some share no photo with
 * the others and there are no tags.
 */
export function clusterRaters(database: Database, { parts, tags, seed }: RaterClusters): Split {
  requireParts(parts)
  const { scores, constant } = standardScores(database)
  const residuals = lessTheMean(scores)
  const { features, axes, untagged } =
    tags === undefined ? byPhoto(database, residuals) : byTag(database, residuals, tags)
  const raters = [...features.keys()]
  if (raters.length < parts) {
    throw new UsageError(
      `${database.name} has ${raters.length} raters who can be compared, which cannot be parted into ${parts}; ask for fewer parts`,
    )
  }
  const clusters = kMeans([...features.values()], parts, seed)
  if (clusters === undefined) {
    throw new UsageError(
      `${database.name}: the tastes of its ${raters.length} raters do not fall into ${parts} different groups; ask for fewer parts`,
    )
  }
  const members = clusters
    .map((places) => places.map((place) => raters[place]!))
    .sort((a, b) => b.length - a.length || (a[0]! < b[0]! ? -1 : 1))
  const clusterOf = new Map(members.flatMap((names, cluster) => names.map((name) => [name, cluster] as const)))
  const kept = database.rows.filter(({ rater }) => clusterOf.has(rater!))
  const lost = database.images.length - new Set(kept.map(({ image }) => image)).size
  const reasons: LeftOut['raters'] = {
    ...(constant.length > 0 ? { 'one score for all photos': constant.length } : {}),
    ...(untagged > 0 ? { 'no photo with a tag': untagged } : {}),
  }
  return {
    groups: members.map((names, cluster) => ({
      part: `raters-${cluster + 1}`,
      holds: `${names.length} raters${axes === undefined ? '' : `, by ${likings(names, features, axes)}`}`,
      rows: kept.filter(({ rater }) => clusterOf.get(rater!) === cluster),
    })),
    raters: reasons,
    photos: lost > 0 ? { 'no rater left': lost } : {},
  }
}

function lessTheMean(scores: readonly StandardScore[]): StandardScore[] {
  return [...groupBy(scores, ({ image }) => image).values()].flatMap((own) => {
    const mean = own.reduce((sum, { value }) => sum + value, 0) / own.length
    return own.map((score) => ({ ...score, value: score.value - mean }))
  })
}

interface Described {
  /** By rater, in the order of their names. */
  readonly features: ReadonlyMap<string, number[]>
  /** What each number is of, where that can be told in words. */
  readonly axes?: readonly string[]
  readonly untagged: number
}

/** One number a tag: 0 where the rater saw none of its photos. */
function byTag({ name }: Database, residuals: readonly StandardScore[], tags: Tags): Described {
  const tagged = residuals.filter(({ image }) => tags.get(image))
  const axes = [...new Set(tagged.map(({ image }) => tags.get(image)!))].sort()
  if (axes.length < 2) {
    throw new UsageError(
      `${name}: the tags of its photos have ${axes.length} different values; raters are compared by two or more`,
    )
  }
  const features = byName(groupBy(tagged, ({ rater }) => rater)).map(([rater, own]) => {
    const byAxis = groupBy(own, ({ image }) => tags.get(image)!)
    return [rater, axes.map((axis) => meanOf(byAxis.get(axis) ?? []))] as const
  })
  const untagged = new Set(residuals.map(({ rater }) => rater)).size - features.length
  return { features: new Map(features), axes, untagged }
}

/** One number a photo, 0 where it was not rated, at unit length: who rated more is not further from everybody else. */
function byPhoto(database: Database, residuals: readonly StandardScore[]): Described {
  requireShared(database.name, residuals)
  const placeOf = new Map(database.images.map((image, place) => [image, place]))
  const features = byName(groupBy(residuals, ({ rater }) => rater)).map(([rater, own]) => {
    const numbers = Array.from(database.images, () => 0)
    const length = Math.sqrt(own.reduce((sum, { value }) => sum + value ** 2, 0))
    if (length > 0) for (const { image, value } of own) numbers[placeOf.get(image)!] = value / length
    return [rater, numbers] as const
  })
  return { features: new Map(features), untagged: 0 }
}

/** @throws {UsageError} unless each rater can be reached from the first by steps over photos that both of two raters rated. */
function requireShared(name: string, scores: readonly StandardScore[]): void {
  const photosOf = groupBy(scores, ({ rater }) => rater)
  const ratersOf = groupBy(scores, ({ image }) => image)
  const first = scores[0]!.rater
  const reached = new Set([first])
  const seen = new Set<string>()
  for (const rater of reached) {
    for (const { image } of photosOf.get(rater)!) {
      if (seen.has(image)) continue
      seen.add(image)
      for (const other of ratersOf.get(image)!) reached.add(other.rater)
    }
  }
  const apart = [...photosOf.keys()].find((rater) => !reached.has(rater))
  if (apart === undefined) return
  throw new UsageError(
    `${name}: its raters share no photos (${first} and ${apart} are not linked by any), so they can be compared only by tags of ` +
      'the photos; give them with --tags FILE:COLUMN',
  )
}

/** The places of each cluster's points; undefined where no start finds `parts` clusters that hold some. */
function kMeans(points: number[][], parts: number, seed: number): readonly (readonly number[])[] | undefined {
  const random = createRandom(`${seed}/rater clusters`)
  let best: { readonly spread: number; readonly clusters: readonly number[] } | undefined
  for (let start = 0; start < STARTS; start++) {
    const found = kmeans(points, parts, { seed: random.integer(2 ** 31) })
    if (new Set(found.clusters).size < parts) continue
    const spread = points.reduce(
      (sum, point, at) => sum + found.distance(point, found.centroids[found.clusters[at]!]!),
      0,
    )
    if (best === undefined || spread < best.spread) best = { spread, clusters: [...found.clusters] }
  }
  if (best === undefined) return undefined
  const { clusters } = best
  return [...groupBy([...clusters.keys()], (place) => clusters[place]!).values()]
}

/** `Animal +0.31, Object -0.12`: what the raters of a cluster like more or less than others do. */
function likings(names: readonly string[], features: Described['features'], axes: readonly string[]): string {
  const means = axes.map((axis, at) => ({
    axis,
    mean: names.reduce((sum, name) => sum + features.get(name)![at]!, 0) / names.length,
  }))
  const shown = means.sort((a, b) => Math.abs(b.mean) - Math.abs(a.mean)).slice(0, 4)
  return shown.map(({ axis, mean }) => `${axis} ${mean < 0 ? '' : '+'}${mean.toFixed(2)}`).join(', ')
}

function meanOf(scores: readonly StandardScore[]): number {
  return scores.length === 0 ? 0 : scores.reduce((sum, { value }) => sum + value, 0) / scores.length
}

function byName<T>(groups: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1))
}
