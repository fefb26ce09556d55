import { type DescriptorKind, findDescriber } from './describers.ts'
import { folderRange } from './folder-range.ts'
import { type Database, writing } from './sqlite.ts'
import type { FileState } from './write-batch.ts'

/** What the catalog remembers of a file. */
export interface KnownFile extends FileState {
  /** Why it is no photo; null where it is one. */
  readonly unreadable: string | null
  /** Whether its photo has a descriptor of the kind that was asked for. */
  readonly described: boolean
  /** The photo in it; null where it is none. */
  readonly contentHash: string | null
  /** Whether the file was asked when and with what its photo was taken. */
  readonly shotRead: boolean
}

/** What is remembered of these paths (a few hundred at a time); those never seen are not in the map. */
export async function knownFiles(
  db: Database,
  paths: readonly string[],
  kind: DescriptorKind,
): Promise<ReadonlyMap<string, KnownFile>> {
  const describer = await findDescriber(db, kind)
  const rows = await db
    .selectFrom('file')
    .leftJoin('photo', 'photo.id', 'file.photo_id')
    .leftJoin('descriptor', (join) =>
      join.onRef('descriptor.photo_id', '=', 'file.photo_id').on('descriptor.describer_id', '=', describer ?? null),
    )
    .select(['path', 'size', 'mtime_ms as mtimeMs', 'unreadable', 'descriptor.photo_id as described'])
    .select(['content_hash as contentHash', 'shot_read'])
    .where('path', 'in', [...paths])
    .execute()
  return new Map(
    rows.map(({ shot_read, ...row }) => [
      row.path,
      { ...row, described: row.described !== null, shotRead: shot_read === 1 },
    ]),
  )
}

/** Those of these contents (a few hundred at a time) that have a descriptor. */
export async function describedContents(
  db: Database,
  contentHashes: readonly string[],
  kind: DescriptorKind,
): Promise<ReadonlySet<string>> {
  const describer = await findDescriber(db, kind)
  if (describer === undefined || contentHashes.length === 0) return new Set()
  const rows = await db
    .selectFrom('photo')
    .innerJoin('descriptor', 'descriptor.photo_id', 'photo.id')
    .select('content_hash')
    .where('describer_id', '=', describer)
    .where('content_hash', 'in', [...contentHashes])
    .execute()
  return new Set(rows.map((row) => row.content_hash))
}

/** Paths at a time, so that memory is bounded. */
const PAGE = 512

/** Paths of the catalog in a folder, at any depth, in pages. */
export async function* pathsIn(db: Database, folder: string): AsyncGenerator<readonly string[]> {
  const { start, end } = folderRange(folder)
  let last = start
  for (;;) {
    const rows = await db
      .selectFrom('file')
      .select('path')
      .where('path', '>', last)
      .where('path', '<', end)
      .orderBy('path')
      .limit(PAGE)
      .execute()
    if (rows.length === 0) return
    last = rows.at(-1)!.path
    yield rows.map(({ path }) => path)
  }
}

/** Forgets paths (a few hundred at a time); the photos that lay there and their descriptors stay. */
export async function dropFiles(db: Database, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return
  await writing(db, (transaction) =>
    transaction
      .deleteFrom('file')
      .where('path', 'in', [...paths])
      .execute(),
  )
}
