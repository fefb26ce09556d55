import { join } from 'node:path'
import type { Command } from 'commander'
import { palateHome, writeFileAtomic, writeJsonAtomic } from '../../core/index.ts'
import { openDatabase, type Where } from '../../databases/index.ts'
import { evaluateDatabase, evaluationDocument, evaluationMarkdown, evaluationTable } from '../../evaluate/index.ts'
import { openEngine } from '../../graph/index.ts'
import { methodNames } from '../../personalize/index.ts'
import { openPackAndBase } from '../../task-vectors/index.ts'
import {
  DEFAULT_PACK,
  type EngineFlags,
  engineOptions,
  someOf,
  where,
  wholeNumber,
  wholeNumbers,
  withEngineOptions,
} from '../options.ts'
import { print, reportLeftOut, withJob } from '../output.ts'

interface EvaluateFlags extends EngineFlags {
  readonly pack: string
  readonly methods: string[]
  readonly shots: number[]
  readonly trials: number
  readonly raters?: number
  readonly where?: Where[]
  readonly score: string
  readonly ratings: string
  readonly steps?: number
  readonly keep?: number[]
  readonly excludeSeen?: boolean
  readonly record?: string
  readonly markdown?: string
  readonly out?: string
  readonly replicates?: number
  readonly seed: number
  readonly json?: boolean
}

const judged = [...methodNames, 'others-mean']

export function addEvaluate(program: Command): void {
  const command = program
    .command('evaluate')
    .summary('measure methods on the raters of a database folder')
    .description(
      'K-shot personalisation: K rated photos of each rater teach every method, the rest judge it. The same draws for all methods.',
    )
    .argument('<database>', 'folder with images/ and ratings.csv')
    .option('--pack <name>', 'pack of task vectors, by name or folder', DEFAULT_PACK)
    .option('--methods <a,b>', `methods: ${judged.join(', ')}`, someOf(judged), ['ensemble', 'uniform-merge'])
    .option('--shots <k,k>', 'numbers of support photos', wholeNumbers, [10, 100])
    .option('--trials <n>', 'random draws a rater', wholeNumber(1), 10)
    .option('--raters <n>', 'only so many raters, picked by the seed', wholeNumber(1))
    .option('--where <column=value>', 'keep only these rows; again for more values', where)
    .option('--score <column>', 'column of the scores', 'score')
    .option('--ratings <file>', 'ratings file in the folder', 'ratings.csv')
    .option('--steps <n>', 'training steps of methods that train; default 500', wholeNumber(0))
    .option('--keep <n,n>', 'report the result after these training steps too', wholeNumbers)
    .option('--exclude-seen', 'leave photos out that the pack was trained on, instead of refusing them')
    .option('--replicates <n>', 'bootstrap replicates of the intervals; default 1000', wholeNumber(40))
    .option('--record <file>', 'keep what is finished in this file and go on from it')
    .option('--out <file>', 'write the JSON document to a file too')
    .option('--markdown <file>', 'write the tables as Markdown')
    .option('--seed <n>', 'seed of the draws', wholeNumber(0), 0)
    .option('--json', 'print one JSON document')
  withEngineOptions(command)
    .addHelpText(
      'after',
      '\nExample:\n  palate evaluate ./oasis-beauty --where set=2 --shots 10,100 --trials 3 --methods ensemble,uniform-merge',
    )
    .action(async (folder: string, flags: EvaluateFlags) => {
      const database = await openDatabase(folder, {
        score: flags.score,
        ratings: flags.ratings,
        ...(flags.where === undefined ? {} : { where: flags.where }),
      })
      const { pack, base } = await openPackAndBase(flags.pack)
      const { steps, keep, raters, replicates, record } = flags
      const result = await withJob((job) =>
        evaluateDatabase({
          ...job,
          pack,
          base,
          engine: openEngine(engineOptions(flags)),
          database,
          methods: flags.methods,
          shots: flags.shots,
          trials: flags.trials,
          seed: flags.seed,
          cache: join(palateHome(), 'cache'),
          excludeSeen: flags.excludeSeen === true,
          ...(steps === undefined ? {} : { steps }),
          ...(keep === undefined ? {} : { keep }),
          ...(raters === undefined ? {} : { maxRaters: raters }),
          ...(replicates === undefined ? {} : { replicates }),
          ...(record === undefined ? {} : { record }),
        }),
      )
      const document = {
        ...evaluationDocument(result.evaluation, {
          pack: { name: pack.name, hash: pack.hash },
          database: { name: database.name, where: flags.where ?? [], photos: result.photos },
        }),
        seen: result.seen,
        skipped: result.skipped,
      }
      if (flags.out !== undefined) await writeJsonAtomic(flags.out, document)
      if (flags.markdown !== undefined) await writeFileAtomic(flags.markdown, evaluationMarkdown(result.evaluation))
      reportLeftOut({ ...database.report, unreadable: result.skipped })
      const leak =
        result.seen === 'unknown'
          ? 'The pack does not say which photos it was trained on: these may be among them.\n\n'
          : ''
      print({ json: flags.json === true, document, text: `${leak}${evaluationTable(result.evaluation)}` })
    })
}
