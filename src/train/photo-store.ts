import { createHash } from 'node:crypto'
import { mkdir, open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { FormatError, type Job, readJson, writeFileAtomic, writeJsonAtomic } from '../core/index.ts'
import { loadPhotos, type SkippedPhoto } from '../image/index.ts'
import type { Preprocessing } from '../model/index.ts'

const indexSchema = z.strictObject({
  key: z.string(),
  photos: z.array(z.strictObject({ path: z.string(), contentHash: z.string(), perceptualHash: z.string() })),
  skipped: z.array(z.strictObject({ path: z.string(), reason: z.string() })),
})

/** The crops of a database on disk, read photo by photo: a database of 255,000 photos is 38 GB of crops. */
export interface PhotoStore {
  readonly photos: readonly { readonly path: string; readonly contentHash: string; readonly perceptualHash: string }[]
  readonly skipped: readonly SkippedPhoto[]
  /** RGB crops of the photos at these positions. */
  read(positions: readonly number[]): Promise<Uint8Array[]>
  close(): Promise<void>
}

/**
 * Decodes and crops every photo once into `folder`, which is the store's own; opens what is there when it was made from
 * the same files and framing. Where a photo changed, the folder is emptied first: what was computed of it is void too.
 * @throws {MissingError} where no photo can be read. @throws {CancelledError} when stopped.
 */
export async function openPhotoStore(
  options: Job & { readonly folder: string; readonly paths: readonly string[]; readonly preprocessing: Preprocessing },
): Promise<PhotoStore> {
  const { folder, paths, preprocessing } = options
  const { crop, resize } = preprocessing
  const bytes = crop * crop * 3
  const indexPath = join(folder, 'photos.json')
  const cropsPath = join(folder, 'crops.bin')
  const key = await filesKey(paths, { crop, resize })
  let index = await readIndex(indexPath)
  if (index !== undefined && (index.key !== key || (await fileSize(cropsPath)) !== index.photos.length * bytes)) {
    await rm(folder, { recursive: true, force: true })
    index = undefined
  }
  if (index === undefined) {
    await mkdir(folder, { recursive: true })
    const photos: z.output<typeof indexSchema>['photos'] = []
    let skipped: readonly SkippedPhoto[] = []
    await writeFileAtomic(cropsPath, async (file) => {
      skipped = await loadPhotos(paths, preprocessing, {
        ...options,
        async each(photo) {
          await file.write(photo.crop)
          photos.push({ path: photo.path, contentHash: photo.contentHash, perceptualHash: photo.perceptualHash })
        },
      })
    })
    index = { key, photos, skipped: [...skipped] }
    await writeJsonAtomic(indexPath, index)
  }
  const file = await open(cropsPath, 'r')
  return {
    photos: index.photos,
    skipped: index.skipped,
    read: (positions) =>
      Promise.all(
        positions.map(async (position) => {
          const result = new Uint8Array(bytes)
          const { bytesRead } = await file.read(result, 0, bytes, position * bytes)
          if (bytesRead !== bytes) throw new FormatError(`${cropsPath} has no photo ${position}; delete ${folder}`)
          return result
        }),
      ),
    close: () => file.close(),
  }
}

/** A file that was edited in place has another size or time. */
async function filesKey(paths: readonly string[], framing: object): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(framing))
  for (const path of paths) {
    const { size, mtimeMs } = await stat(path).catch(() => ({ size: -1, mtimeMs: 0 }))
    hash.update(JSON.stringify([path, size, mtimeMs]))
  }
  return hash.digest('hex')
}

async function fileSize(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => -1,
  )
}

/** Undefined where there is none, or one that cannot be read: then it is made again. */
async function readIndex(path: string): Promise<z.output<typeof indexSchema> | undefined> {
  return readJson(path, indexSchema).catch(() => undefined)
}
