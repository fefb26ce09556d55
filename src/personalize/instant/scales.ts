import type { Evidence, ScaleName } from './evidence.ts'

/** The scales in the order in which they are worked on. */
export const SCALE_NAMES: readonly ScaleName[] = ['score', 'star', 'flag']

/** Ratings on one scale, by photo. */
export interface Ratings {
  readonly name: ScaleName
  /** Representative value of each level, ascending: a value said, or the mean of those that were grouped. */
  readonly levels: Float64Array
  /** (rating): places in the table, ascending. */
  readonly photos: readonly number[]
  /** (rating): which level, from 0. */
  readonly level: readonly number[]
}

/**
 * The ratings on each scale that was used. Stars are always five levels and flags two; scores are one level for each
 * value said, or at most `limit` groups of neighbouring values. Expects at most one rating a photo and scale.
 */
export function ratingsByScale(evidence: readonly Evidence[], { limit }: { readonly limit: number }): Ratings[] {
  return SCALE_NAMES.flatMap((name): Ratings[] => {
    const said = evidence.flatMap((item) => (item.kind === name ? [{ photo: item.photo, value: valueOf(item) }] : []))
    if (said.length === 0) return []
    said.sort((a, b) => a.photo - b.photo)
    const values = said.map(({ value }) => value)
    const photos = said.map(({ photo }) => photo)
    if (name === 'score') return [{ name, photos, ...groupLevels(values, { limit }) }]
    const levels = Float64Array.from(name === 'star' ? [1, 2, 3, 4, 5] : [0, 1])
    return [{ name, photos, levels, level: values.map((value) => value - levels[0]!) }]
  })
}

function valueOf(item: Exclude<Evidence, { readonly kind: 'duel' }>): number {
  if (item.kind === 'score') return item.value
  return item.kind === 'star' ? item.stars : item.flag === 'pick' ? 1 : 0
}

/**
 * Levels of numbers by their order alone: each distinct value is one while there are at most `limit`, otherwise equal
 * shares of the ratings by their middle rank, equal values together: `[10, 30, 30, 20] -> levels 10, 20, 30; 0, 2, 2, 1`.
 */
export function groupLevels(
  values: readonly number[],
  { limit }: { readonly limit: number },
): { readonly levels: Float64Array; readonly level: readonly number[] } {
  const count = new Map<number, number>()
  for (const value of values) count.set(value, (count.get(value) ?? 0) + 1)
  const distinct = [...count.keys()].sort((a, b) => a - b)

  const levelOf = new Map<number, number>()
  const members: { share: number; value: number }[][] = []
  let below = 0
  let lastGroup = -1
  for (const value of distinct) {
    const here = count.get(value)!
    const group = distinct.length <= limit ? lastGroup + 1 : Math.floor((limit * (below + here / 2)) / values.length)
    if (group !== lastGroup) members.push([])
    lastGroup = group
    members.at(-1)!.push({ share: here, value })
    levelOf.set(value, members.length - 1)
    below += here
  }
  return { levels: Float64Array.from(members, meanOf), level: values.map((value) => levelOf.get(value)!) }
}

/** Weighted by share before adding up, so that the largest numbers do not overflow. */
function meanOf(members: readonly { readonly share: number; readonly value: number }[]): number {
  const total = members.reduce((sum, { share }) => sum + share, 0)
  return members.reduce((sum, { share, value }) => sum + value * (share / total), 0)
}
