import { basename } from 'node:path'
import type { Command } from 'commander'
import { UsageError } from '../../core/index.ts'
import { compareTastes, readTaste, type TasteComparison } from '../../personalize/index.ts'
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

type CompareFlags = PhotoFlags & { readonly count: number }

export function addCompare(group: Command): void {
  const command = group
    .command('compare')
    .summary('where two tastes agree and differ')
    .description(
      'Compares the orders that two tastes give to the same photos, and names the photos on which they differ most.',
    )
    .argument('<a>', 'a taste')
    .argument('<b>', 'another taste of the same pack')
    .argument('<paths...>', 'photos, or folders of photos')
    .option('--count <n>', 'how many photos of each to name', wholeNumber(0), 5)
  withPhotoOptions(command)
    .addHelpText('after', '\nExample:\n  palate taste compare anna.taste ben.taste ~/Photos')
    .action(async (a: string, b: string, paths: string[], flags: CompareFlags) => {
      const photos = await photosIn(paths)
      const model = await openTasteModel(flags)
      const tastes = [await readTaste(a, model), await readTaste(b, model)] as const
      const described = await withCatalog(flags, (catalog) => describePhotos({ catalog, photos, flags }))
      if (described.paths.length < 2) throw new UsageError('two tastes are compared over two photos or more')
      const comparison = compareTastes(...tastes, described.descriptors, { most: flags.count })
      const { srocc, likedByA, likedByB, databases } = comparison
      const named = (differences: TasteComparison['likedByA']) =>
        differences.map(({ photo, ...ranks }) => ({ path: described.paths[photo]!, ...ranks }))
      const document = {
        pack: model.pack.name,
        photos: described.paths.length,
        srocc: Number.isNaN(srocc) ? null : srocc,
        likedByA: named(likedByA),
        likedByB: named(likedByB),
        databases,
        skipped: described.skipped,
      }
      print({ json: flags.json === true, document, text: textOf(document, namesOf(a, b)) })
    })
}

interface Shown {
  readonly photos: number
  readonly srocc: number | null
  readonly likedByA: readonly Difference[]
  readonly likedByB: readonly Difference[]
  readonly databases: TasteComparison['databases']
}

interface Difference {
  readonly path: string
  readonly rankA: number
  readonly rankB: number
}

/** Base names where these tell the files apart. */
function namesOf(a: string, b: string): readonly [string, string] {
  return basename(a) === basename(b) ? [a, b] : [basename(a), basename(b)]
}

function textOf({ photos, srocc, likedByA, likedByB, databases }: Shown, [a, b]: readonly [string, string]): string {
  const agreement =
    srocc === null ? 'one of them tells no photos apart' : `rank correlation of their orders ${srocc.toFixed(3)}`
  const width = Math.max('database'.length, ...databases.map(({ name }) => name.length))
  const column = (text: string, name: string): string => text.padStart(Math.max(name.length, 7))
  return [
    `${a} and ${b} over ${photos} photos: ${agreement}`,
    '',
    "By how many of its own spreads each taste's score grows with one unit of a database's score:",
    `${'database'.padEnd(width)}  ${column(a, a)}  ${column(b, b)}`,
    ...databases.map(
      (each) => `${each.name.padEnd(width)}  ${column(each.a.toFixed(3), a)}  ${column(each.b.toFixed(3), b)}`,
    ),
    ...differenceLines(`${a} puts higher than ${b}`, likedByA),
    ...differenceLines(`${b} puts higher than ${a}`, likedByB),
  ].join('\n')
}

function differenceLines(title: string, photos: readonly Difference[]): readonly string[] {
  if (photos.length === 0) return []
  const width = String(Math.max(...photos.flatMap(({ rankA, rankB }) => [rankA, rankB]))).length
  const place = (rank: number): string => String(rank).padStart(width)
  return [
    '',
    `${title}, places in the two orders:`,
    ...photos.map(({ path, rankA, rankB }) => `  ${place(rankA)}  ${place(rankB)}  ${path}`),
  ]
}
