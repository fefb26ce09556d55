import { resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Selectable } from 'kysely'
import { FormatError } from '../core/index.ts'
import { decodeDescriptors, descriptorBytes, type Descriptors, type DescriptorShape } from '../personalize/index.ts'
import { type DescriptorKind, findDescriber } from './describers.ts'
import type { Shot } from './exif.ts'
import { folderRange } from './folder-range.ts'
import type { CatalogTables } from './schema.ts'
import type { Database } from './sqlite.ts'
import type { CatalogPhoto } from './write-batch.ts'

/** Descriptors of a whole library: 4 bytes and a descriptor a photo. */
export interface Library {
  /** (photo): the numbers that the photos have in this catalog, ascending; `photos` of the catalog says which they are. */
  readonly ids: Int32Array
  readonly descriptors: Descriptors
}

/** Descriptors of files, in the order in which these were named. */
export interface DescribedFiles extends Library {
  readonly paths: readonly string[]
  readonly contentHashes: readonly string[]
}

/** A photo with the files that hold it. */
export interface PlacedPhoto extends CatalogPhoto, Shot {
  readonly id: number
  readonly paths: readonly string[]
}

const PAGE = 4096

/**
 * Every photo that lies at some path, or in one of these folders (absolute), and has a descriptor, as they are at one
 * moment, read page by page.
 */
export async function loadLibrary(db: Database, kind: DescriptorKind, folders?: readonly string[]): Promise<Library> {
  return db.transaction().execute((transaction) => readLibrary(transaction, kind, folders))
}

/** `loadLibrary` within a transaction. */
export async function readLibrary(
  transaction: Database,
  kind: DescriptorKind,
  folders?: readonly string[],
): Promise<Library> {
  const describer = await findDescriber(transaction, kind)
  const photos = describer === undefined ? 0 : await countPlaced(transaction, describer, folders)
  const ids = new Int32Array(photos)
  const scores = new Float32Array(photos * kind.shape.databases) // (photo, n)
  const embedding = new Int8Array(photos * kind.shape.width) // (photo, m)
  for (let start = 0; start < photos; start += PAGE) {
    const rows = await placedDescriptors(transaction, describer!, folders)
      .select(['photo_id', 'bytes'])
      .where('photo_id', '>', start === 0 ? 0 : ids[start - 1]!)
      .orderBy('photo_id')
      .limit(PAGE)
      .execute()
    rows.forEach((row, at) => (ids[start + at] = row.photo_id))
    const page = decodeRows(rows, kind.shape)
    scores.set(page.scores, start * kind.shape.databases)
    embedding.set(page.embedding, start * kind.shape.width)
    await setImmediate() // what waits in this thread, on another connection, comes between two pages
  }
  return { ids, descriptors: { ...kind.shape, photos, scores, embedding } }
}

/** Number of photos that `loadLibrary` would give. */
export async function countLibrary(db: Database, kind: DescriptorKind): Promise<number> {
  const describer = await findDescriber(db, kind)
  return describer === undefined ? 0 : countPlaced(db, describer)
}

async function countPlaced(db: Database, describer: number, folders?: readonly string[]): Promise<number> {
  const { count } = await placedDescriptors(db, describer, folders)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

function placedDescriptors(db: Database, describer: number, folders?: readonly string[]) {
  return db
    .selectFrom('descriptor')
    .where('describer_id', '=', describer)
    .where(({ exists, selectFrom }) => {
      const files = selectFrom('file').select('path').whereRef('file.photo_id', '=', 'descriptor.photo_id')
      if (folders === undefined) return exists(files)
      const ranges = folders.map(folderRange)
      return exists(
        files.where(({ eb, or, and }) =>
          or(ranges.map(({ start, end }) => and([eb('path', '>', start), eb('path', '<', end)]))),
        ),
      )
    })
}

/** Stored descriptors of these contents (a few thousand at a time), wherever the photos lie or lay, by content hash. */
export async function storedDescriptors(
  db: Database,
  contentHashes: readonly string[],
  kind: DescriptorKind,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const describer = await findDescriber(db, kind)
  if (describer === undefined || contentHashes.length === 0) return new Map()
  const rows = await db
    .selectFrom('photo')
    .leftJoin('descriptor', (join) =>
      join.onRef('descriptor.photo_id', '=', 'photo.id').on('describer_id', '=', describer),
    )
    .select(['content_hash', 'bytes'])
    .where('content_hash', 'in', [...contentHashes])
    .execute()
  return new Map(rows.flatMap(({ content_hash, bytes }) => (bytes === null ? [] : [[content_hash, bytes] as const])))
}

/** Descriptors of these files, without those that have none. */
export async function describedFiles(
  db: Database,
  paths: readonly string[],
  kind: DescriptorKind,
): Promise<DescribedFiles> {
  const describer = await findDescriber(db, kind)
  const found: DescribedRow[] = []
  for (let start = 0; describer !== undefined && start < paths.length; start += PAGE) {
    const part = paths.slice(start, start + PAGE)
    const rowOf = await describedRows(db, { paths: part.map((path) => resolve(path)), describer })
    for (const path of part) {
      const row = rowOf.get(resolve(path))
      if (row !== undefined) found.push({ ...row, path })
    }
  }
  return {
    paths: found.map(({ path }) => path),
    contentHashes: found.map(({ content_hash }) => content_hash),
    ids: Int32Array.from(found, ({ id }) => id),
    descriptors: decodeRows(found, kind.shape),
  }
}

interface DescribedRow {
  readonly path: string
  readonly id: number
  readonly content_hash: string
  readonly bytes: Uint8Array
}

/** By path. */
async function describedRows(
  db: Database,
  { paths, describer }: { readonly paths: readonly string[]; readonly describer: number },
): Promise<ReadonlyMap<string, DescribedRow>> {
  // Left joins, so that SQLite begins with the paths: of inner joins it begins with all descriptors, and looks through
  // the whole list of paths for each.
  const rows = await db
    .selectFrom('file')
    .leftJoin('photo', 'photo.id', 'file.photo_id')
    .leftJoin('descriptor', (join) =>
      join.onRef('descriptor.photo_id', '=', 'photo.id').on('describer_id', '=', describer),
    )
    .select(['file.path', 'photo.id', 'content_hash', 'bytes'])
    .where('path', 'in', [...paths])
    .execute()
  return new Map(rows.flatMap((row) => (row.bytes === null ? [] : [[row.path, row as DescribedRow]])))
}

/** The photos with these numbers, in the same order. @throws {FormatError} where one is not in the catalog. */
export async function placedPhotos(db: Database, ids: ArrayLike<number>): Promise<readonly PlacedPhoto[]> {
  const wanted = Array.from(ids)
  const photos: PlacedPhoto[] = []
  for (let start = 0; start < wanted.length; start += PAGE) {
    const part = wanted.slice(start, start + PAGE)
    const rows = await db.selectFrom('photo').selectAll().where('id', 'in', part).execute()
    const files = await db
      .selectFrom('file')
      .select(['photo_id', 'path'])
      .where('photo_id', 'in', part)
      .orderBy('path')
      .execute()
    const pathsOf = new Map(part.map((id): [number, string[]] => [id, []]))
    for (const { photo_id, path } of files) pathsOf.get(photo_id!)!.push(path)
    const rowOf = new Map(rows.map((row) => [row.id, row]))
    for (const id of part) {
      const row = rowOf.get(id)
      if (row === undefined) throw new FormatError(`the catalog has no photo ${id}; the number is another catalog's`)
      photos.push({ ...photoOf(row), id, paths: pathsOf.get(id)! })
    }
  }
  return photos
}

function photoOf(row: Selectable<CatalogTables['photo']>): CatalogPhoto & Shot {
  const { content_hash: contentHash, perceptual_hash: perceptualHash, taken_at: takenAt } = row
  const { width, height, camera, lens, orientation } = row
  return { contentHash, perceptualHash, width, height, takenAt, camera, lens, orientation }
}

function decodeRows(rows: readonly { readonly bytes: Uint8Array }[], shape: DescriptorShape): Descriptors {
  const size = descriptorBytes(shape)
  for (const { bytes } of rows) {
    if (bytes.length !== size)
      throw new FormatError(`the catalog has a descriptor of ${bytes.length} bytes, expected ${size}: it is damaged`)
  }
  return decodeDescriptors(Buffer.concat(rows.map(({ bytes }) => bytes)), shape)
}
