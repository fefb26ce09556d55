import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { createRandom } from '../../src/core/index.ts'
import { type Database, openDatabase } from '../../src/databases/index.ts'
import { towerLayers, writeBase } from '../../src/model/index.ts'
import { miniTower, randomTensors } from './mini-vectors.ts'
import { picture } from './picture.ts'

/**
 * Photos of different brightness, as files in `folder`; the same seed gives the same. `tint` in [0, 1] is how much they
 * differ in colour too. Returns path and brightness.
 */
export async function writeMiniPhotos(
  folder: string,
  options: { readonly count: number; readonly seed?: number; readonly tint?: number },
): Promise<readonly { readonly path: string; readonly brightness: number }[]> {
  const { count, seed = 1, tint = 0 } = options
  await mkdir(folder, { recursive: true })
  const random = createRandom(`${seed}/mini photos`)
  const photos = Array.from({ length: count }, (_, index) => ({
    path: join(folder, `${String(index).padStart(3, '0')}.png`),
    brightness: 0.1 + 0.9 * random.uniform(),
    channels: [0, 1, 2].map(() => 1 - tint * random.uniform()),
    size: { width: 24 + (index % 5), height: 20 + (index % 3) },
  }))
  for (const { path, brightness, channels, size } of photos) {
    const { data, ...dimensions } = picture(size.width, size.height)
    const scaled = data.map((value, at) => value * brightness * channels[at % 3]!)
    await sharp(scaled, { raw: { ...dimensions, channels: 3 } })
      .png()
      .toFile(path)
  }
  return photos
}

/** A database folder on `folder` whose scores are the photos' brightness, on a scale of 0 to 100. */
export async function miniDatabase(
  folder: string,
  options: { readonly count: number; readonly seed?: number; readonly tint?: number; readonly constant?: boolean },
): Promise<Database> {
  const photos = await writeMiniPhotos(join(folder, 'images'), options)
  const rows = photos.map(({ path, brightness }) => `${path},${options.constant === true ? 3 : 100 * brightness}`)
  await writeFile(join(folder, 'ratings.csv'), ['image,score', ...rows].join('\n'))
  return openDatabase(folder)
}

/** The miniature tower as the base `mini`, with weights small enough that a few steps teach it something. */
export async function writeMiniBase(home: string): Promise<void> {
  await writeBase(join(home, 'bases', 'mini'), {
    name: 'mini',
    architecture: 'custom',
    source: 'made by test/support/mini-database.ts',
    tower: miniTower,
    preprocessing: { resize: 8, crop: 8, mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] },
    parameters: randomTensors(towerLayers(miniTower), { seed: 1, scale: 0.4 }),
  })
}
