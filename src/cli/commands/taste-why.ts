import type { Command } from 'commander'
import {
  accountOf,
  type AnyTaste,
  peopleOf,
  photoId,
  type PhotoId,
  predict,
  readTaste,
  rowsOf,
  saidOf,
  type TasteAccount,
} from '../../personalize/index.ts'
import { wholeNumber } from '../options.ts'
import { print } from '../output.ts'
import {
  describePhotos,
  openTasteModel,
  type PhotoFlags,
  photosIn,
  withCatalog,
  withPhotoOptions,
} from './taste-options.ts'
import { mentionedPhotos, pathsOfPhotos } from './taste-photos.ts'

type WhyFlags = PhotoFlags & { readonly nearest: number }

/** An account with the rated photos by the names that people know. */
interface Reason extends TasteAccount {
  readonly photo: PhotoId
  readonly path: string
  readonly deviation: number
  readonly rated: readonly (TasteAccount['rated'][number] & { readonly path: string | null; readonly said: string })[]
}

export function addWhy(group: Command): void {
  const command = group
    .command('why')
    .summary('where the score of a photo comes from')
    .description(
      "Takes photos' scores apart: what the prior says, each database's part, and the part of each rated photo that is alike; the parts sum to the score.",
    )
    .argument('<file>', 'a taste')
    .argument('<photos...>', 'photos, or folders of photos')
    .option('--nearest <n>', 'how many rated photos to name', wholeNumber(0), 5)
  withPhotoOptions(command)
    .addHelpText('after', '\nExample:\n  palate taste why my.taste ~/Photos/IMG_1234.jpg')
    .action(async (file: string, paths: string[], flags: WhyFlags) => {
      const photos = await photosIn(paths)
      const taste = await readTaste(file, await openTasteModel(flags))
      const { described, known } = await withCatalog(flags, async (catalog) => ({
        described: await describePhotos({ catalog, photos, flags }),
        known: await pathsOfPhotos(catalog, mentionedPhotos(taste)),
      }))
      const rows = rowsOf(taste.model, described.descriptors)
      const reasons = described.paths.map((path, at) => {
        const row = rows.data.subarray(at * rows.width, (at + 1) * rows.width)
        const photo = photoId(described.contentHashes[at]!)
        return reasonOf(taste, { photo, path, row, known, nearest: flags.nearest })
      })
      print({
        json: flags.json === true,
        document: { pack: taste.model.pack.name, photos: reasons, skipped: described.skipped },
        text: reasons.map(tableOf).join('\n\n'),
      })
    })
}

function reasonOf(
  taste: AnyTaste,
  described: {
    readonly photo: PhotoId
    readonly path: string
    readonly row: ArrayLike<number>
    readonly known: ReadonlyMap<PhotoId, readonly string[]>
    readonly nearest: number
  },
): Reason {
  const { photo, path, row, known, nearest } = described
  const account = accountOf(taste, row, { nearest })
  const said = new Map(peopleOf(taste).map(({ name, taste: { evidence } }) => [name, evidence]))
  return {
    photo,
    path,
    deviation: predict(taste.posterior, row).deviation,
    ...account,
    rated: account.rated.map((rated) => ({
      ...rated,
      path: known.get(rated.photo)?.[0] ?? null,
      said: saidOf(said.get(rated.person)!, rated.photo),
    })),
  }
}

/** The parts in thousandths, one a line; the last takes what rounding left, so that those printed add up too. */
function tableOf({ photo, path, score, deviation, prior, databases, rated, others }: Reason): string {
  const parts: (readonly [part: number, what: string])[] = [
    [prior, 'prior: what people in general think'],
    ...databases.map(({ name, part }) => [part, name] as const),
    ...rated.map((other) => [other.part, wordsOf(other, photo)] as const),
  ]
  const shown = parts.map(([part, what]) => [thousandths(part), what] as const)
  const rest = thousandths(score) - shown.reduce((sum, [part]) => sum + part, 0)
  if (rest !== 0 || Math.abs(others) >= 0.0005) shown.push([rest, 'all other rated photos'])
  const line = ([part, what]: readonly [number, string]): string => `${(part / 1000).toFixed(3).padStart(8)}  ${what}`
  return [
    path,
    ...shown.map(line),
    `${score.toFixed(3).padStart(8)}  score, give or take ${deviation.toFixed(3)}`,
  ].join('\n')
}

function thousandths(part: number): number {
  return Math.round(1000 * part)
}

/** `like 06.png, rated 5 (similarity 0.93)` */
function wordsOf({ path, photo, person, said, similarity }: Reason['rated'][number], own: PhotoId): string {
  const whose = person === null ? '' : ` by ${person}`
  if (photo === own) return `this photo itself, ${said}${whose}`
  const name = path ?? `photo ${photo}`
  return `${similarity < 0 ? 'unlike' : 'like'} ${name}, ${said}${whose} (similarity ${similarity.toFixed(2)})`
}
