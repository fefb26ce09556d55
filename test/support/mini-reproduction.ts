import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { createRandom } from '../../src/core/index.ts'
import { loadPhoto } from '../../src/image/index.ts'
import { headLayers, openBase } from '../../src/model/index.ts'
import { buildPack, type PhotoHashes, vectorLayers } from '../../src/task-vectors/index.ts'
import { writeMiniBase } from './mini-database.ts'
import { miniHead, miniTaskVector, miniTower, randomTensors } from './mini-vectors.ts'
import { writePublished } from './published/index.ts'

/** What `palate reproduce` needs, in miniature. */
export interface MiniReproduction {
  /** A data folder (PALATE_HOME) with the packs `mini`, `leaky` and `unknown`. */
  readonly home: string
  /** Every published database in a folder of its own. */
  readonly data: string
  /** A folder without any. */
  readonly empty: string
}

/** Fewest photos of a rater of AADB who counts as one of the paper's. */
const AADB_PHOTOS = 112

/** The databases of the paper's task vectors. */
const sources = ['ava', 'flickr-aes', 'tad66k', 'para', 'koniq-10k', 'spaq']

/**
 * All published databases under one root, and packs with the paper's six task vectors by name. No two databases share a
 * photo. `mini` was trained on photos that are not here, `leaky`'s vector `ava` on two of REAL-CUR, `unknown` does not say.
 */
export async function writeMiniReproduction(folder: string): Promise<MiniReproduction> {
  const home = join(folder, 'home')
  const data = join(folder, 'data')
  const empty = join(folder, 'empty')
  await mkdir(empty)
  const photos = new Map<string, readonly string[]>()
  for (const [name, write] of Object.entries(writePublished)) {
    const own = await writePhotos(join(folder, 'photos', name), { name, count: name === 'aadb' ? AADB_PHOTOS : 16 })
    await write(join(data, name), { photos: own, ...(name === 'aadb' ? { raters: 2 } : {}) })
    photos.set(name, own)
  }
  await writeMiniBase(home)
  const base = await openBase('mini', { home })
  const vectors = sources.map((name, at) => ({
    ...miniTaskVector({ name, seed: 20 + at }),
    base,
    commonHead: randomTensors(headLayers(miniHead), { seed: 5, scale: 0.3 }),
    vector: randomTensors(vectorLayers(miniTower, miniHead), { seed: 20 + at, scale: 0.2 }),
  }))
  const leak = await Promise.all(photos.get('real-cur')!.slice(0, 2).map(hashesOf))
  const packs = {
    mini: vectors,
    leaky: vectors.map((vector) => (vector.database.name === 'ava' ? { ...vector, photos: leak } : vector)),
    unknown: vectors.map((vector) => ({ ...vector, photos: null })),
  }
  for (const [name, own] of Object.entries(packs)) {
    await buildPack({ name, out: join(home, 'packs', name), base, vectors: own, storage: { kind: 'f32' } })
  }
  return { home, data, empty }
}

/** Patches of random colours, later photos brighter; no two look alike. */
async function writePhotos(
  folder: string,
  { name, count }: { readonly name: string; readonly count: number },
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true })
  const random = createRandom(`photos of ${name}`)
  const paths: string[] = []
  for (let at = 0; at < count; at++) {
    const brightness = (at + 1) / count
    const patches = Uint8Array.from({ length: 9 * 8 * 3 }, () => 255 * (0.2 + 0.8 * brightness) * random.uniform())
    const path = join(folder, `${name}-${String(at).padStart(3, '0')}.jpg`)
    await sharp(patches, { raw: { width: 9, height: 8, channels: 3 } })
      .resize(36, 32, { kernel: 'nearest', fit: 'fill' })
      .jpeg({ quality: 95 })
      .toFile(path)
    paths.push(path)
  }
  return paths
}

async function hashesOf(path: string): Promise<PhotoHashes> {
  const { contentHash, perceptualHash } = await loadPhoto(path, { resize: 8, crop: 8 })
  return { contentHash, perceptualHash }
}
