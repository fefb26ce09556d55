import { basename, extname } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { UsageError } from '../../core/index.ts'
import { mergeTastes, readTaste, writeTaste } from '../../personalize/index.ts'
import { print } from '../output.ts'
import {
  describePhotos,
  openTasteModel,
  type PhotoFlags,
  photosIn,
  withCatalog,
  withPhotoOptions,
} from './taste-options.ts'

type MergeFlags = PhotoFlags & {
  readonly weights: readonly [number, number]
  readonly names?: readonly [string, string]
  readonly out: string
}

export function addMerge(group: Command): void {
  const command = group
    .command('merge')
    .summary('one order for two people or more')
    .description(
      'Merges two tastes into one whose order balances them: each person counts by weight, however boldly they rate. A merge may be merged again, with a third person.',
    )
    .argument('<a>', 'a taste')
    .argument('<b>', 'another taste of the same pack')
    .argument(
      '<paths...>',
      'photos whose order matters, or folders of them: the spread of each taste is measured there',
    )
    .requiredOption('--out <file>', 'the taste to write')
    .option('--weights <a,b>', 'how much each counts', twoWeights, [1, 1] as const)
    .option('--names <a,b>', 'what the people are called; default: the names of their files', twoNames)
  withPhotoOptions(command)
    .addHelpText(
      'after',
      '\nExample:\n  palate taste merge anna.taste ben.taste ~/Photos --weights 2,1 --out ours.taste',
    )
    .action(async (a: string, b: string, paths: string[], flags: MergeFlags) => {
      const photos = await photosIn(paths)
      const model = await openTasteModel(flags)
      const tastes = [await readTaste(a, model), await readTaste(b, model)]
      const names = flags.names ?? [nameOf(a), nameOf(b)]
      if (names[0] === names[1] && !tastes.some((taste) => 'people' in taste))
        throw new UsageError(`both people are called ${names[0]}; tell them apart with --names anna,ben`)
      const described = await withCatalog(flags, (catalog) => describePhotos({ catalog, photos, flags }))
      const merged = mergeTastes(
        tastes.map((taste, at) => ({ name: names[at]!, weight: flags.weights[at]!, taste })),
        described.descriptors,
      )
      await writeTaste(flags.out, merged)
      const people = merged.people.map(({ name, weight, spread, share }) => ({ name, weight, spread, share }))
      const { skipped } = described
      print({
        json: flags.json === true,
        document: { out: flags.out, pack: model.pack.name, photos: described.paths.length, people, skipped },
        text: [
          `${flags.out}: the taste of ${people.length} people, balanced over ${described.paths.length} photos`,
          ...people.map(
            ({ name, weight, spread, share }) =>
              `  ${name}: weight ${round(weight)}, scores spread by ${spread.toFixed(3)} and count ${share.toFixed(3)} times`,
          ),
        ].join('\n'),
      })
    })
}

/** `2,1` */
function twoWeights(text: string): readonly [number, number] {
  const weights = text.split(',').map(Number)
  if (weights.length !== 2 || !weights.every((weight) => weight > 0 && weight < Infinity))
    throw new InvalidArgumentError('expected two numbers above 0, such as 2,1.')
  return weights as [number, number]
}

/** `anna,ben` */
function twoNames(text: string): readonly [string, string] {
  const names = text.split(',').map((name) => name.trim())
  if (names.length !== 2 || names.includes('')) throw new InvalidArgumentError('expected two names, such as anna,ben.')
  return names as [string, string]
}

function nameOf(file: string): string {
  return basename(file, extname(file))
}

function round(weight: number): number {
  return Math.round(1000 * weight) / 1000
}
