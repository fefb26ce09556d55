import { type PlacedPhoto, placedPhotos } from './library.ts'
import type { Database } from './sqlite.ts'

/** Prefixes of one query: SQLite nests the alternatives of a condition at most a thousand deep. */
const PART = 256

/**
 * The photos whose content hashes begin with these, in the order of the prefixes, each photo once: a taste names its
 * photos by 24 digits of 64. A photo whose files are no longer there has no paths.
 */
export async function photosByPrefix(db: Database, prefixes: readonly string[]): Promise<readonly PlacedPhoto[]> {
  const found = new Set<number>()
  for (let start = 0; start < prefixes.length; start += PART) {
    const part = prefixes.slice(start, start + PART)
    // Ranges, which the index of the hashes answers: no hexadecimal digit stands above f, and g does. Asked to sort, SQLite
    // would compare every photo of the catalog with every prefix instead.
    const rows = await db
      .selectFrom('photo')
      .select(['id', 'content_hash'])
      .where(({ eb, or, and }) =>
        or(part.map((prefix) => and([eb('content_hash', '>=', prefix), eb('content_hash', '<', `${prefix}g`)]))),
      )
      .execute()
    const sorted = rows.toSorted((a, b) => (a.content_hash < b.content_hash ? -1 : 1))
    for (const prefix of part)
      for (const { id } of sorted.filter(({ content_hash }) => content_hash.startsWith(prefix))) found.add(id)
  }
  return placedPhotos(db, [...found])
}
