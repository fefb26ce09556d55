import { existsSync, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { MissingError, reasonOf } from '../core/index.ts'
import { findPhotos } from '../image/index.ts'
import type { Importer, Need } from './importer.ts'
import { importers } from './importers.ts'
import { lacking } from './needs.ts'

/** What is under a root of one published database, or a database folder that stands there. */
export interface FoundDatabase {
  /** The importer's name, or that of the database folder. */
  readonly name: string
  /** null for a database folder. */
  readonly importer: Importer | null
  /** Absolute path; null where no folder is named for the database. */
  readonly folder: string | null
  /** Whether all that the importer needs lies there. */
  readonly present: boolean
  readonly missing: readonly Need[]
  /** Photos in the folder by their endings; none is opened. */
  readonly photos: number
}

/**
 * For each importer, in their order, whether its database lies in a folder directly under `root`: best in one that is
 * named for it (in any case and punctuation: `AVA`, `KonIQ-10k`, `koniq10k`, `FLICKR-AES`, `AVA_dataset`), else in any that
 * has all it needs, or in `root` itself; then the database folders directly under `root`.
 * @throws {MissingError} where `root` cannot be listed.
 */
export async function databasesUnder(root: string): Promise<readonly FoundDatabase[]> {
  const absolute = resolve(root)
  const folders = await foldersIn(absolute)
  const published = await Promise.all(importers.map((importer) => find(importer, { root: absolute, folders })))
  const taken = new Set(published.map(({ folder }) => folder))
  const plain = folders.filter((folder) => !taken.has(folder) && existsSync(join(folder, 'ratings.csv')))
  const databases = plain.map(async (folder) => ({
    name: basename(folder),
    importer: null,
    folder,
    present: true,
    missing: [],
    photos: await countPhotos(folder),
  }))
  return [...published, ...(await Promise.all(databases))]
}

async function find(
  importer: Importer,
  { root, folders }: { readonly root: string; readonly folders: readonly string[] },
): Promise<FoundDatabase> {
  const named = folders.filter((folder) => isNamedFor(importer, basename(folder)))
  const others = folders.filter((folder) => !named.includes(folder))
  // The root last: in it lie the photos of all the others too.
  const places = await Promise.all(
    [...named, ...others, root].map(async (folder) => ({ folder, missing: await lacking(importer, folder) })),
  )
  const complete = places.find(({ missing }) => missing.length === 0)
  // Half of a database is news where its folder says what it should be, and only there.
  const best = complete ?? places.find(({ folder }) => named.includes(folder))
  const { name } = importer
  if (best === undefined) return { name, importer, folder: null, present: false, missing: importer.needs, photos: 0 }
  return { name, importer, ...best, present: complete !== undefined, photos: await countPhotos(best.folder) }
}

function isNamedFor({ name, title }: Importer, folder: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  const own = plain(folder).replace(/(dataset|database)$/, '')
  return [plain(name), plain(title), plain(name).replace(/10k$/, '')].includes(own)
}

async function foldersIn(root: string): Promise<readonly string[]> {
  try {
    const names = await readdir(root)
    const paths = names.filter((name) => !name.startsWith('.')).map((name) => join(root, name))
    return paths.filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true).sort()
  } catch (error) {
    throw new MissingError(`cannot list ${root}: ${reasonOf(error)}`, { cause: error })
  }
}

async function countPhotos(folder: string): Promise<number> {
  return (await findPhotos([folder])).length
}
