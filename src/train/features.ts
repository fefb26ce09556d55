import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { CancelledError, FormatError, type Job, type NamedTensors, sameShape } from '../core/index.ts'
import type { Engine } from '../graph/index.ts'
import { openNetwork, type Preprocessing, type TowerConfig } from '../model/index.ts'
import { openSafetensors, writeSafetensors } from '../weights/index.ts'
import type { PhotoStore } from './photo-store.ts'

export interface EmbedOptions extends Job {
  readonly engine: Engine
  readonly tower: TowerConfig
  readonly preprocessing: Preprocessing
  readonly parameters: NamedTensors
  readonly photos: PhotoStore
  /** Views to embed: as it is, and mirrored too. */
  readonly flips: boolean
  /** Folder of the work; the embeddings are kept in it. */
  readonly folder: string
}

const CHUNK = 64

/** Embeddings of all photos by the frozen tower, a table (photo, width) a view: what the head is trained on. */
export async function embedPhotos(
  options: EmbedOptions,
): Promise<{ readonly width: number; readonly views: readonly Float32Array[] }> {
  const { photos, folder } = options
  const network = await openNetwork(options.engine, { tower: options.tower, preprocessing: options.preprocessing })
  try {
    await network.bind(options.parameters)
    const views: Float32Array[] = []
    for (const mirrored of options.flips ? [false, true] : [false]) {
      const name = mirrored ? 'mirrored' : 'embedding'
      const shape = [photos.photos.length, network.width]
      const path = join(folder, `${name}.safetensors`)
      if (
        await access(path).then(
          () => true,
          () => false,
        )
      ) {
        views.push(await readTable(path, name, shape))
        continue
      }
      const data = new Float32Array(photos.photos.length * network.width)
      for (let start = 0; start < photos.photos.length; start += CHUNK) {
        if (options.signal?.aborted === true)
          throw new CancelledError(`stopped after embedding ${start} of ${photos.photos.length} photos`)
        const positions = Array.from(
          { length: Math.min(CHUNK, photos.photos.length - start) },
          (_, index) => start + index,
        )
        data.set(
          await network.run(await photos.read(positions), mirrored ? { flips: positions.map(() => true) } : {}),
          start * network.width,
        )
        options.progress?.report({
          label: mirrored ? 'embedding mirrored photos' : 'embedding photos',
          done: start + positions.length,
          total: photos.photos.length,
        })
      }
      await writeSafetensors(path, [{ name, shape, type: 'F32', data }])
      views.push(data)
    }
    return { width: network.width, views }
  } finally {
    await network.close()
  }
}

async function readTable(path: string, name: string, shape: readonly number[]): Promise<Float32Array> {
  const file = await openSafetensors(path)
  try {
    const table = await file.read(name)
    if (!sameShape(table.shape, shape)) throw new FormatError(`${path} is of other photos; delete it`)
    return table.data
  } finally {
    await file.close()
  }
}
