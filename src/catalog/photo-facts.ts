import { setImmediate } from 'node:timers/promises'
import { basename, dirname, relative, sep } from 'node:path'
import { HASH_WORDS, hashWords } from '../image/index.ts'
import { type DescriptorKind, findDescriber } from './describers.ts'
import { folderRange, outermost } from './folder-range.ts'
import { type Library, readLibrary } from './library.ts'
import { placeIn } from './place-in.ts'
import type { Database } from './sqlite.ts'

/** A folder that photos lie in. */
export interface PhotoFolder {
  /** Absolute. */
  readonly path: string
  /** Below the opened folder, with `/` between names, and empty for that folder itself; of several opened ones, its name comes first. */
  readonly label: string
}

/** What a library is filtered and sorted by, in columns by the photos' places: some hundred bytes a photo. */
export interface PhotoFacts {
  readonly count: number
  /** (photo): milliseconds by the camera's clock, as if that showed UTC; NaN where no time is known. */
  readonly takenAt: Float64Array
  /** (photo): place in `cameras`; -1 where the camera is not known. */
  readonly camera: Int32Array
  readonly cameras: readonly string[]
  /** (photo): place in `folders`, of its first file by path. */
  readonly folder: Int32Array
  readonly folders: readonly PhotoFolder[]
  /** (photo): base name of that file. */
  readonly names: readonly string[]
  /** Further folders of photos that lie in several. */
  readonly alsoIn: ReadonlyMap<number, readonly number[]>
  /** (photo, 4): `hashWords`. */
  readonly hashes: Int32Array
}

/** A library with what its photos are filtered and sorted by. */
export interface FactualLibrary extends Library {
  readonly facts: PhotoFacts
}

const PAGE = 4096

/** The photos with a file in these folders (absolute), as they are at one moment. */
export async function loadWithFacts(
  db: Database,
  kind: DescriptorKind,
  folders: readonly string[],
): Promise<FactualLibrary> {
  return db.transaction().execute(async (transaction) => {
    const library = await readLibrary(transaction, kind, folders)
    const describer = await findDescriber(transaction, kind)
    const adding = startFacts(library.ids, outermost(folders))
    if (describer !== undefined)
      for (const folder of adding.folders)
        for await (const rows of factRows(transaction, { describer, folder })) for (const row of rows) adding.add(row)
    return { ...library, facts: adding.done() }
  })
}

interface FactRow {
  readonly id: number
  readonly path: string
  readonly taken_at: string | null
  readonly camera: string | null
  readonly perceptual_hash: string
}

/** Rows of the files in a folder whose photos are described, by path, in pages. */
async function* factRows(
  db: Database,
  { describer, folder }: { readonly describer: number; readonly folder: string },
): AsyncGenerator<readonly FactRow[]> {
  const { start, end } = folderRange(folder)
  let last = start
  for (;;) {
    const rows: readonly FactRow[] = await db
      .selectFrom('file')
      // Cross joins keep SQLite to this order: from the range of paths to the one photo of each.
      .crossJoin('photo')
      .select(['photo.id', 'path', 'taken_at', 'camera', 'perceptual_hash'])
      .where('path', '>', last)
      .where('path', '<', end)
      .whereRef('photo.id', '=', 'file.photo_id')
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom('descriptor')
            .select('describer_id')
            .where('describer_id', '=', describer)
            .whereRef('descriptor.photo_id', '=', 'photo.id'),
        ),
      )
      .orderBy('path')
      .limit(PAGE)
      .execute()
    if (rows.length === 0) return
    last = rows.at(-1)!.path
    yield rows
    await setImmediate() // as between the pages of descriptors
  }
}

/** Columns to be filled by files, the first of each photo by path first. */
function startFacts(ids: Int32Array, opened: readonly string[]) {
  const count = ids.length
  const takenAt = new Float64Array(count).fill(NaN)
  const camera = new Int32Array(count).fill(-1)
  const folder = new Int32Array(count).fill(-1)
  const names = Array.from({ length: count }, () => '')
  const alsoIn = new Map<number, number[]>()
  const hashes = Array.from({ length: count }, () => '0'.repeat(8 * HASH_WORDS))
  const cameras = new Map<string, number>()
  const folders = new Map<string, number>()
  const numberIn = (all: Map<string, number>, name: string): number => {
    const known = all.get(name) ?? all.size
    all.set(name, known)
    return known
  }
  return {
    folders: opened.toSorted(),
    add(row: FactRow): void {
      const place = placeIn(ids, row.id)
      if (place === undefined) return
      const lies = numberIn(folders, dirname(row.path))
      if (folder[place] !== -1) {
        const others = alsoIn.get(place) ?? []
        if (lies !== folder[place] && !others.includes(lies)) alsoIn.set(place, [...others, lies])
        return
      }
      folder[place] = lies
      names[place] = basename(row.path)
      hashes[place] = row.perceptual_hash
      if (row.taken_at !== null) takenAt[place] = Date.parse(`${row.taken_at}Z`)
      if (row.camera !== null) camera[place] = numberIn(cameras, row.camera)
    },
    done: (): PhotoFacts => ({
      count,
      takenAt,
      camera,
      cameras: [...cameras.keys()],
      folder,
      folders: [...folders.keys()].map((path) => ({ path, label: labelOf(path, opened) })),
      names,
      alsoIn,
      hashes: hashWords(hashes),
    }),
  }
}

/** The folder below the opened one that it lies in. */
function labelOf(path: string, opened: readonly string[]): string {
  const root = opened.find((each) => `${path}${sep}`.startsWith(folderRange(each).start))!
  const below = relative(root, path).split(sep).join('/')
  if (opened.length === 1) return below
  const isNameOfOne = opened.filter((each) => basename(each) === basename(root)).length === 1
  return [isNameOfOne ? basename(root) : root, below].filter((part) => part !== '').join('/')
}
