import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { createRandom } from '../../src/core/index.ts'

/** Writes `count` small JPEG files of random colours, `0000.jpg` and on; each seed gives other ones. @returns their paths. */
export async function writeManyPhotos(folder: string, count: number, seed = 0): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true })
  const random = createRandom(`${seed}/many photos`)
  const paths: string[] = []
  for (let index = 0; index < count; index++) {
    const patches = Uint8Array.from({ length: 4 * 3 * 3 }, () => 256 * random.uniform())
    const path = join(folder, `${String(index).padStart(4, '0')}.jpg`)
    await sharp(patches, { raw: { width: 4, height: 3, channels: 3 } })
      .resize(40, 30, { kernel: 'nearest', fit: 'fill' })
      .jpeg()
      .toFile(path)
    paths.push(path)
  }
  return paths
}
