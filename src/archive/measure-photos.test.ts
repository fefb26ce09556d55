import { copyFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it, onTestFinished } from 'vitest'
import { colourDescriber } from '../../test/support/colour-describer.ts'
import { writeManyPhotos } from '../../test/support/many-photos.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { indexPhotos, openCatalog } from '../catalog/index.ts'
import { CancelledError, type ProgressEvent } from '../core/index.ts'
import { measurePhoto, readImage } from '../image/index.ts'
import { measurePhotos } from './measure-photos.ts'

const folder = temporaryFolder()
let made = 0

/** Indexed photos. */
async function world(count: number) {
  const photos = join(folder, `${made++}`)
  const paths = await writeManyPhotos(photos, count)
  const catalog = await openCatalog(`${photos}.sqlite`)
  onTestFinished(() => catalog.close())
  await indexPhotos({ catalog, describer: colourDescriber(), paths })
  const ids = await catalog.photosIn([photos])
  expect(ids).toHaveLength(count)
  return { catalog, paths, ids, photos }
}

describe('photos of a catalog', () => {
  it('are measured once each, two decoded at a time, and say how far they are', async () => {
    const { catalog, ids, paths } = await world(20)
    const events: ProgressEvent[] = []
    const progress = { report: (event: ProgressEvent) => void events.push(event) }
    let [now, most] = [0, 0]
    const load = async (_: unknown, path: string) => {
      most = Math.max(most, ++now)
      const pixels = await readImage(path)
      now--
      return pixels
    }
    expect(await measurePhotos({ catalog, ids, load, progress })).toEqual({ measured: 20, known: 0, skipped: [] })
    expect(most).toBe(2)
    expect(events).toEqual([16, 20].map((done) => ({ label: 'measuring photos', done, total: 20 })))
    const measured = await catalog.measures(ids)
    const [photo] = await catalog.photos([ids[7]!])
    expect(paths).toContain(photo!.paths[0])
    expect(measured.get(ids[7]!)).toEqual(measurePhoto(await readImage(photo!.paths[0]!)))
    const never = () => Promise.reject(new Error('was read again'))
    expect(await measurePhotos({ catalog, ids, load: never })).toEqual({ measured: 0, known: 20, skipped: [] })
  })

  it('stop after the photos in work, which are kept, and go on from there', async () => {
    const { catalog, ids } = await world(20)
    const stop = new AbortController()
    const progress = { report: () => stop.abort() }
    await expect(measurePhotos({ catalog, ids, progress, signal: stop.signal })).rejects.toThrow(
      new CancelledError('measuring stopped after 16 of 20 photos; the same command goes on from there'),
    )
    expect((await catalog.measures(ids)).size).toBe(16)
    expect(await measurePhotos({ catalog, ids })).toEqual({ measured: 4, known: 16, skipped: [] })
  })

  it('that cannot be read are reported, and those with another place are read there', async () => {
    const { catalog, ids, paths, photos } = await world(5)
    const [gone, changed, moved] = paths as [string, string, string]
    await copyFile(moved, join(photos, 'zz.png'))
    await indexPhotos({ catalog, describer: colourDescriber(), paths: [join(photos, 'zz.png')] })
    await rm(gone)
    await rm(moved)
    await copyFile(paths[4]!, changed)
    const { measured, skipped } = await measurePhotos({ catalog, ids })
    expect(measured).toBe(3)
    expect(skipped.map(({ path }) => path).sort()).toEqual([gone, changed].sort())
    const reasons = skipped.map(({ reason }) => reason).join('\n')
    expect(reasons).toContain(`${changed} has changed since it was indexed; it is read again at the next scan`)
    expect(reasons).toContain(`cannot read ${gone}: `)
    await catalog.dropFiles([gone])
    expect((await measurePhotos({ catalog, ids })).skipped.map(({ reason }) => reason)).toContainEqual(
      expect.stringMatching(/^photo [0-9a-f]{24} lies nowhere any more$/),
    )
  })

  it('are looked at upright, at a long side of 2048 pixels', async () => {
    const photos = join(folder, 'large.jpg')
    const size = { width: 3000, height: 1000, channels: 3 as const, background: '#777777' }
    // Upright white on the left: with its orientation, above.
    const white = await sharp({ create: { ...size, width: 1500, background: '#ffffff' } })
      .png()
      .toBuffer()
    await writeFile(
      photos,
      await sharp({ create: size })
        .composite([{ input: white, gravity: 'west' }])
        .withMetadata({ orientation: 6 })
        .jpeg()
        .toBuffer(),
    )
    const catalog = await openCatalog(join(folder, 'large.sqlite'))
    onTestFinished(() => catalog.close())
    await indexPhotos({ catalog, describer: colourDescriber(), paths: [photos] })
    const ids = await catalog.photosIn([folder])
    await measurePhotos({ catalog, ids })
    const pixels = { width: 683, height: 2048, data: new Uint8Array(3 * 683 * 2048).fill(0x77) }
    pixels.data.fill(255, 0, 3 * 683 * 1024)
    const expected = measurePhoto(pixels)
    const measures = (await catalog.measures(ids)).get(ids[0]!)!
    expect(measures.clippedLight).toBeCloseTo(0.5, 2)
    expect(measures.exposure).toBeCloseTo(expected.exposure, 2)
    expect(Math.abs(measures.focus - expected.focus)).toBeLessThan(0.5)
  })
})
