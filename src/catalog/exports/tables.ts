import { stringify } from 'csv-stringify/sync'
import type { ExportedPhoto } from './exported-photo.ts'

/** In the order in which they stand in a file. */
const columns: Readonly<Record<string, (photo: ExportedPhoto) => string | number | null | undefined>> = {
  place: ({ place }) => place,
  name: ({ name }) => name,
  predicted_stars: ({ stars }) => stars,
  probability: ({ probability }) => probability,
  score: ({ score }) => score,
  deviation: ({ deviation }) => deviation,
  given_score: ({ given }) => given?.score,
  given_stars: ({ given }) => given?.stars,
  given_flag: ({ given }) => given?.flag,
  taken_at: ({ takenAt }) => takenAt,
  path: ({ path }) => path,
}

/** Rows of one part. */
const PART = 500

/**
 * A table for spreadsheets, a photo in each row; what was not given is empty. In UTF-8 with a byte order mark, without
 * which Excel shows other letters. A name that a spreadsheet would run as a formula, such as `=HYPERLINK(..).jpg`, has an
 * apostrophe put before it: programs that need every name as it is read the JSON.
 * @returns its parts, one after the other: all of a large library at once would take half a second.
 */
export function* exportCsv(photos: readonly ExportedPhoto[]): Generator<string, void, undefined> {
  yield stringify([Object.keys(columns)], { bom: true })
  for (let start = 0; start < photos.length; start += PART) {
    const rows = photos.slice(start, start + PART).map((photo) => Object.values(columns).map((value) => value(photo)))
    yield stringify(rows, { escape_formulas: true })
  }
}

/**
 * A JSON array with an object for each photo, of the columns of the CSV; null for what was not given.
 * @returns its parts, one after the other.
 */
export function* exportJson(photos: readonly ExportedPhoto[]): Generator<string, void, undefined> {
  for (let start = 0; start < photos.length; start += PART) {
    const rows = photos
      .slice(start, start + PART)
      .map((photo) =>
        JSON.stringify(
          Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, value(photo) ?? null])),
        ),
      )
    yield `${start === 0 ? '[' : ','}\n${rows.join(',\n')}`
  }
  yield photos.length === 0 ? '[]\n' : '\n]\n'
}
