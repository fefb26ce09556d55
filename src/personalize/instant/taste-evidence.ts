import { UsageError } from '../../core/index.ts'
import type { Evidence } from './evidence.ts'
import { photoId, type PhotoId } from './photo-id.ts'

/** One thing that a person said of photos known by their content hashes. */
export type TasteEvidence = Evidence<PhotoId> & {
  /** When, in ISO 8601; kept to the second. */
  readonly time?: string
}

/** Photos as `photoId`, time to the second in UTC. @throws {UsageError} for a time that is none. */
export function canonicalEvidence(item: TasteEvidence): TasteEvidence {
  const { time, ...said } = item
  const canonical: Evidence<PhotoId> =
    said.kind === 'duel'
      ? { ...said, left: photoId(said.left), right: photoId(said.right) }
      : { ...said, photo: photoId(said.photo), ...(said.kind === 'score' ? { value: said.value + 0 } : {}) } // no -0
  if (time === undefined) return canonical
  const seconds = Math.floor(Date.parse(time) / 1000)
  if (!isSecond(seconds))
    throw new UsageError(`"${time.slice(0, 80)}" is no time of a rating; expected ISO 8601, as 2031-05-04T12:00:00Z`)
  return { ...canonical, time: timeOf(seconds) }
}

/** Whether a time of the years 1970 to 9999, in seconds. */
export function isSecond(seconds: number): boolean {
  return Number.isInteger(seconds) && seconds >= 0 && seconds <= 253_402_300_799
}

/** ISO 8601 of a time in seconds since 1970. */
export function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
}
