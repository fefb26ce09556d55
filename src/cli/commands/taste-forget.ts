import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Catalog } from '../../catalog/index.ts'
import { UsageError } from '../../core/index.ts'
import { contentHash, readPhotoFile } from '../../image/index.ts'
import {
  type AnyTaste,
  forget,
  mapPeople,
  peopleOf,
  photoId,
  type PhotoId,
  readTaste,
  writeTaste,
} from '../../personalize/index.ts'
import { print } from '../output.ts'
import { openTasteModel, type TasteFlags, withCatalog, withTasteOptions } from './taste-options.ts'
import { mentionedPhotos, pathsOfPhotos } from './taste-photos.ts'

export function addForget(group: Command): void {
  const command = group
    .command('forget')
    .summary('take back all that was said of a photo')
    .description(
      'Writes a taste again without anything about one photo: its ratings, its comparisons, its descriptor. In a merge, all people forget it.',
    )
    .argument('<file>', 'a taste, which is changed')
    .argument('<photo>', 'a photo, or the digits by which `palate taste show` names one that is no longer there')
  withTasteOptions(command)
    .addHelpText('after', '\nExample:\n  palate taste forget my.taste ~/Photos/IMG_1234.jpg')
    .action(async (file: string, photo: string, flags: TasteFlags) => {
      const taste = await readTaste(file, await openTasteModel(flags))
      const id = await withCatalog(flags, (catalog) => photoNamed(photo, { taste, catalog }))
      if (!mentionedPhotos(taste).includes(id)) throw new UsageError(`${file}: nothing was said of ${photo}`)
      const after = 'people' in taste ? mapPeople(taste, (own) => forget(own, id)) : forget(taste, id)
      await writeTaste(file, after)
      const left = saidIn(after)
      const forgotten = saidIn(taste) - left
      print({
        json: flags.json === true,
        document: { file, photo: id, forgotten, left },
        text: `${file}: forgot ${forgotten} things said of ${photo}, and keeps ${left} of other photos`,
      })
    })
}

/** By its digits, its file, or where the catalog last saw it. */
async function photoNamed(
  photo: string,
  { taste, catalog }: { readonly taste: AnyTaste; readonly catalog: Catalog },
): Promise<PhotoId> {
  if (existsSync(photo)) return photoId(contentHash(await readPhotoFile(photo)))
  if (/^[0-9a-f]{24,64}$/.test(photo)) return photoId(photo)
  const paths = await pathsOfPhotos(catalog, mentionedPhotos(taste))
  for (const [id, known] of paths) if (known.includes(resolve(photo))) return id
  throw new UsageError(
    `there is no file ${photo}, and the catalog knows no rated photo of that name; ` +
      '`palate taste show` lists the digits of each photo, which name it too',
  )
}

function saidIn(taste: AnyTaste): number {
  return peopleOf(taste).reduce((sum, person) => sum + person.taste.evidence.length, 0)
}
