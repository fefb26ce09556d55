import { type Command, Option } from 'commander'
import { type EvaluateDatabaseOptions, type Protocol, protocolNames } from '../../evaluate/index.ts'
import { methodNames } from '../../personalize/index.ts'
import { type DatabaseFlags, withDatabaseOptions } from '../database-options.ts'
import {
  DEFAULT_PACK,
  type EngineFlags,
  given,
  someOf,
  wholeNumber,
  wholeNumbers,
  withEngineOptions,
} from '../options.ts'

export interface EvaluateFlags extends EngineFlags, DatabaseFlags {
  readonly pack: string
  readonly methods: string[]
  readonly scores?: string[]
  readonly steps?: number
  readonly keep?: number[]
  readonly protocol: Protocol
  readonly shots: number[]
  readonly trials: number
  readonly draws?: string
  readonly writeDraws?: string
  readonly raters?: number
  readonly minPhotos?: number
  readonly maxPhotos?: number
  readonly seed: number
  readonly excludeSeen?: boolean
  readonly replicates?: number
  readonly record?: string
  readonly out?: string
  readonly markdown?: string
  readonly perUser?: string
  readonly timings: boolean
  readonly json?: boolean
}

/** Stands for a pack where only other programs' scores are judged. */
export const NO_PACK = 'none'

/** Names of methods; those that need a pack, and `others-mean`. */
export const judgedMethods: readonly string[] = [...methodNames, 'others-mean']

export function withEvaluateOptions(command: Command): Command {
  command.optionsGroup('Database:')
  withDatabaseOptions(command)
  command
    .optionsGroup('What is judged:')
    .option('--pack <name>', `pack of task vectors, by name or folder; ${NO_PACK} for --scores alone`, DEFAULT_PACK)
    .option('--methods <a,b>', `methods: ${judgedMethods.join(', ')}`, someOf(judgedMethods), [
      'ensemble',
      'uniform-merge',
    ])
    .option(
      '--scores <file>',
      'scores (CSV, .npy) of another program, or its embeddings (.npy), judged by ridge, svr and nearest; again for more',
      another,
    )
    .option('--steps <n>', 'training steps of methods that train; default 500', wholeNumber(0))
    .option('--keep <n,n>', 'report the result after these training steps too', wholeNumbers)
  command
    .optionsGroup('How it is judged:')
    .addOption(
      new Option('--protocol <name>', 'what methods never met before')
        .choices([...protocolNames])
        .default('unseen-photos'),
    )
    .option('--shots <k,k>', 'numbers of support photos', wholeNumbers, [10, 100])
    .option('--trials <n>', 'random draws a rater', wholeNumber(1), 10)
    .option('--draws <file>', 'take these draws, rater,trial,shots,image, instead of random ones')
    .option('--raters <n>', 'only so many raters, picked by the seed', wholeNumber(1))
    .option('--min-photos <n>', 'only raters with so many photos at least', wholeNumber(0))
    .option('--max-photos <n>', 'only raters with so many photos at most', wholeNumber(0))
    .option('--seed <n>', 'seed of the draws', wholeNumber(0), 0)
    .option('--exclude-seen', 'leave photos out that the pack was trained on, instead of refusing them')
    .option('--replicates <n>', 'bootstrap replicates of the intervals; default 1000', wholeNumber(40))
  command
    .optionsGroup('Output:')
    .option('--record <file>', 'keep what is finished in this file and go on from it')
    .option('--write-draws <file>', 'write the draws, for --draws or another program')
    .option('--per-user <file>', 'write the figures of every rater and trial as CSV')
    .option('--out <file>', 'write the JSON document to a file too')
    .option('--markdown <file>', 'write the tables as Markdown')
    .option('--no-timings', 'leave seconds out of the JSON document: the same seed gives the same, bit for bit')
    .option('--json', 'print one JSON document')
  command.optionsGroup('Device:')
  return withEngineOptions(command)
}

/**
 * How the database is judged. A file of draws says shots and trials, and without a pack there are no methods of one: then
 * the defaults of these options are not meant.
 */
export function judgeOptions(
  flags: EvaluateFlags,
  { isDefault }: { readonly isDefault: (option: keyof EvaluateFlags) => boolean },
): Omit<EvaluateDatabaseOptions, 'database'> {
  const { protocol, seed, excludeSeen = false, minPhotos, maxPhotos, raters: maxRaters } = flags
  const { steps, keep, scores, draws, writeDraws, replicates, record } = flags
  const meant = <Name extends 'shots' | 'trials'>(name: Name): EvaluateFlags[Name] | undefined =>
    draws !== undefined && isDefault(name) ? undefined : flags[name]
  return {
    methods: flags.pack === NO_PACK && isDefault('methods') ? [] : flags.methods,
    protocol,
    seed,
    excludeSeen,
    raters: given({ minPhotos, maxPhotos }),
    ...given({ shots: meant('shots'), trials: meant('trials') }),
    ...given({ steps, keep, scores, draws, writeDraws, maxRaters, replicates, record }),
  }
}

function another(path: string, before: readonly string[] = []): string[] {
  return [...before, path]
}
