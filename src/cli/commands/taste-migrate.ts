import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { type Catalog, storedByHash } from '../../catalog/index.ts'
import { MissingError } from '../../core/index.ts'
import { findPhotos } from '../../image/index.ts'
import {
  migrateTaste,
  type Migration,
  photoId,
  type PhotoId,
  readTasteRecord,
  writeTaste,
} from '../../personalize/index.ts'
import { print } from '../output.ts'
import { describePhotos, openTasteModel, type PhotoFlags, withCatalog, withPhotoOptions } from './taste-options.ts'
import { pathsOfPhotos } from './taste-photos.ts'

type MigrateFlags = PhotoFlags & { readonly out: string }

export function addMigrate(group: Command): void {
  const command = group
    .command('migrate')
    .summary('learn a taste again for another pack')
    .description(
      'Learns a taste again from its ratings for another pack, or another version of its own. The rated photos are described again: those that the catalog knows where it last saw them, the others among the paths.',
    )
    .argument('<file>', 'a taste of any pack')
    .argument('[paths...]', 'photos, or folders of photos, where rated ones may be')
    .requiredOption('--out <file>', 'the taste to write')
  withPhotoOptions(command)
    .addHelpText('after', '\nExample:\n  palate taste migrate my.taste ~/Photos --pack dinov2-small --out new.taste')
    .action(async (file: string, paths: string[], flags: MigrateFlags) => {
      const photos = paths.length === 0 ? [] : await findPhotos(paths)
      const record = await readTasteRecord(file)
      const model = await openTasteModel(flags)
      const migration = await withCatalog(flags, (catalog) =>
        migrateTaste(record, model, { describe: (ids) => describeRated(ids, { catalog, photos, flags }) }),
      )
      if (migration.photos === 0 && migration.missing.length > 0) {
        throw new MissingError(
          `none of the ${migration.missing.length} photos that ${file} speaks of is there; name the folders that hold them`,
        )
      }
      await writeTaste(flags.out, migration.taste)
      const { taste: _, ...counts } = migration
      print({
        json: flags.json === true,
        document: { out: flags.out, pack: model.pack.name, from: record.pack.name, ...counts },
        text: sentences(flags.out, { pack: model.pack.name, migration }),
      })
    })
}

/** Descriptors of rated photos: from where the catalog last saw them, and only if some are missing, from the others. */
async function describeRated(
  ids: readonly PhotoId[],
  options: { readonly catalog: Catalog; readonly photos: readonly string[]; readonly flags: PhotoFlags },
): Promise<ReadonlyMap<PhotoId, Uint8Array>> {
  const found = new Map<PhotoId, Uint8Array>()
  const wanted = new Set(ids)
  const look = async (photos: readonly string[]): Promise<void> => {
    if (photos.length === 0) return
    const described = await describePhotos({ ...options, photos })
    for (const [hash, bytes] of storedByHash(described)) if (wanted.has(photoId(hash))) found.set(photoId(hash), bytes)
  }
  const known = await pathsOfPhotos(options.catalog, ids)
  await look([...known.values()].flatMap((paths) => paths.find((path) => existsSync(path)) ?? []))
  if (found.size < wanted.size) await look(options.photos)
  return found
}

function sentences(out: string, { pack, migration }: { readonly pack: string; readonly migration: Migration }): string {
  const { photos, missing, waiting, droppedEdits } = migration
  return [
    `${out}: learnt again for pack ${pack} from ${photos} rated photos`,
    ...(missing.length === 0
      ? []
      : [`${missing.length} rated photos are not there; ${waiting} things said wait in the file until they are`]),
    ...(droppedEdits.length === 0
      ? []
      : [`the pack has no ${droppedEdits.join(', ')}: what was edited of these weights is gone`]),
  ].join('\n')
}
