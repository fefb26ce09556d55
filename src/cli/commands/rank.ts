import { extname } from 'node:path'
import type { Command } from 'commander'
import { openCatalog, rankByTaste, type RankByTasteOptions } from '../../catalog/index.ts'
import { UsageError, writeFileAtomic } from '../../core/index.ts'
import { readRatings } from '../../databases/index.ts'
import { openEngine } from '../../graph/index.ts'
import { findPhotos } from '../../image/index.ts'
import {
  type Agreement,
  type DescriberOptions,
  methodNames,
  openDescriber,
  rank,
  type Ranking,
  readTaste,
  type Taste,
  type TasteModel,
  tasteModelOf,
  writeTaste,
} from '../../personalize/index.ts'
import { openPackAndBase } from '../../task-vectors/index.ts'
import { DEFAULT_PACK, type EngineFlags, engineOptions, oneOf, wholeNumber, withEngineOptions } from '../options.ts'
import { print, reportLeftOut, withJob } from '../output.ts'
import { rankingCsv, rankingHtml, rankingTable } from '../ranking-formats.ts'
import { requireStarScale, starSupport } from './stars-support.ts'

interface RankFlags extends EngineFlags {
  readonly ratings?: string
  readonly stars?: boolean
  readonly taste?: string
  readonly as?: string
  readonly saveTaste?: string
  readonly pack: string
  readonly method: string
  readonly catalog?: string
  readonly steps?: number
  readonly top?: number
  readonly out?: string
  readonly seed: number
  readonly json?: boolean
}

export function addRank(program: Command): void {
  const command = program
    .command('rank')
    .summary('put photos in the order of your taste')
    .description(
      'Learns a taste from a few ratings and orders photos by it, best first. Photos are described once, into the catalog; the next order takes no time.',
    )
    .argument('<paths...>', 'photos, or folders of photos')
    .option('--ratings <csv>', 'your ratings: a file with the columns image,score on any scale')
    .option(
      '--stars',
      'learn from the stars in the files of the photos: XMP in them or in sidecars; a reject counts as 0',
    )
    .option('--taste <file>', 'a taste saved before; with --ratings or --stars, these are added to it')
    .option('--as <name>', 'whose ratings in the catalog to learn from: those of `palate rate`')
    .option('--save-taste <file>', 'keep the taste for the next time')
    .option('--pack <name>', 'pack of task vectors, by name or folder', DEFAULT_PACK)
    .option('--method <name>', `how the taste is learnt: ${methodNames.join(', ')}`, oneOf(methodNames), 'instant')
    .option('--catalog <file>', 'the catalog of described photos; default: catalog.sqlite in the data folder')
    .option('--steps <n>', 'training steps of methods that train; default 500', wholeNumber(0))
    .option('--top <n>', 'print only the best n', wholeNumber(1))
    .option('--out <file>', 'write the order to a .csv, .json or .html file too')
    .option('--seed <n>', 'seed of everything random', wholeNumber(0), 0)
    .option('--json', 'print one JSON document')
  withEngineOptions(command)
    .addHelpText('after', '\nExample:\n  palate rank ~/Photos --ratings my.csv --top 20')
    .action(async (paths: string[], flags: RankFlags) => {
      requireTogether(flags)
      const photos = await findPhotos(paths)
      if (photos.length === 0) throw new UsageError(`there are no photos in ${paths.join(', ')}`)
      const format = flags.out === undefined ? undefined : formatOf(flags.out)
      const { ratings, report, starsInFiles, unreadStars } = await ratingsOf(flags, photos)
      const { pack, base } = await openPackAndBase(flags.pack)
      const engine = openEngine(engineOptions(flags))
      const { ranking, sentence } = await withJob(async (job) => {
        const options = { ...job, pack, base, engine, photos, ratings, seed: flags.seed }
        if (flags.method === 'instant') return rankAtOnce(options, flags)
        const { method, steps } = flags
        return { ranking: await rank({ ...options, method, ...(steps === undefined ? {} : { steps }) }), sentence: '' }
      })
      // A photo that cannot be read at all is among the skipped ones already.
      const unreadable = [...ranking.skipped, ...unreadStars.filter(({ path }) => isRanked(ranking, path))]
      const shown = { ...ranking, photos: ranking.photos.slice(0, flags.top), ...(starsInFiles && { starsInFiles }) }
      if (format !== undefined) await writeFileAtomic(flags.out!, format(shown))
      reportLeftOut({ missingPhotos: { count: 0, names: [] }, ...report, unreadable })
      print({ json: flags.json === true, document: shown, text: rankingTable(shown) + sentence })
    })
}

type RankingAndSentence = { readonly ranking: Ranking & { readonly agreement?: Agreement }; readonly sentence: string }

/** By descriptors from the catalog. */
async function rankAtOnce(
  options: Omit<RankByTasteOptions, 'catalog' | 'describer' | 'model' | 'taste'> & DescriberOptions,
  { catalog: path, taste: tasteFile, as, saveTaste, stars }: RankFlags,
): Promise<RankingAndSentence> {
  const describer = await openDescriber(options)
  const catalog = await openCatalog(path)
  try {
    const model = tasteModelOf(options.pack, describer.readOut)
    const taste = tasteFile === undefined ? {} : { taste: await readOwnTaste(tasteFile, model) }
    if (taste.taste !== undefined && stars === true) requireStarScale(taste.taste, tasteFile!)
    const { taste: learnt, ...ranking } = await rankByTaste({
      ...options,
      ...taste,
      ...(as === undefined ? {} : { person: as }),
      catalog,
      describer,
      model,
    })
    if (saveTaste !== undefined) await writeTaste(saveTaste, learnt)
    return { ranking, sentence: `${ranking.agreement.sentence}\n` }
  } finally {
    await catalog.close()
    await describer.close()
  }
}

/** @throws {UsageError} for the taste of several people, whose order `palate taste` gives. */
async function readOwnTaste(path: string, model: TasteModel): Promise<Taste> {
  const taste = await readTaste(path, model)
  if ('people' in taste) throw new UsageError(`${path} is the taste of several people; name the taste of one`)
  return taste
}

/** The person's ratings, from a CSV file or the stars in the photos' files. */
async function ratingsOf({ ratings, stars, taste }: RankFlags, photos: readonly string[]) {
  if (stars === true) {
    const support = await withJob((job) => starSupport(photos, { ...job, hasTaste: taste !== undefined }))
    return { ...support, report: undefined, unreadStars: support.skipped }
  }
  const read = ratings === undefined ? { ratings: [], report: undefined } : await readRatings(ratings, { photos })
  return { ...read, starsInFiles: undefined, unreadStars: [] }
}

function isRanked({ photos }: Ranking, photo: string): boolean {
  return photos.some(({ path }) => path === photo)
}

/** @throws {UsageError} where there is nothing to learn from, or an option that the method does not know. */
function requireTogether({ ratings, stars, taste, as, saveTaste, method, steps }: RankFlags): void {
  if (ratings === undefined && stars !== true && taste === undefined && as === undefined)
    throw new UsageError('name what to learn your taste from: --ratings CSV, --stars, --taste FILE, or --as NAME')
  if (as !== undefined && (ratings !== undefined || stars === true || taste !== undefined || method !== 'instant'))
    throw new UsageError(
      '--as NAME learns from the catalog alone, by the method instant; leave out --ratings, --stars, --taste and --method',
    )
  if (ratings !== undefined && stars === true)
    throw new UsageError('--ratings and --stars are two sources of ratings, on scales of their own; name one of them')
  if (method !== 'instant' && (taste !== undefined || saveTaste !== undefined))
    throw new UsageError(
      `--taste and --save-taste belong to the method instant; ${method} learns from --ratings or --stars alone`,
    )
  if (method === 'instant' && steps !== undefined)
    throw new UsageError('--steps belongs to methods that train; instant takes none')
}

/** @throws {UsageError} for an ending that is none of these. */
function formatOf(path: string): (ranking: Ranking) => string {
  switch (extname(path).toLowerCase()) {
    case '.csv':
      return rankingCsv
    case '.json':
      return (ranking) => `${JSON.stringify(ranking, null, 2)}\n`
    case '.html':
      return rankingHtml
    default:
      throw new UsageError(`--out ${path}: expected a file that ends in .csv, .json or .html`)
  }
}
