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

/**
 * A table for spreadsheets, a photo in each row; what was not given is empty. In UTF-8 with a byte order mark, without
 * which Excel shows other letters. A name that a spreadsheet would run as a formula, such as `=HYPERLINK(..).jpg`, has an
 * apostrophe put before it: programs that need every name as it is read the JSON.
 */
export function exportCsv(photos: readonly ExportedPhoto[]): string {
  const rows = photos.map((photo) => Object.values(columns).map((value) => value(photo)))
  return stringify([Object.keys(columns), ...rows], { bom: true, escape_formulas: true })
}

/** A JSON array with an object for each photo, of the columns of the CSV; null for what was not given. */
export function exportJson(photos: readonly ExportedPhoto[]): string {
  const rows = photos.map((photo) =>
    JSON.stringify(Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, value(photo) ?? null]))),
  )
  return rows.length === 0 ? '[]\n' : `[\n${rows.join(',\n')}\n]\n`
}
