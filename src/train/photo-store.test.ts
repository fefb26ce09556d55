import { copyFile, readFile, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeMiniPhotos } from '../../test/support/mini-database.ts'
import { temporaryFolder } from '../../test/support/mini-vectors.ts'
import { CancelledError, MissingError } from '../core/index.ts'
import { loadPhotos } from '../image/index.ts'
import { openPhotoStore } from './photo-store.ts'

const preprocessing = { resize: 9, crop: 8, mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] } as const

async function bed() {
  const root = await temporaryFolder()
  const paths = (await writeMiniPhotos(join(root, 'images'), { count: 6 })).map(({ path }) => path)
  return { paths, folder: join(root, 'store') }
}

describe('the photo store', () => {
  it('gives the crops that loading the photos gives, in any order, and hashes of all', async () => {
    const { paths, folder } = await bed()
    const crops: Uint8Array[] = []
    await loadPhotos(paths, preprocessing, { each: ({ crop }) => void crops.push(crop) })
    const store = await openPhotoStore({ folder, paths, preprocessing })
    expect(await store.read([4, 0, 4])).toEqual([crops[4], crops[0], crops[4]])
    expect(store.photos.map(({ path }) => path)).toEqual(paths)
    expect(new Set(store.photos.map(({ contentHash }) => contentHash)).size).toBe(6)
    await store.close()
  })

  it('decodes nothing twice', async () => {
    const { paths, folder } = await bed()
    const first = await openPhotoStore({ folder, paths, preprocessing })
    const before = await stat(join(folder, 'crops.bin'))
    await first.close()
    const reports: number[] = []
    const again = await openPhotoStore({
      folder,
      paths,
      preprocessing,
      progress: { report: ({ done }) => reports.push(done) },
    })
    expect(reports).toEqual([])
    expect((await stat(join(folder, 'crops.bin'))).ino).toBe(before.ino)
    expect(again.photos).toEqual(first.photos)
    await again.close()
  })

  it('passes over a photo that cannot be read, says so, and goes on saying so', async () => {
    const { paths, folder } = await bed()
    await writeFile(paths[2]!, 'no photo at all')
    for (const _ of [1, 2]) {
      const store = await openPhotoStore({ folder, paths, preprocessing })
      expect(store.photos.map(({ path }) => path)).toEqual(paths.filter((_path, at) => at !== 2))
      expect(store.skipped).toHaveLength(1)
      expect(store.skipped[0]).toMatchObject({ path: paths[2] })
      await store.close()
    }
  })

  it('reads a photo anew that was changed in place, and throws away what was computed of the old one', async () => {
    const { paths, folder } = await bed()
    const before = await openPhotoStore({ folder, paths, preprocessing })
    const [old, other] = await before.read([1, 5])
    await before.close()
    await writeFile(join(folder, 'tangent.safetensors'), 'computed of the old photos')
    await copyFile(paths[5]!, paths[1]!)
    await utimes(paths[1]!, new Date(), new Date(Date.now() + 5000))
    const after = await openPhotoStore({ folder, paths, preprocessing })
    const [changed] = await after.read([1])
    expect(changed).toEqual(other)
    expect(changed).not.toEqual(old)
    expect(existsSync(join(folder, 'tangent.safetensors'))).toBe(false)
    await after.close()
  })

  it.each([
    { what: 'crops that are cut off', damage: (folder: string) => truncate(join(folder, 'crops.bin'), 500) },
    { what: 'an index that is no JSON', damage: (folder: string) => writeFile(join(folder, 'photos.json'), '{"key":') },
  ])('makes itself anew from $what', async ({ damage }) => {
    const { paths, folder } = await bed()
    const first = await openPhotoStore({ folder, paths, preprocessing })
    const crops = await first.read([0, 5])
    await first.close()
    await damage(folder)
    const again = await openPhotoStore({ folder, paths, preprocessing })
    expect(await again.read([0, 5])).toEqual(crops)
    await again.close()
  })

  it('can be stopped, and leaves nothing half-written', async () => {
    const { paths, folder } = await bed()
    const stop = new AbortController()
    const progress = { report: () => stop.abort() }
    const stopped = openPhotoStore({ folder, paths, preprocessing, progress, signal: stop.signal })
    await expect(stopped).rejects.toThrow(new CancelledError('stopped after 4 of 6 photos'))
    await expect(readFile(join(folder, 'crops.bin'))).rejects.toThrow('ENOENT')
    const store = await openPhotoStore({ folder, paths, preprocessing })
    expect(store.photos).toHaveLength(6)
    await store.close()
  })

  it('says when no photo can be read, and why the first one cannot', async () => {
    const { paths, folder } = await bed()
    const missing = paths.map((path) => `${path}.gone`)
    const opened = openPhotoStore({ folder, paths: missing, preprocessing })
    await expect(opened).rejects.toThrow(MissingError)
    await expect(opened).rejects.toThrow(/^none of the 6 photos can be read; the first: /)
  })
})
