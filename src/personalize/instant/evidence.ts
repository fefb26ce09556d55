import { z } from 'zod'
import { UsageError } from '../../core/index.ts'

/** One thing that a person said. P is how photos are named: places in a table here, content hashes in a taste file. */
export type Evidence<P = number> =
  | { readonly kind: 'score'; readonly photo: P; readonly value: number }
  | { readonly kind: 'star'; readonly photo: P; readonly stars: 1 | 2 | 3 | 4 | 5 }
  | { readonly kind: 'flag'; readonly photo: P; readonly flag: 'pick' | 'reject' }
  | { readonly kind: 'duel'; readonly left: P; readonly right: P; readonly winner: 'left' | 'right' | 'tie' }

/** The scales on which a photo is rated by itself: scores of one's own, stars from 1 to 5, reject below pick. */
export type ScaleName = 'score' | 'star' | 'flag'

/** What somebody said, from a file: `photo` is the schema of a photo's name. A score may be on any scale, but is finite. */
export function evidenceSchema<Photo extends z.ZodType>(photo: Photo) {
  return z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('score'), photo, value: z.number() }),
    z.strictObject({ kind: z.literal('star'), photo, stars: z.literal([1, 2, 3, 4, 5]) }),
    z.strictObject({ kind: z.literal('flag'), photo, flag: z.enum(['pick', 'reject']) }),
    z.strictObject({ kind: z.literal('duel'), left: photo, right: photo, winner: z.enum(['left', 'right', 'tie']) }),
  ])
}

/** The photos that an item speaks of: one, or the two of a duel. */
export function photosOf<P>(item: Evidence<P>): readonly P[] {
  return item.kind === 'duel' ? [item.left, item.right] : [item.photo]
}

/**
 * Checks what the types cannot say: every number finite and in range, no photo against itself.
 * `isPhoto` tells whether a photo is known; by default every photo is.
 * @throws {UsageError} at the first item that cannot be meant, counted from 1.
 */
export function requireEvidence<P extends string | number>(
  evidence: readonly Evidence<P>[],
  { isPhoto = () => true }: { readonly isPhoto?: (photo: P) => boolean } = {},
): void {
  evidence.forEach((item, at) => {
    const problem = problemOf(item) ?? unknownPhoto(item, isPhoto)
    if (problem !== undefined) throw new UsageError(`evidence ${at + 1} of ${evidence.length}: ${problem}`)
  })
}

function problemOf<P extends string | number>(item: Evidence<P>): string | undefined {
  switch (item.kind) {
    case 'score':
      return Number.isFinite(item.value) ? undefined : `a score must be a finite number, not ${item.value}`
    case 'star':
      return [1, 2, 3, 4, 5].includes(item.stars) ? undefined : `stars are 1, 2, 3, 4 or 5, not ${item.stars}`
    case 'flag':
      return ['pick', 'reject'].includes(item.flag) ? undefined : `a flag is pick or reject, not ${item.flag}`
    case 'duel':
      if (!['left', 'right', 'tie'].includes(item.winner))
        return `the winner of a duel is left, right or tie, not ${item.winner}`
      return item.left === item.right ? `photo ${item.left} cannot be compared with itself` : undefined
    default:
      return `unknown kind ${(item as { kind: string }).kind}; it is score, star, flag or duel`
  }
}

function unknownPhoto<P extends string | number>(
  item: Evidence<P>,
  isPhoto: (photo: P) => boolean,
): string | undefined {
  const unknown = photosOf(item).find((photo) => !isPhoto(photo))
  return unknown === undefined ? undefined : `there is no photo ${unknown}`
}

/**
 * What counts of all that was said: of several ratings of one photo on one scale the last, in its own place; every duel,
 * for contradicting duels are evidence of doubt.
 */
export function latestEvidence<P>(evidence: readonly Evidence<P>[]): readonly Evidence<P>[] {
  const last = { score: new Map<P, number>(), star: new Map<P, number>(), flag: new Map<P, number>() }
  evidence.forEach((item, at) => {
    if (item.kind !== 'duel') last[item.kind].set(item.photo, at)
  })
  return evidence.filter((item, at) => item.kind === 'duel' || last[item.kind].get(item.photo) === at)
}
