import { UsageError } from '../core/index.ts'
import { HASH_WORDS, hashWords, wordsDistance } from '../image/index.ts'

/** What identifies a photo: a hash of its image data without metadata, and a 128-bit difference hash of what it shows. */
export interface PhotoHashes {
  readonly path: string
  readonly contentHash: string
  /** 32 hexadecimal digits. */
  readonly perceptualHash: string
}

/** The photos that a pack's vectors were trained on; an imported pack does not know them. */
export type TrainedOn =
  | { readonly contentHashes: readonly string[]; readonly perceptualHashes: readonly string[] }
  | 'unknown'

export interface SeenPhotos {
  /** Paths of photos whose image data a vector was trained on. */
  readonly exact: readonly string[]
  /** Photos that look like one it was trained on, though the data differ: a copy saved again, resized or retouched. */
  readonly near: readonly { readonly path: string; readonly distance: number }[]
}

/**
 * Two photos count as one up to this many differing bits of 128. Of 276 photos' copies at half size, or saved again as JPEG
 * of quality 50 or 20, all are within 8 bits, of brightened ones 95 %; of 2.4 million pairs of different photos none but
 * two street views that show the same (`node scripts/near-duplicates.js`). Crops are mostly missed.
 */
export const nearDistance = 8

/**
 * Which photos of an evaluation the pack has seen; `unknown` where the pack does not say what it was trained on, which the
 * report must repeat. Compares every pair: ten thousand photos against ten thousand take under a second.
 * @throws {FormatError} for a perceptual hash that is not 32 hexadecimal digits.
 */
export function seenPhotos({
  pack,
  photos,
}: {
  readonly pack: TrainedOn
  readonly photos: readonly PhotoHashes[]
}): SeenPhotos | 'unknown' {
  if (pack === 'unknown') return 'unknown'
  const content = new Set(pack.contentHashes)
  const exact = photos.filter(({ contentHash }) => content.has(contentHash))
  const others = photos.filter(({ contentHash }) => !content.has(contentHash))
  const trained = hashWords(pack.perceptualHashes)
  const asked = hashWords(others.map(({ perceptualHash }) => perceptualHash))
  const near = others.flatMap(({ path }, at) => {
    const distance = nearestDistance(asked.subarray(at * HASH_WORDS, (at + 1) * HASH_WORDS), trained)
    return distance <= nearDistance ? [{ path, distance }] : []
  })
  return { exact: exact.map(({ path }) => path), near }
}

/**
 * Stops an evaluation whose photos were trained on: its figures would show memory, not taste.
 * @throws {UsageError} with the counts and the first names, unless nothing was seen or nothing is known.
 */
export function refuseSeen(seen: SeenPhotos | 'unknown'): void {
  if (seen === 'unknown') return
  const count = seen.exact.length + seen.near.length
  if (count === 0) return
  const names = [...seen.exact, ...seen.near.map(({ path, distance }) => `${path} (near, ${distance} bits)`)]
  const more = count > 3 ? ` and ${count - 3} more` : ''
  throw new UsageError(
    `the pack was trained on ${count} of these photos (${seen.exact.length} the same, ${seen.near.length} near-duplicates): ` +
      `${names.slice(0, 3).join(', ')}${more}; leave them out with --exclude-seen, or choose other photos with --where`,
  )
}

function nearestDistance(asked: Int32Array, trained: Int32Array): number {
  let nearest = 32 * HASH_WORDS + 1
  for (let photo = 0; photo < trained.length / HASH_WORDS; photo++)
    nearest = Math.min(nearest, wordsDistance(asked, 0, trained, photo))
  return nearest
}
