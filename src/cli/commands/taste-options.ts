import type { Command } from 'commander'
import { type Catalog, type DescribedFiles, indexPhotos, openCatalog } from '../../catalog/index.ts'
import { UsageError } from '../../core/index.ts'
import { openEngine } from '../../graph/index.ts'
import { findPhotos, type SkippedPhoto } from '../../image/index.ts'
import { openDescriber, requireReadOut, type TasteModel, tasteModelOf } from '../../personalize/index.ts'
import { findPack, openPack, openPackAndBase } from '../../task-vectors/index.ts'
import { DEFAULT_PACK, type EngineFlags, engineOptions, withEngineOptions } from '../options.ts'
import { reportLeftOut, withJob } from '../output.ts'

/** What every command of `palate taste` takes. */
export interface TasteFlags {
  readonly pack: string
  readonly catalog?: string
  readonly json?: boolean
}

/** Of those that look at photos. */
export type PhotoFlags = TasteFlags & EngineFlags

export function withTasteOptions(command: Command): Command {
  return command
    .option('--pack <name>', 'pack that the taste is of, by name or folder', DEFAULT_PACK)
    .option('--catalog <file>', 'the catalog of described photos; default: catalog.sqlite in the data folder')
    .option('--json', 'print one JSON document')
}

export function withPhotoOptions(command: Command): Command {
  return withEngineOptions(withTasteOptions(command))
}

/** What tastes are read with, without the base: enough where no photo is to be described. */
export async function openTasteModel({ pack: name }: TasteFlags): Promise<TasteModel> {
  const pack = await openPack(await findPack(name))
  return tasteModelOf(pack, await requireReadOut(pack))
}

/** Photos of files and folders. @throws {UsageError} where there are none. */
export async function photosIn(paths: readonly string[]): Promise<readonly string[]> {
  const photos = await findPhotos(paths)
  if (photos.length === 0) throw new UsageError(`there are no photos in ${paths.join(', ')}`)
  return photos
}

export async function withCatalog<T>(
  { catalog: path }: TasteFlags,
  work: (catalog: Catalog) => Promise<T>,
): Promise<T> {
  const catalog = await openCatalog(path)
  try {
    return await work(catalog)
  } finally {
    await catalog.close()
  }
}

/** Descriptors of photos, computed into the catalog where they are not in it; what cannot be read is said on stderr. */
export async function describePhotos({
  catalog,
  photos,
  flags,
}: {
  readonly catalog: Catalog
  readonly photos: readonly string[]
  readonly flags: PhotoFlags
}): Promise<DescribedFiles & { readonly skipped: readonly SkippedPhoto[] }> {
  const { pack, base } = await openPackAndBase(flags.pack)
  const describer = await openDescriber({ pack, base, engine: openEngine(engineOptions(flags)) })
  try {
    const { skipped } = await withJob((job) => indexPhotos({ ...job, catalog, describer, paths: photos }))
    reportLeftOut({ missingPhotos: { count: 0, names: [] }, unreadable: skipped })
    return { ...(await catalog.descriptorsOf(photos, describer)), skipped }
  } finally {
    await describer.close()
  }
}
