import { resolve } from 'node:path'
import type { Job } from '../core/index.ts'
import type { Engine } from '../graph/index.ts'
import { type Bed, openBed } from '../personalize/index.ts'
import { onlyVectors } from '../task-vectors/index.ts'
import type { OpenPack } from './packs-under-test.ts'

export interface BedRequest {
  readonly opened: OpenPack
  /** Only these of the pack's vectors. */
  readonly vectors?: readonly string[]
  readonly images: readonly string[]
}

export interface Beds {
  open(request: BedRequest): Promise<Bed>
  close(): Promise<void>
}

/**
 * Beds by pack and photos. The last one stays open, so that the methods of one pack and database share it, and no second:
 * of ViT-L/14 with six vectors each holds gigabytes. What is computed of photos lies in `cache`.
 */
export function keepBed(options: Job & { readonly engine: Engine; readonly cache?: string }): Beds {
  let open: { readonly key: string; readonly bed: Bed } | undefined
  const close = async (): Promise<void> => {
    const last = open
    open = undefined
    await last?.bed.close()
  }
  return {
    async open({ opened: { pack: whole, base }, vectors, images }) {
      const pack = vectors === undefined ? whole : onlyVectors(whole, vectors)
      const paths = images.map((path) => resolve(path))
      const key = JSON.stringify([pack.hash, paths])
      if (open?.key === key) return open.bed
      await close()
      const bed = await openBed({ ...options, pack, base, paths })
      open = { key, bed }
      return bed
    },
    close,
  }
}
