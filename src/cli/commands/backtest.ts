import { type Command, InvalidArgumentError } from 'commander'
import {
  type Archive,
  backtest,
  backtestPage,
  backtestText,
  openArchive,
  pastPairs,
  readShootSettings,
} from '../../archive/index.ts'
import { type Catalog, type DescriptorKind, ME } from '../../catalog/index.ts'
import { UsageError, writeFileAtomic } from '../../core/index.ts'
import { addEvidence, emptyTaste, type Taste, type TasteModel, writeTaste } from '../../personalize/index.ts'
import { wholeNumber } from '../options.ts'
import { print, withJob } from '../output.ts'
import { requireWritable } from '../writable.ts'
import { libraryFolders } from './library-folders.ts'
import { openTasteModel, type TasteFlags, withCatalog, withTasteOptions } from './taste-options.ts'

interface BacktestFlags extends TasteFlags {
  readonly as: string
  readonly shoots: number
  readonly look: number
  readonly seed: number
  readonly html?: string
  readonly saveTaste?: string
}

export function addBacktest(program: Command): void {
  const command = program
    .command('backtest')
    .summary('would your archive have found what you kept later?')
    .description(
      'Learns from what you kept and passed over in older shoots, and looks through later ones in that order: how many of your keepers come early, beside chronological order, sharpness alone and the pack without your taste. Never learns from what it tests, or from later.',
    )
    .argument('[folders...]', 'folders of photos; default: those that the app had open the last time')
    .option('--as <name>', 'whose marks in the catalog to learn from', ME)
    .option('--shoots <n>', 'later shoots that are tested, at most', wholeNumber(5), 12)
    .option('--look <percent>', 'the share of a shoot that the verdict is about', wholePercent, 35)
    .option('--seed <n>', 'seed of everything random', wholeNumber(0), 0)
    .option('--html <file>', 'write the whole report as a page that opens without a network')
    .option('--save-taste <file>', 'keep the taste that all of your shoots teach')
  withTasteOptions(command)
    .addHelpText('after', '\nExample:\n  palate backtest ~/Photos --html backtest.html')
    .action(async (named: string[], flags: BacktestFlags) => {
      await requireWritable([flags.html, flags.saveTaste])
      const folders = await libraryFolders(named, 'backtest')
      const model = await openTasteModel(flags)
      const kind: DescriptorKind = { key: `${model.pack.hash}/fast`, shape: model.shape }
      await withCatalog(flags, async (catalog) => {
        const settings = await readShootSettings()
        const of = { catalog, kind, model, folders, person: flags.as, settings, now: new Date() }
        const archive = await openArchive(of)
        if (archive.library.ids.length === 0)
          throw new UsageError(
            `no photo of ${folders.join(', ')} is indexed with pack ${model.pack.name}; \`palate index\` does it`,
          )
        const report = await withJob((job) =>
          backtest({
            ...job,
            ...archive,
            model,
            seed: flags.seed,
            settings: { shoots: flags.shoots, lookedAt: flags.look / 100 },
          }),
        )
        if (report.judged === 'archive')
          process.stderr.write('sharpness is left out: `palate measure` measures these photos, and adds it\n')
        if (flags.html !== undefined) await writeFileAtomic(flags.html, await backtestPage(report))
        if (flags.saveTaste !== undefined)
          await writeTaste(flags.saveTaste, await tasteOf(archive, { catalog, kind, model }))
        const saved = [flags.html, flags.saveTaste].flatMap((path) =>
          path === undefined ? [] : [`\nsaved in ${path}`],
        )
        const document = { pack: model.pack.name, person: flags.as, folders, ...report }
        print({ json: flags.json === true, document, text: `${backtestText(report)}${saved.join('')}` })
      })
    })
}

function wholePercent(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > 99)
    throw new InvalidArgumentError('expected whole percent, from 1 to 99.')
  return value
}

/** Photos whose descriptors are read at once. */
const PAGE = 4096

/** The taste that the pairs of all shoots teach, as duels, so that it can be read, added to and explained anywhere. */
async function tasteOf(
  archive: Archive,
  { catalog, kind, model }: { readonly catalog: Catalog; readonly kind: DescriptorKind; readonly model: TasteModel },
): Promise<Taste> {
  const pairs = pastPairs(archive)
  const places = [...new Set(pairs.flatMap(({ better, worse }) => [better, worse]))]
  const hashes = (await catalog.photos(places.map((place) => archive.library.ids[place]!))).map(
    ({ contentHash }) => contentHash,
  )
  const hashOf = new Map(places.map((place, at) => [place, hashes[at]!]))
  const described = new Map<string, Uint8Array>()
  for (let start = 0; start < hashes.length; start += PAGE)
    for (const [hash, bytes] of await catalog.storedDescriptors(hashes.slice(start, start + PAGE), kind))
      described.set(hash, bytes)
  const duels = pairs.map(({ better, worse }) => ({
    kind: 'duel' as const,
    left: hashOf.get(better)!,
    right: hashOf.get(worse)!,
    winner: 'left' as const,
  }))
  return addEvidence(emptyTaste(model), duels, described)
}
