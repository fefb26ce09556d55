import { relative, sep } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import { UsageError, writeFileAtomic } from '../../core/index.ts'
import { columnAt, type Database, readTable, type Table, wholeCell } from '../../databases/index.ts'
import { countFaults } from './faults.ts'
import { namesOf } from './names.ts'
import type { PlannedTrial } from '../plan.ts'
import { everyone } from '../protocol.ts'

/**
 * Draws as a CSV file with the header `rater,trial,shots,image` and perhaps `role`, one row a photo. Rows with the same
 * rater, trial and shots are one draw. Without the column `role` its photos are the support, as many as `shots` says, and
 * the rater's other photos are tested. With it, `support` and `test` say which is which; a draw without rows of `test`
 * is tested on the rest. Images are named as in ratings.csv, relative to the database's folder. A database without raters
 * is one rater's, `everyone`.
 */
export interface FileDraw {
  readonly rater: string
  readonly trial: number
  readonly shots: number
  /** Paths of photos, in the order of the rows. */
  readonly support: readonly string[]
  /** Paths of photos; undefined for all others of the rater. */
  readonly test: readonly string[] | undefined
}

export interface DrawsFile {
  readonly path: string
  readonly draws: readonly FileDraw[]
}

/**
 * Reads a file of draws for a database. Draws are of use only as a whole, so that any row which cannot be meant is an error.
 * @throws {UsageError} with counts for raters and photos that are not there, photos named twice in a draw, supports of another size than
 * `shots`, draws that leave fewer than two photos to test; also for lacking columns. @throws {MissingError} where there is no file.
 */
export async function readDraws(path: string, database: Database): Promise<DrawsFile> {
  const table = await readTable(path)
  const rated = ratedBy(database)
  const locate = namesOf(database)
  const columns = columnsOf(table)
  const faults = countFaults(path)
  const draws = new Map<string, { rater: string; trial: number; shots: number; support: string[]; test: string[] }>()
  const seen = new Set<string>()
  for (const { line, cells } of table.rows) {
    const cell = (at: number): string => cells[at] ?? ''
    const rater = columns.rater === -1 ? everyone : cell(columns.rater)
    const [trial, shots] = [wholeCell(cell(columns.trial)), wholeCell(cell(columns.shots))]
    const role = columns.role === -1 ? 'support' : cell(columns.role).toLowerCase()
    const photo = locate(cell(columns.image), `${path} line ${line}`)
    const key = `${trial}/${shots}/${rater}`
    if (trial === undefined || shots === undefined) faults.add('trial or shots is no whole number', `line ${line}`)
    else if (role !== 'support' && role !== 'test') faults.add('role is not support or test', `line ${line}`)
    else if (!rated.has(rater)) faults.add(`no rating of the rater in ${database.name}`, `"${rater}", line ${line}`)
    else if (photo === undefined || !rated.get(rater)!.has(photo))
      faults.add('photo not rated by the rater', `"${cell(columns.image)}" by ${rater}, line ${line}`)
    else if (seen.has(`${key}/${photo}`))
      faults.add('photo named twice in a draw', `"${cell(columns.image)}", line ${line}`)
    else {
      seen.add(`${key}/${photo}`)
      const draw = draws.get(key) ?? { rater, trial, shots, support: [], test: [] }
      draw[role].push(photo)
      draws.set(key, draw)
    }
  }
  faults.refuse('rows', 'correct the file, or judge on all of the database that it was drawn from')
  for (const { rater, trial, shots, support, test } of draws.values()) {
    const which = `rater ${rater}, trial ${trial}, ${shots} shots`
    const tested = test.length > 0 ? test.length : rated.get(rater)!.size - support.length
    if (support.length !== shots) faults.add('another number of support photos than shots', which)
    else if (tested < 2) faults.add('fewer than two photos left to test', which)
  }
  faults.refuse('draws', 'correct the file')
  if (draws.size === 0) throw new UsageError(`${path} has no draws; each line after the first names one photo of one`)
  const kept = [...draws.values()].map(({ test, ...draw }) => ({ ...draw, test: test.length > 0 ? test : undefined }))
  return { path, draws: kept }
}

/** Photos by rater. */
function ratedBy(database: Database): ReadonlyMap<string, ReadonlySet<string>> {
  const result = new Map<string, Set<string>>()
  for (const { rater, image } of database.rows) {
    const photos = result.get(rater ?? everyone)
    if (photos === undefined) result.set(rater ?? everyone, new Set([image]))
    else photos.add(image)
  }
  return result
}

function columnsOf(table: Table) {
  const at = (name: string): number => columnAt(table, name)
  const columns = { rater: at('rater'), trial: at('trial'), shots: at('shots'), image: at('image'), role: at('role') }
  if (columns.trial === -1 || columns.shots === -1 || columns.image === -1) {
    throw new UsageError(
      `${table.path} has the columns ${table.header.join(', ')}; a file of draws has rater, trial, shots, image, and perhaps role`,
    )
  }
  return columns
}

/**
 * Writes draws so that `readDraws` gives the same: the support alone where the rest is tested, else both roles.
 * @param paths of the bed's photos, in its order.
 */
export async function writeDraws(
  path: string,
  {
    trials,
    paths,
    database,
  }: { readonly trials: readonly PlannedTrial[]; readonly paths: readonly string[]; readonly database: Database },
): Promise<void> {
  const nameOf = (photo: number): string => relative(database.folder, paths[photo]!).replaceAll(sep, '/')
  const rated = ratedBy(database)
  const rows = trials.flatMap(({ rater, trial, shots, draw }) => {
    // All of the database: photos that were left out here, unreadable or seen, are no test elsewhere. A draw without
    // support has no rows but those of its test.
    const restIsTested = shots > 0 && draw.test.photos.length + shots === rated.get(rater.id)!.size
    const of = (places: readonly number[], role: string): readonly (string | number)[][] =>
      places.map((photo) => [rater.id, trial, shots, nameOf(photo), role])
    return [...of(draw.support.photos, 'support'), ...(restIsTested ? [] : of(draw.test.photos, 'test'))]
  })
  const plain = rows.every(([, , , , role]) => role === 'support')
  const header = ['rater', 'trial', 'shots', 'image', ...(plain ? [] : ['role'])]
  await writeFileAtomic(path, stringify([header, ...(plain ? rows.map((row) => row.slice(0, 4)) : rows)]))
}
