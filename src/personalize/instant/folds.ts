import type { Random } from '../../core/index.ts'

/** Up to this many units every two of them are held out together once: at most 66 fits. */
const LEAVE_PAIRS_OUT = 12

/** Units used at most, drawn at random: an estimate from 1,500 photos is exact enough, and its cost bounded. */
const MOST_UNITS = 1500

/** Fits at most. Repeated folds take away the chance of one division; with many photos there is little of it. */
const MOST_FITS = 40
const PHOTOS_TO_FIT = 12_000

/** How the rated photos are divided for a cross-validation. */
export interface Division {
  /** Places of all photos that take part. */
  readonly photos: readonly number[]
  /** Places held out of one fit each. */
  readonly heldOut: readonly (readonly number[])[]
}

/**
 * Divides photos for a cross-validation in which only photos that were held out together are compared. Units are dealt:
 * a photo, or two photos that met in a duel, so that a duel is not lost because only one side is held out (each photo is in
 * one unit; of several duels the first of a random order counts). With up to twelve units each pair of units is held out
 * once, else folds repeatedly, in as many rounds as their fits are affordable.
 */
export function divide(options: {
  readonly photos: readonly number[]
  readonly duels: readonly (readonly [number, number])[]
  readonly folds: number
  readonly random: Random
}): Division {
  const units = unitsOf(options).slice(0, MOST_UNITS)
  const photos = units.flat()
  if (units.length <= LEAVE_PAIRS_OUT) {
    const heldOut = units.flatMap((unit, at) => units.slice(0, at).map((other) => [...other, ...unit]))
    return { photos, heldOut }
  }
  const folds = Math.min(options.folds, Math.floor(units.length / 2))
  const fits = Math.max(folds, Math.min(MOST_FITS, PHOTOS_TO_FIT / photos.length))
  const heldOut: number[][] = []
  for (let round = 0; round < Math.floor(fits / folds); round++) {
    const dealt = options.random.shuffle(units)
    for (let fold = 0; fold < folds; fold++) heldOut.push(dealt.filter((_, at) => at % folds === fold).flat())
  }
  return { photos, heldOut }
}

/** Units in random order. */
function unitsOf(options: {
  readonly photos: readonly number[]
  readonly duels: readonly (readonly [number, number])[]
  readonly random: Random
}): readonly (readonly number[])[] {
  const { photos, duels, random } = options
  const free = new Set(photos)
  const couples = random.shuffle(duels).filter(([left, right]) => {
    if (!free.has(left) || !free.has(right)) return false
    free.delete(left)
    free.delete(right)
    return true
  })
  return random.shuffle([...couples, ...[...free].map((photo) => [photo])])
}
