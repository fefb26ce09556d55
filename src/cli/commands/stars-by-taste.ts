import { openCatalog, rankByTaste, type Stars } from '../../catalog/index.ts'
import { UsageError } from '../../core/index.ts'
import { openEngine } from '../../graph/index.ts'
import { openDescriber, readTaste, tasteModelOf } from '../../personalize/index.ts'
import { openPackAndBase } from '../../task-vectors/index.ts'
import { engineOptions } from '../options.ts'
import { reportLeftOut, withJob } from '../output.ts'
import type { PhotoFlags } from './taste-options.ts'

/** The stars that a taste expects its owner to give. @throws {UsageError} for the taste of several people. */
export async function starsByTaste(
  path: string,
  { photos, flags }: { readonly photos: readonly string[]; readonly flags: PhotoFlags },
): Promise<readonly { readonly path: string; readonly stars: Stars }[]> {
  const { pack, base } = await openPackAndBase(flags.pack)
  const describer = await openDescriber({ pack, base, engine: openEngine(engineOptions(flags)) })
  try {
    const model = tasteModelOf(pack, describer.readOut)
    const taste = await readTaste(path, model)
    if ('people' in taste) throw new UsageError(`${path} is the taste of several people; name the taste of one`)
    const catalog = await openCatalog(flags.catalog)
    try {
      const ranking = await withJob((job) => rankByTaste({ ...job, catalog, describer, model, photos, taste }))
      reportLeftOut({ missingPhotos: { count: 0, names: [] }, unreadable: ranking.skipped })
      return ranking.photos.flatMap(({ path: photo, stars }) =>
        stars === null ? [] : [{ path: photo, stars: stars as Stars }],
      )
    } finally {
      await catalog.close()
    }
  } finally {
    await describer.close()
  }
}
