import { CancelledError, type Job, PalateError } from '../../core/index.ts'
import type { SkippedPhoto } from '../../image/index.ts'
import { embeddedXmp } from './embedded.ts'
import { type FileFlag, flagsOf, type XmpFlags } from './file-flags.ts'
import { believed, combineRatings, type FileRating, ratingOf, type Stars, type XmpRating } from './file-rating.ts'
import { hashOfBytes, readSidecar, sidecarFinder, type Sidecars, speaksFor } from './sidecars.ts'
import { parseXmp } from './xmp-document.ts'
import { decodeXmp } from './xmp-text.ts'

/** What the files of one photo say of it. */
export interface PhotoStars {
  readonly path: string
  readonly rating: FileRating
  /** Stars that palate wrote as its own expectation; null where there are none. */
  readonly predicted: Stars | null
}

export interface StarsReport {
  readonly photos: readonly PhotoStars[]
  /** Photos of which the files cannot be read or say what cannot be meant, each with a sentence. */
  readonly skipped: readonly SkippedPhoto[]
}

/** The same with flag and labels, which other programs choose by. */
export interface PhotoMarks extends PhotoStars {
  readonly flag: FileFlag
  /** Colours by their English names, or the texts of labels as they stand there. */
  readonly labels: readonly string[]
}

export interface MarksReport {
  readonly photos: readonly PhotoMarks[]
  readonly skipped: readonly SkippedPhoto[]
}

type XmpMarks = XmpRating & XmpFlags

/** One photo with all that was read of it: what is written to it depends on that. */
export interface ReadPhoto extends PhotoMarks {
  /** A sidecar that is there and of this photo alone; undefined where a new one is needed. */
  readonly sidecar: (XmpMarks & { readonly path: string; readonly hash: string }) | undefined
  /** What the photo itself says, with the SHA-256 of its packet; undefined where it has none. */
  readonly embedded: (XmpMarks & { readonly hash: string }) | undefined
  /** The first of its sidecars that speaks of stars, be they given or predicted. */
  readonly starredSidecar: string | undefined
  /** The latest date that any of its XMPs gives, in milliseconds. */
  readonly changed: number | undefined
}

/** Files looked at together. */
const AT_ONCE = 8

/**
 * Reads stars from XMP: from sidecars named `IMG.jpg.xmp` or `IMG.xmp`, of the RAW file of the same shot, and from the photos themselves. Nothing is decoded.
 * A photo whose XMP is damaged is reported and left out: half of what was said of it could be the wrong half.
 * @throws {CancelledError} when stopped. @throws {MissingError} where a folder cannot be listed.
 */
export async function readStars(photos: readonly string[], job: Job = {}): Promise<StarsReport> {
  const { photos: read, skipped } = await readPhotos(photos, job)
  return { photos: read.map(({ path, rating, predicted }) => ({ path, rating, predicted })), skipped }
}

/** The same with flags and labels, from the one reading of each file. */
export async function readMarks(photos: readonly string[], job: Job = {}): Promise<MarksReport> {
  const { photos: read, skipped } = await readPhotos(photos, job)
  return {
    photos: read.map(({ path, rating, predicted, flag, labels }) => ({ path, rating, predicted, flag, labels })),
    skipped,
  }
}

/** `readStars` with what writing needs. */
export async function readPhotos(
  photos: readonly string[],
  { progress, signal }: Job,
): Promise<{ readonly photos: readonly ReadPhoto[]; readonly skipped: readonly SkippedPhoto[] }> {
  const sidecarsOf = sidecarFinder()
  const read: ReadPhoto[] = []
  const skipped: SkippedPhoto[] = []
  for (let start = 0; start < photos.length; start += AT_ONCE) {
    if (signal?.aborted === true) throw new CancelledError(`stopped after ${start} of ${photos.length} photos`)
    const part = photos.slice(start, start + AT_ONCE)
    const results = await Promise.all(
      part.map(async (path) =>
        readPhoto(path, await sidecarsOf(path)).catch((error: unknown) => {
          if (error instanceof PalateError) return { path, reason: error.message }
          throw error
        }),
      ),
    )
    for (const result of results) {
      if ('reason' in result) skipped.push(result)
      else read.push(result)
    }
    progress?.report({ label: 'reading stars', done: Math.min(start + AT_ONCE, photos.length), total: photos.length })
  }
  return { photos: read, skipped }
}

async function readPhoto(path: string, { byName, byStem, ofRaw, sharesStem }: Sidecars): Promise<ReadPhoto> {
  const [named, ofStem, packet, ...raws] = await Promise.all([
    sidecarRating(byName),
    sidecarRating(byStem),
    embeddedXmp(path),
    ...ofRaw.map(sidecarRating),
  ])
  const stem = ofStem !== undefined && speaksFor(path, ofStem.forExtension) ? ofStem : undefined
  const embedded =
    packet === undefined ? undefined : { ...xmpMarks(packet, `the XMP in ${path}`), hash: hashOfBytes(packet) }
  const sidecars = [named, stem, ...raws].filter((each) => each !== undefined)
  const ratings: readonly XmpMarks[] = embedded === undefined ? sidecars : [...sidecars, embedded]
  const dates = ratings.flatMap(({ changed }) => changed ?? [])
  return {
    path,
    rating: combineRatings(ratings),
    predicted: ratings.find(({ predicted }) => predicted !== null)?.predicted ?? null,
    flag: believed(ratings.filter(({ flag }) => flag !== 'unseen'))?.flag ?? 'unseen',
    labels: believed(ratings.filter(({ labels }) => labels !== undefined))?.labels ?? [],
    sidecar: named ?? (stem !== undefined && isOf(path, stem, { sharesStem }) ? stem : undefined),
    embedded,
    starredSidecar: sidecars.find(({ rating, predicted }) => rating !== 'unseen' || predicted !== null)?.path,
    changed: dates.length === 0 ? undefined : Math.max(...dates),
  }
}

/** Whether a Lightroom-named sidecar is this photo's alone: what is written to it is said of no other. */
function isOf(path: string, { forExtension }: XmpRating, { sharesStem }: { readonly sharesStem: boolean }): boolean {
  return forExtension === undefined ? !sharesStem : path.toLowerCase().endsWith(`.${forExtension}`)
}

async function sidecarRating(path: string | undefined): Promise<ReadPhoto['sidecar']> {
  if (path === undefined) return undefined
  const bytes = await readSidecar(path)
  return bytes === undefined ? undefined : { ...xmpMarks(bytes, path), path, hash: hashOfBytes(bytes) }
}

function xmpMarks(bytes: Uint8Array, path: string): XmpMarks {
  const xmp = parseXmp(decodeXmp(bytes, { path }).text, { path })
  return { ...ratingOf(xmp), ...flagsOf(xmp) }
}
