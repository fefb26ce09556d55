import { join } from 'node:path'
import { type Catalog, openCatalog } from '../../src/catalog/index.ts'
import { createRandom } from '../../src/core/index.ts'
import { requireReadOut, tasteModelOf, type TasteModel } from '../../src/personalize/index.ts'
import type { LibraryOptions } from '../../src/server/library/index.ts'
import { openPack } from '../../src/task-vectors/index.ts'
import { addMiniReadOut } from './mini-read-out.ts'
import { writeMiniWorld } from './mini-world.ts'
import { toyKind } from './toy-catalog.ts'
import { toyPhotos } from './toy-taste.ts'

/** A photo of a toy library as it was written into the catalog; its number is its place here, from 1. */
export interface ToyPhoto {
  readonly id: number
  readonly hash: string
  readonly perceptualHash: string
  readonly takenAt: string | null
  readonly camera: string | null
  /** Sorted. */
  readonly paths: readonly string[]
  readonly descriptor: Uint8Array
}

export interface ToyLibrary {
  readonly options: LibraryOptions
  /** Another connection to the catalog, by which things are said. */
  readonly catalog: Catalog
  readonly model: TasteModel
  readonly photos: readonly ToyPhoto[]
  /** Those with a file in the opened folders. */
  readonly inside: readonly ToyPhoto[]
}

/** A miniature pack with a read-out, in `folder`. */
export async function writeToyPack(folder: string): Promise<string> {
  const world = await writeMiniWorld(folder)
  const pack = join(world.home, 'packs', 'mini')
  await addMiniReadOut(await openPack(pack))
  return pack
}

/**
 * A catalog of photos that no file holds, of which two of three lie in the opened folders `a` and `b` (which is within
 * `a` at one place too), and the others in folders whose paths begin alike. Some have no date or camera, some lie twice, some
 * stand in threes that look the same.
 */
export async function writeToyLibrary({
  folder,
  pack,
  count = 90,
  seed = 0,
}: {
  readonly folder: string
  readonly pack: string
  readonly count?: number
  readonly seed?: number
}): Promise<ToyLibrary> {
  const opened = await openPack(pack)
  const model = tasteModelOf(opened, await requireReadOut(opened))
  const { hashes, stored } = toyPhotos(model, count, seed)
  const random = createRandom(`toy library ${seed}`)
  const pick = <T>(items: readonly T[]): T => items[random.integer(items.length)]!
  const a = join(folder, 'a')
  const b = join(folder, 'b')
  const within = [a, join(a, '2019'), join(a, '2019', 'june'), join(a, '2019.old'), b, join(b, '2019')]
  const beside = [folder, join(folder, 'a2'), join(folder, 'a.secret'), join(folder, 'c', 'a'), join(folder, 'B')]
  let [time, look, where] = [Date.UTC(2030, 0, 1), '', a]
  const photos = hashes.map((hash, at): ToyPhoto => {
    const goesOn = at % 3 !== 0 && random.uniform() < 0.7 // with the three before
    if (!goesOn) {
      time += 1000 * random.integer(3 * 24 * 3600)
      look = hash.slice(0, 32)
      where = at % 3 === 2 && random.uniform() < 0.9 ? pick(beside) : pick(within)
    }
    time += 1000 * random.integer(40)
    const name = `${pick(['IMG', 'img', 'DSC'])}_${random.integer(3) === 0 ? at : 9000 - at}.jpg`
    const others = random.uniform() < 0.15 ? [join(pick([...within, ...beside]), `copy ${at}.jpg`)] : []
    return {
      id: at + 1,
      hash,
      perceptualHash: look,
      takenAt: random.uniform() < 0.2 ? null : new Date(time).toISOString().slice(0, 19),
      camera: pick([null, 'Canon EOS R5', 'NIKON Z 8']),
      paths: [join(where, name), ...others].sort(),
      descriptor: stored.get(hash)!,
    }
  })
  const catalog = await openCatalog(join(folder, 'catalog.sqlite'))
  await writePhotos(catalog, model, photos)
  const folders = [b, a, join(a, '2019')]
  const isInside = (path: string): boolean => path.startsWith(`${a}/`) || path.startsWith(`${b}/`)
  return {
    options: {
      catalog: catalog.path,
      pack,
      folders,
      tastes: join(folder, 'tastes'),
      shoots: join(folder, 'shoots.json'),
      seed: 0,
    },
    catalog,
    model,
    photos,
    inside: photos.filter(({ paths }) => paths.some(isInside)),
  }
}

export async function writePhotos(catalog: Catalog, model: TasteModel, photos: readonly ToyPhoto[]): Promise<void> {
  await catalog.write({
    kind: toyKind(model),
    photos: photos.map(({ hash: contentHash, perceptualHash, descriptor }) => ({
      contentHash,
      perceptualHash,
      width: 30,
      height: 20,
      descriptor,
    })),
    files: photos.flatMap(({ hash: contentHash, paths, takenAt, camera }) =>
      paths.map((path) => ({
        path,
        size: 1,
        mtimeMs: 0,
        contentHash,
        shot: { takenAt, camera, lens: 'a lens', orientation: 1 },
      })),
    ),
  })
}
