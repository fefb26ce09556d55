import { sql } from 'kysely'
import { type DescriptorKind, enterDescriber } from './describers.ts'
import type { Shot } from './exif.ts'
import { type Database, writing } from './sqlite.ts'

/** A photo, wherever it lies. */
export interface CatalogPhoto {
  readonly contentHash: string
  readonly perceptualHash: string
  /** Size in pixels as it is looked at. */
  readonly width: number
  readonly height: number
}

/** A file as it was when it was looked at, and what was found in it: a photo, or why it is none. */
export type CatalogFile = FileState &
  ({ readonly contentHash: string; readonly shot?: Shot } | { readonly unreadable: string })

export interface FileState {
  readonly path: string
  readonly size: number
  readonly mtimeMs: number
}

export interface CatalogBatch {
  readonly kind: DescriptorKind
  /** Each with its descriptor as stored. */
  readonly photos: readonly (CatalogPhoto & { readonly descriptor: Uint8Array })[]
  /** Their photos are among these or in the catalog. */
  readonly files: readonly CatalogFile[]
}

/** Writes photos, descriptors and files in one transaction. What another process wrote of the same photos stays. */
export async function writeBatch(db: Database, { kind, photos, files }: CatalogBatch): Promise<void> {
  await writing(db, async (transaction) => {
    await insertPhotos(transaction, photos)
    const idOf = await idsOf(transaction, [
      ...photos.map(({ contentHash }) => contentHash),
      ...files.flatMap((file) => ('contentHash' in file ? [file.contentHash] : [])),
    ])
    if (photos.length > 0) {
      const describer_id = await enterDescriber(transaction, kind)
      await transaction
        .insertInto('descriptor')
        .values(
          photos.map(({ contentHash, descriptor }) => ({
            describer_id,
            photo_id: idOf.get(contentHash)!,
            bytes: descriptor,
          })),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }
    await upsertFiles(transaction, { files, idOf })
    for (const file of files)
      if ('shot' in file && file.shot !== undefined)
        await updateShot(transaction, idOf.get(file.contentHash)!, file.shot)
  })
}

async function insertPhotos(db: Database, photos: readonly CatalogPhoto[]): Promise<void> {
  if (photos.length === 0) return
  await db
    .insertInto('photo')
    .values(
      photos.map(({ contentHash, perceptualHash, width, height }) => ({
        content_hash: contentHash,
        perceptual_hash: perceptualHash,
        width,
        height,
      })),
    )
    .onConflict((conflict) => conflict.column('content_hash').doNothing())
    .execute()
}

async function idsOf(db: Database, contentHashes: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (contentHashes.length === 0) return new Map()
  const rows = await db
    .selectFrom('photo')
    .select(['id', 'content_hash'])
    .where('content_hash', 'in', [...new Set(contentHashes)])
    .execute()
  return new Map(rows.map(({ id, content_hash }) => [content_hash, id]))
}

/**
 * What the last file that was read says counts, and what it does not say stays. A photo that was turned in its file, of
 * which the image data are the same, changes sides.
 */
async function updateShot(db: Database, id: number, { takenAt, camera, lens, orientation }: Shot): Promise<void> {
  await sql`
    update photo set
      taken_at = coalesce(${takenAt}, taken_at), camera = coalesce(${camera}, camera), lens = coalesce(${lens}, lens),
      (width, height) = (
        select iif(turned, height, width), iif(turned, width, height)
        from (select shot_read = 1 and (coalesce(orientation, 1) > 4) <> (coalesce(${orientation}, 1) > 4) as turned)
      ),
      orientation = ${orientation}, shot_read = 1
    where id = ${id}`.execute(db)
}

async function upsertFiles(
  db: Database,
  { files, idOf }: { readonly files: readonly CatalogFile[]; readonly idOf: ReadonlyMap<string, number> },
): Promise<void> {
  if (files.length === 0) return
  await db
    .insertInto('file')
    .values(
      files.map((file) => ({
        path: file.path,
        size: file.size,
        mtime_ms: file.mtimeMs,
        photo_id: 'contentHash' in file ? idOf.get(file.contentHash)! : null,
        unreadable: 'contentHash' in file ? null : file.unreadable,
      })),
    )
    .onConflict((conflict) =>
      conflict.column('path').doUpdateSet((row) => ({
        size: row.ref('excluded.size'),
        mtime_ms: row.ref('excluded.mtime_ms'),
        photo_id: row.ref('excluded.photo_id'),
        unreadable: row.ref('excluded.unreadable'),
      })),
    )
    .execute()
}
