import { CancelledError, messageOf, PalateError } from '../core/index.ts'
import {
  type Database,
  databasesUnder,
  type FoundDatabase,
  inWords,
  type Labels,
  openPublished,
} from '../databases/index.ts'
import { type Absent, isAbsent } from './measurements.ts'

/** Stands where a number would, for want of the database. */
export const notPresent: Absent = { absent: 'data not present' }

/** What results.json says of a database that was asked for. */
export interface DatabaseAccount {
  readonly name: string
  readonly labels: Labels
  /** What the importer counted, or why the database could not be opened. */
  readonly found: Database['report'] | Absent
}

export interface PresentDatabases {
  /** Opened when first asked for; a reason where it is not there or not whole. */
  open(name: string, labels: Labels): Promise<Database | Absent>
  /** Of what was asked for so far, in the order of names. */
  accounts(): Promise<readonly DatabaseAccount[]>
  /** One sentence for each database that is there and could not be opened. */
  readonly failures: readonly string[]
}

/**
 * The published databases under a root folder, each in a folder of its own.
 * @throws {MissingError} where the root cannot be listed.
 */
export async function presentDatabases(root: string): Promise<PresentDatabases> {
  const found = await databasesUnder(root)
  const opened = new Map<
    string,
    { readonly name: string; readonly labels: Labels; readonly database: Promise<Database | Absent> }
  >()
  const failures: string[] = []

  async function openOne(name: string, labels: Labels): Promise<Database | Absent> {
    const place = found.find((each) => each.importer?.name === name)
    if (place === undefined || place.importer === null || place.folder === null) return notPresent
    const fail = (absent: string): Absent => {
      if (!failures.includes(absent)) failures.push(absent)
      return { absent }
    }
    if (!place.present) return fail(lacks(place))
    try {
      return await openPublished(place.importer, place.folder, { labels })
    } catch (error) {
      if (error instanceof CancelledError || !(error instanceof PalateError)) throw error
      return fail(messageOf(error))
    }
  }

  return {
    async open(name, labels) {
      const key = `${name} ${labels}`
      if (!opened.has(key)) opened.set(key, { name, labels, database: openOne(name, labels) })
      return opened.get(key)!.database
    },
    async accounts() {
      const all = [...opened].sort(([a], [b]) => (a < b ? -1 : 1))
      return Promise.all(
        all.map(async ([, { name, labels, database }]) => {
          const result = await database
          return { name, labels, found: isAbsent(result) ? result : result.report }
        }),
      )
    },
    failures,
  }
}

function lacks({ folder, missing }: FoundDatabase): string {
  return `${folder} lacks ${missing.map(inWords).join(', ')}; unpack the database again`
}
