import type { Database } from './sqlite.ts'

/** Contents of one query. */
const PAGE = 1024

/** Numbers of the photos with these content hashes, such as a log names them; without those that the catalog does not know. */
export async function photoIds(db: Database, contentHashes: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>()
  for (let start = 0; start < contentHashes.length; start += PAGE) {
    const rows = await db
      .selectFrom('photo')
      .select(['id', 'content_hash'])
      .where('content_hash', 'in', contentHashes.slice(start, start + PAGE))
      .execute()
    for (const { id, content_hash } of rows) found.set(content_hash, id)
  }
  return found
}
