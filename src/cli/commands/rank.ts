import { extname } from 'node:path'
import type { Command } from 'commander'
import { UsageError, writeFileAtomic } from '../../core/index.ts'
import { readRatings } from '../../databases/index.ts'
import { openEngine } from '../../graph/index.ts'
import { findPhotos } from '../../image/index.ts'
import { methodNames, rank, type Ranking } from '../../personalize/index.ts'
import { openPackAndBase } from '../../task-vectors/index.ts'
import { type EngineFlags, engineOptions, oneOf, wholeNumber, withEngineOptions } from '../options.ts'
import { print, reportLeftOut, withJob } from '../output.ts'
import { rankingCsv, rankingHtml, rankingTable } from '../ranking-formats.ts'

interface RankFlags extends EngineFlags {
  readonly ratings: string
  readonly pack: string
  readonly method: string
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
    .description('Learns a taste from a few ratings and orders photos by it, best first.')
    .argument('<paths...>', 'photos, or folders of photos')
    .requiredOption('--ratings <csv>', 'your ratings: a file with the columns image,score on any scale')
    .option('--pack <name>', 'pack of task vectors, by name or folder', 'dinov2-small')
    .option('--method <name>', `how the taste is learnt: ${methodNames.join(', ')}`, oneOf(methodNames), 'ensemble')
    .option('--steps <n>', 'training steps of methods that train; default 500', wholeNumber(0))
    .option('--top <n>', 'print only the best n', wholeNumber(1))
    .option('--out <file>', 'write the order to a .csv, .json or .html file too')
    .option('--seed <n>', 'seed of everything random', wholeNumber(0), 0)
    .option('--json', 'print one JSON document')
  withEngineOptions(command)
    .addHelpText('after', '\nExample:\n  palate rank ~/Photos --ratings my.csv --top 20')
    .action(async (paths: string[], flags: RankFlags) => {
      const photos = await findPhotos(paths)
      if (photos.length === 0) throw new UsageError(`there are no photos in ${paths.join(', ')}`)
      const format = flags.out === undefined ? undefined : formatOf(flags.out)
      const { ratings, report } = await readRatings(flags.ratings, { photos })
      const { pack, base } = await openPackAndBase(flags.pack)
      const engine = openEngine(engineOptions(flags))
      const ranking = await withJob((job) =>
        rank({
          ...job,
          pack,
          base,
          engine,
          photos,
          ratings,
          method: flags.method,
          seed: flags.seed,
          ...(flags.steps === undefined ? {} : { steps: flags.steps }),
        }),
      )
      const shown = { ...ranking, photos: ranking.photos.slice(0, flags.top) }
      if (format !== undefined) await writeFileAtomic(flags.out!, format(shown))
      reportLeftOut({ ...report, unreadable: ranking.skipped })
      print({ json: flags.json === true, document: shown, text: rankingTable(shown) })
    })
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
