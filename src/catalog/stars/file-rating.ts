import { FormatError } from '../../core/index.ts'
import {
  metadataDate,
  modifyDate,
  percents,
  predictedRating,
  rating,
  ratingIsPredicted,
  sidecarForExtension,
} from './namespaces.ts'
import { findProperty, type XmpDocument } from './xmp-document.ts'

export type Stars = 1 | 2 | 3 | 4 | 5

/**
 * What a person said of a photo in a file: stars, `rejected` (-1), `unrated` (a program that knows of ratings has written
 * 0), or nothing at all: `unseen`. Only stars and rejects are ratings; the other two say nothing of the photo.
 */
export type FileRating = Stars | 'rejected' | 'unrated' | 'unseen'

/** What one XMP says. */
export interface XmpRating {
  readonly rating: FileRating
  /** Stars that palate wrote as its own expectation; never the person's. */
  readonly predicted: Stars | null
  /** Whether xmp:Rating holds the predicted stars too, and not the person's. */
  readonly isMarked: boolean
  /** When the metadata were last changed, in milliseconds; undefined where that is not said. */
  readonly changed: number | undefined
  /** Ending of the file that a sidecar says it belongs to, in lower case without a dot. */
  readonly forExtension: string | undefined
}

/** Reads the rating of an XMP. @throws {FormatError} where it has one that cannot be meant. */
export function ratingOf(xmp: XmpDocument): XmpRating {
  const date = findProperty(xmp, metadataDate) ?? findProperty(xmp, modifyDate)
  const changed = date === undefined ? Number.NaN : Date.parse(date.value)
  const predicted = predictedOf(xmp)
  const said = saidRating(xmp)
  // Other programs keep our mark when the person changes the stars: a changed number is the person's.
  const isMarked = predicted !== null && said === predicted && findProperty(xmp, ratingIsPredicted)?.value === 'True'
  return {
    rating: isMarked ? 'unseen' : said,
    predicted,
    isMarked,
    changed: Number.isNaN(changed) ? undefined : changed,
    forExtension: findProperty(xmp, sidecarForExtension)?.value.toLowerCase() || undefined,
  }
}

function saidRating(xmp: XmpDocument): FileRating {
  const found = findProperty(xmp, rating)
  if (found !== undefined) {
    return fromNumber(numberOf(found.value), () => odd(xmp.path, 'xmp:Rating', found.value, '-1 to 5'))
  }
  for (const name of percents) {
    const percent = findProperty(xmp, name)
    if (percent === undefined) continue
    return fromPercent(numberOf(percent.value), () => odd(xmp.path, 'MicrosoftPhoto:Rating', percent.value, '0 to 100'))
  }
  return 'unseen'
}

function predictedOf(xmp: XmpDocument): Stars | null {
  const found = findProperty(xmp, predictedRating)
  if (found === undefined) return null
  const stars = fromNumber(numberOf(found.value), () => odd(xmp.path, 'palate:PredictedRating', found.value, '1 to 5'))
  if (typeof stars !== 'number') throw odd(xmp.path, 'palate:PredictedRating', found.value, '1 to 5')
  return stars
}

/** XMP allows fractions, which are rounded. */
function fromNumber(value: number, error: () => FormatError): Exclude<FileRating, 'unseen'> {
  if (value === -1) return 'rejected'
  if (!(value >= 0 && value <= 5)) throw error()
  const stars = Math.round(value)
  return stars === 0 ? 'unrated' : (stars as Stars)
}

/** Windows writes 1, 25, 50, 75, 99 for one to five stars, and reads each as its surroundings. */
function fromPercent(value: number, error: () => FormatError): Exclude<FileRating, 'unseen'> {
  if (!(value >= 0 && value <= 100)) throw error()
  if (value === 0) return 'unrated'
  const upTo = [12, 37, 62, 87, 100].findIndex((most) => value <= most)
  return (upTo + 1) as Stars
}

/** NaN where it is no plain decimal number. */
function numberOf(text: string): number {
  return /^[+-]?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN
}

function odd(path: string, name: string, value: string, expected: string): FormatError {
  return new FormatError(`${path} says ${name} is "${value.slice(0, 40)}"; expected a number from ${expected}`)
}

/**
 * What several XMPs of one photo say together, given in the order in which they are believed (sidecars before what is
 * embedded). Those that say nothing do not count, nor do those that repeat stars which another marks as predicted: some
 * program has carried them over. Where the others differ, one that was changed later than those before it is believed, if
 * both say when.
 */
export function combineRatings(ratings: readonly XmpRating[]): FileRating {
  const predicted = new Set(ratings.flatMap((each) => (each.isMarked ? each.predicted! : [])))
  const said = ratings.filter((each) => each.rating !== 'unseen' && !predicted.has(each.rating as Stars))
  return believed(said)?.rating ?? 'unseen'
}

/** Of XMPs that say something, in the order in which they are believed: the first, or one that was changed later. */
export function believed<T extends Pick<XmpRating, 'changed'>>([first, ...others]: readonly T[]): T | undefined {
  return first === undefined ? undefined : others.reduce((best, each) => (isLater(each, best) ? each : best), first)
}

function isLater(a: Pick<XmpRating, 'changed'>, b: Pick<XmpRating, 'changed'>): boolean {
  return a.changed !== undefined && b.changed !== undefined && a.changed > b.changed
}

/** Whether it is a rating: the person has looked at the photo and said what they think of it. */
export function isRated(said: FileRating): said is Stars | 'rejected' {
  return said === 'rejected' || typeof said === 'number'
}
