import { relative } from 'node:path'
import type { Command } from 'commander'
import { LIKES } from '../demo/person.ts'
import { type DemoReport, runDemo } from '../demo/run-demo.ts'
import { DEFAULT_PACK, type EngineFlags, engineOptions, withEngineOptions } from '../options.ts'
import { print, withJob } from '../output.ts'

interface DemoFlags extends EngineFlags {
  readonly out: string
  readonly pack: string
  readonly json?: boolean
}

export function addDemo(program: Command): void {
  const command = program
    .command('demo')
    .summary('see it work on pictures that palate draws itself')
    .description(
      'Draws pictures, has a made-up person rate ten of them, ranks all by their taste, and measures how well the order agrees with them on the others. Needs nothing but this package, and writes into one folder only.',
    )
    .option('--out <folder>', 'a new folder, or one of an earlier demonstration', 'palate-demo')
    .option('--pack <name>', 'pack of task vectors, by name or folder', DEFAULT_PACK)
    .option('--json', 'print one JSON document')
  withEngineOptions(command)
    .addHelpText('after', '\nExample:\n  palate demo')
    .action(async (flags: DemoFlags) => {
      const { out: folder, pack } = flags
      const report = await withJob((job) => runDemo({ ...job, folder, pack, engine: engineOptions(flags) }))
      print({ json: flags.json === true, document: report, text: storyOf(report) })
    })
}

function storyOf(report: DemoReport): string {
  const { photos, described, seconds, srocc } = report
  const unseen = photos.filter(({ rated }) => !rated).length
  const work =
    described === 0
      ? 'knew all of them from before'
      : `described ${described} of them in ${seconds.describe.toFixed(1)} s (${(described / seconds.describe).toFixed(0)} a second)`
  return [
    `Drew ${photos.length} pictures in ${seconds.draw.toFixed(1)} s: ${shown(report.pictures)}`,
    `Opened pack ${report.pack} in ${seconds.open.toFixed(1)} s and ${work}; that is done once, for everybody.`,
    `A made-up person, who likes ${LIKES}, rated the ${photos.length - unseen} that tell most: ${shown(report.ratings)}`,
    `Learning their taste and ranking all ${photos.length} took ${(1000 * seconds.rank).toFixed(0)} ms: ${shown(report.ranked)}`,
    '',
    `On the ${unseen} pictures that they did not rate, the order agrees with what they would have said with a rank`,
    `correlation of ${figure(srocc.after)}; before any rating it was ${figure(srocc.before)}. (Chance would give 0 +- ${(1 / Math.sqrt(unseen - 1)).toFixed(2)}.)`,
    '',
    'Go on with photos of your own:',
    '  palate taste next - ~/Photos             which ones to rate first',
    '  palate rank ~/Photos --ratings my.csv    your order; my.csv has the columns image,score',
  ].join('\n')
}

/** From here where it is below, else in full. */
function shown(path: string): string {
  const short = relative(process.cwd(), path)
  return short.startsWith('..') || short === '' ? path : short
}

function figure(value: number | null): string {
  return value === null ? 'undefined' : value.toFixed(2)
}
