import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, Option } from 'commander'
import { env } from 'onnxruntime-node'
import { palateHome, PalateError } from '../../core/index.ts'
import { openEngine } from '../../graph/index.ts'
import { type OpenPack, reproducible, reproduce, tableText } from '../../reproduce/index.ts'
import { openPackAndBase } from '../../task-vectors/index.ts'
import {
  DEFAULT_PACK,
  type EngineFlags,
  engineOptions,
  someOf,
  wholeNumber,
  wholeNumbers,
  withEngineOptions,
} from '../options.ts'
import { print, withJob } from '../output.ts'
import { requireWritable } from '../writable.ts'

interface ReproduceFlags extends EngineFlags {
  readonly data: string
  readonly out: string
  /** false: --no-pack. */
  readonly pack?: readonly string[] | false
  readonly only?: readonly string[]
  readonly preset: 'paper' | 'released-code'
  readonly linear?: boolean
  readonly trials: number
  readonly shots: number[]
  readonly steps: number
  readonly raters?: number
  readonly seed: number
  readonly excludeSeen?: boolean
  readonly json?: boolean
}

export function addReproduce(program: Command): void {
  const command = program
    .command('reproduce')
    .summary("the paper's tables and figures, with our numbers beside the paper's")
    .description(
      "Runs the paper's evaluation on the databases that are there, and writes one page, the figures and all numbers. What " +
        'is not there says "data not present". A stopped run goes on where it was, with the same command.',
    )
    .requiredOption('--data <folder>', 'folder with the published databases, each in its own (see: palate databases)')
    .requiredOption('--out <folder>', 'folder for report.html, the figures, the tables and results.json')
    .option('--pack <name>', `pack of task vectors, by name or folder; again for more; default ${DEFAULT_PACK}`, packs)
    .option('--no-pack', "without any: the paper's figures alone")
    .option('--only <a,b>', `only these: ${reproducible.join(', ')}`, someOf(reproducible))
    .addOption(
      new Option('--preset <name>', "the paper's method, or what the authors' program does")
        .choices(['paper', 'released-code'])
        .default('paper'),
    )
    .option('--linear', "on tangent rows: minutes instead of days, and not the paper's method, as every table will say")
    .option('--trials <n>', 'random draws a rater', wholeNumber(1), 10)
    .option('--shots <k,k>', 'numbers of support photos', wholeNumbers, [10, 100])
    .option('--steps <n>', 'training steps', wholeNumber(0), 500)
    .option('--raters <n>', "only so many of each database's raters, picked by the seed", wholeNumber(1))
    .option('--seed <n>', 'seed of the draws and the training', wholeNumber(0), 0)
    .option('--exclude-seen', 'leave photos out that a vector was trained on, instead of refusing to judge')
    .option('--json', 'print what stands in results.json instead of the tables')
  withEngineOptions(command)
    .addHelpText(
      'after',
      '\nExample:\n  palate reproduce --data ./databases --out ./reproduction --pack openclip-l14 --only table2,figure5',
    )
    .action(async (flags: ReproduceFlags) => {
      await requireWritable([join(flags.out, 'results.json')])
      const names = flags.pack === false ? [] : (flags.pack ?? [DEFAULT_PACK])
      const opened: OpenPack[] = []
      for (const name of names) opened.push(await openPackAndBase(name))
      const { trials, shots, steps, seed, preset, raters, only } = flags
      const { tables, document, failures } = await withJob((job) =>
        reproduce({
          ...job,
          data: flags.data,
          out: flags.out,
          packs: opened,
          engine: openEngine(engineOptions(flags)),
          settings: {
            preset,
            linear: flags.linear === true,
            trials,
            shots,
            steps,
            seed,
            excludeSeen: flags.excludeSeen === true,
            ...(raters === undefined ? {} : { maxRaters: raters }),
          },
          versions: versions(),
          cache: join(palateHome(), 'cache'),
          ...(only === undefined ? {} : { only }),
        }),
      )
      print({ json: flags.json === true, document, text: tables.map(tableText).join('\n') })
      process.stderr.write(`wrote ${join(flags.out, 'report.html')}\n`)
      const { databases } = document
      if (failures.length > 0) {
        throw new PalateError(
          `some of what is there could not be measured:\n${failures.map((each) => `- ${each}`).join('\n')}`,
        )
      }
      if (databases.length > 0 && databases.every(({ found }) => 'absent' in found)) {
        process.stderr.write(
          `none of the databases is in ${flags.data}; \`palate databases\` says what each needs and how its folder is called\n`,
        )
      }
    })
}

function packs(name: string, before: readonly string[] | false | undefined): readonly string[] {
  return [...(Array.isArray(before) ? before : []), name]
}

function versions(): Readonly<Record<string, string>> {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))
  return {
    palate: (manifest as { version: string }).version,
    node: process.versions.node,
    onnxruntime: env.versions.node ?? env.versions.common,
  }
}
