import { messageOf, MissingError, type PalateError } from '../core/index.ts'

/** A photo that could not be read, with the sentence that says why. */
export interface SkippedPhoto {
  readonly path: string
  readonly reason: string
  /** The part of `reason` that is the same for all photos of the kind, where a program that reads them is not here. */
  readonly needs?: string
}

/** A photo is of a kind for which a program has to be installed first. */
export class MissingReaderError extends MissingError {
  /** What is needed and how to come by it: half a sentence that names no photo. */
  readonly needs: string

  constructor(path: string, needs: string, options: { readonly cause?: unknown } = {}) {
    super(`${path} cannot be read: ${needs}`, options)
    this.needs = needs
  }
}

/** What is reported of a photo that was left out. */
export function skippedBy(path: string, error: PalateError): SkippedPhoto {
  const reason = messageOf(error)
  return error instanceof MissingReaderError ? { path, reason, needs: error.needs } : { path, reason }
}

/** One sentence for each photo left out, but only one for all that lack the same program: a thousand would hide the rest. */
export function leftOutSentences(skipped: readonly SkippedPhoto[]): readonly string[] {
  const needs = new Set(skipped.map((photo) => photo.needs).filter((need) => need !== undefined))
  const together = Array.from(needs, (need) => {
    const photos = skipped.filter((photo) => photo.needs === need)
    const first = photos[0]!
    return photos.length === 1 ? first.reason : `${photos.length} photos such as ${first.path} cannot be read: ${need}`
  })
  return [...skipped.filter((photo) => photo.needs === undefined).map(({ reason }) => reason), ...together]
}
