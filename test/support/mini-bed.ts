import { join } from 'node:path'
import { openEngine } from '../../src/graph/index.ts'
import { headLayers, openBase } from '../../src/model/index.ts'
import { type Bed, openBed } from '../../src/personalize/index.ts'
import { buildPack, openPack, vectorLayers } from '../../src/task-vectors/index.ts'
import { writeMiniBase, writeMiniPhotos } from './mini-database.ts'
import { addMiniReadOut } from './mini-read-out.ts'
import { miniHead, miniTaskVector, miniTower, randomTensors } from './mini-vectors.ts'

export interface MiniBedOptions {
  /** Deviation of the numbers of a task vector; the base's own is .4. Default .2: merges differ much from the base. */
  readonly scale?: number
  readonly photos?: number
  /** Whether the pack has a read-out; default true. */
  readonly readOut?: boolean
  /** Folder in which the bed keeps what it computed. */
  readonly cache?: string
}

/** A bed on a miniature base, a pack of three task vectors with a read-out, and photos, all made in `folder`. To be closed. */
export async function openMiniBed(folder: string, options: MiniBedOptions = {}): Promise<Bed> {
  const { scale = 0.2, photos: count = 12, readOut = true, cache } = options
  const home = join(folder, 'home')
  await writeMiniBase(home)
  const base = await openBase('mini', { home })
  const commonHead = randomTensors(headLayers(miniHead), { seed: 5, scale: 0.3 })
  const vectors = ['beauty', 'valence', 'arousal'].map((name, index) => ({
    ...miniTaskVector({ name, seed: 20 + index }),
    base,
    commonHead,
    vector: randomTensors(vectorLayers(miniTower, miniHead), { seed: 20 + index, scale }),
  }))
  const out = join(folder, `pack-${scale}`)
  await buildPack({ name: 'mini', out, base, vectors, storage: { kind: 'f32' }, overwrite: true })
  const photos = await writeMiniPhotos(join(folder, 'photos'), { count, tint: 0.9 })
  const pack = await openPack(out)
  return openBed({
    pack: readOut ? await addMiniReadOut(pack) : pack,
    base,
    engine: openEngine({ threads: 1 }),
    paths: photos.map(({ path }) => path),
    ...(cache === undefined ? {} : { cache }),
  })
}
