import { createHash } from 'node:crypto'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { sameShape } from '../core/index.ts'
import { openSafetensors, writeSafetensors } from '../weights/index.ts'

/** What was computed for one pack and one list of photos, kept in files. */
export interface BedCache {
  readonly folder: string
  /** The table of that name and shape from its file, else computed and kept. */
  keep(name: string, shape: readonly number[], compute: () => Promise<Float32Array>): Promise<Float32Array>
}

/** The folder is named by pack and paths, so that another pack or another list never meets these files. */
export function openBedCache(options: {
  readonly folder: string
  readonly pack: string
  readonly paths: readonly string[]
}): BedCache {
  const key = createHash('sha256')
    .update(JSON.stringify([options.pack, options.paths]))
    .digest('hex')
    .slice(0, 24)
  const folder = join(options.folder, key)
  return {
    folder,
    async keep(name, shape, compute) {
      const path = join(folder, `${name}.safetensors`)
      if (
        await access(path).then(
          () => true,
          () => false,
        )
      ) {
        const file = await openSafetensors(path)
        try {
          const found = file.tensors.get(name)
          if (found !== undefined && sameShape(found.shape, shape)) return (await file.read(name)).data
        } finally {
          await file.close()
        }
      }
      const data = await compute()
      await writeSafetensors(path, [{ name, shape, type: 'F32', data }])
      return data
    },
  }
}
