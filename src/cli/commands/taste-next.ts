import { stat } from 'node:fs/promises'
import type { Command } from 'commander'
import { createRandom, UsageError } from '../../core/index.ts'
import { isImagePath } from '../../image/index.ts'
import {
  type AnyTaste,
  emptyTaste,
  nextPair,
  type NextOptions,
  nextPhotos,
  photoId,
  predict,
  preference,
  readTaste,
  rowsOf,
  type TasteModel,
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
import { mentionedPhotos } from './taste-photos.ts'

type NextFlags = PhotoFlags & { readonly count?: number; readonly pair?: boolean; readonly seed: number }

/** Stands for the taste of a person who has said nothing yet. */
const NOBODY = '-'

export function addNext(group: Command): void {
  const command = group
    .command('next')
    .summary('which photos to rate next')
    .description(
      'Names the photos whose ratings would tell most about the order of all, none of them rated before and no two alike; with --pair, the two whose comparison would.',
    )
    .argument('<file>', `a taste, or ${NOBODY} for a person who has rated nothing yet`)
    .argument('<paths...>', 'photos, or folders of photos')
    .option('--count <n>', 'how many photos; default 10', wholeNumber(1))
    .option('--pair', 'name two photos to compare instead')
    .option('--seed <n>', 'seed of everything random', wholeNumber(0), 0)
  withPhotoOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n  palate taste next - ~/Photos\n  palate taste next my.taste ~/Photos --count 5',
    )
    .action(async (file: string, paths: string[], flags: NextFlags) => {
      if (flags.pair === true && flags.count !== undefined)
        throw new UsageError('--pair names two photos; leave out --count')
      const photos = await photosIn(paths)
      const taste = await openTaste(file, await openTasteModel(flags))
      const described = await withCatalog(flags, (catalog) => describePhotos({ catalog, photos, flags }))
      const options = {
        posterior: taste.posterior,
        rows: rowsOf(taste.model, described.descriptors),
        exclude: notToAsk(taste, described.contentHashes),
        random: createRandom(`${flags.seed}/next`),
      }
      const { document, text } =
        flags.pair === true
          ? pairToAsk(options, described.paths)
          : photosToAsk(options, described.paths, flags.count ?? 10)
      print({
        json: flags.json === true,
        document: { pack: taste.model.pack.name, ...document, skipped: described.skipped },
        text,
      })
    })
}

async function openTaste(file: string, model: TasteModel): Promise<AnyTaste> {
  if (file === NOBODY) return emptyTaste(model)
  const found = await stat(file).catch(() => undefined)
  if (found?.isDirectory() === true || isImagePath(file))
    throw new UsageError(`${file} is no taste; write ${NOBODY} in its place for a person who has rated nothing yet`)
  return readTaste(file, model)
}

/** Places of photos that were spoken of, and of all files but the first that hold the same photo. */
function notToAsk(taste: AnyTaste, contentHashes: readonly string[]): ReadonlySet<number> {
  const seen = new Set(mentionedPhotos(taste))
  const places = new Set<number>()
  contentHashes.forEach((hash, at) => {
    if (seen.has(photoId(hash))) places.add(at)
    seen.add(photoId(hash))
  })
  return places
}

function photosToAsk(options: NextOptions, paths: readonly string[], count: number) {
  const photos = nextPhotos({ ...options, count }).map((at) => asked(options, { at, path: paths[at]! }))
  const width = String(photos.length).length
  const lines = photos.map(({ path }, index) => `${String(index + 1).padStart(width)}  ${path}`)
  const text = lines.length === 0 ? 'Every one of these photos is rated already.' : lines.join('\n')
  return { document: { photos }, text }
}

function pairToAsk(options: NextOptions, paths: readonly string[]) {
  const pair = nextPair(options)
  if (pair === undefined)
    return { document: { pair: null }, text: 'Fewer than two of these photos are left to ask about.' }
  const [left, right] = pair.map((at) => asked(options, { at, path: paths[at]! })) as [Asked, Asked]
  const liked = preference(options.posterior, rowOf(options, pair[0]), rowOf(options, pair[1]))
  return {
    document: { pair: { left, right, preference: liked } },
    text:
      `left   ${left.path}\nright  ${right.path}\n` +
      `The left one is expected to be liked more with a probability of ${Math.round(100 * liked)} %.`,
  }
}

/** A photo with what is expected of it: score and its standard deviation. */
interface Asked {
  readonly path: string
  readonly score: number
  readonly deviation: number
}

function asked(options: NextOptions, { at, path }: { readonly at: number; readonly path: string }): Asked {
  const { mean, deviation } = predict(options.posterior, rowOf(options, at))
  return { path, score: mean, deviation }
}

function rowOf({ rows: { data, width } }: NextOptions, at: number): ArrayLike<number> {
  return data.subarray(at * width, (at + 1) * width)
}
