import { mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type Job, writeFileAtomic, writeJsonAtomic } from '../core/index.ts'
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

/** Decodes and crops every photo once into `folder`; opens what is there when it was made from the same paths and framing. */
export async function openPhotoStore(
  options: Job & { readonly folder: string; readonly paths: readonly string[]; readonly preprocessing: Preprocessing },
): Promise<PhotoStore> {
  const { folder, paths, preprocessing } = options
  const { crop, resize } = preprocessing
  const bytes = crop * crop * 3
  const indexPath = join(folder, 'photos.json')
  const cropsPath = join(folder, 'crops.bin')
  const key = JSON.stringify({ paths, crop, resize })
  let index = await readIndex(indexPath)
  if (index?.key !== key) {
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
          await file.read(result, 0, bytes, position * bytes)
          return result
        }),
      ),
    close: () => file.close(),
  }
}

async function readIndex(path: string): Promise<z.output<typeof indexSchema> | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  const parsed = text === undefined ? undefined : indexSchema.safeParse(JSON.parse(text))
  return parsed?.success === true ? parsed.data : undefined
}
