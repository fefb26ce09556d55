import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { CancelledError, messageOf, PalateError, reasonOf } from '../core/index.ts'
import { addApp, addServe } from './commands/app.ts'
import { addBackup } from './commands/backup.ts'
import { addBacktest } from './commands/backtest.ts'
import { addDatabases } from './commands/databases.ts'
import { addDemo } from './commands/demo.ts'
import { addEvaluate } from './commands/evaluate.ts'
import { addExport } from './commands/export.ts'
import { addIndex } from './commands/index-folder.ts'
import { addLog } from './commands/log.ts'
import { addMeasure } from './commands/measure.ts'
import { addPack } from './commands/pack.ts'
import { addPast } from './commands/past.ts'
import { addRank } from './commands/rank.ts'
import { addRate } from './commands/rate.ts'
import { addReproduce } from './commands/reproduce.ts'
import { addShoots } from './commands/shoots.ts'
import { addStars } from './commands/stars.ts'
import { addTaste } from './commands/taste.ts'
import { addTrain } from './commands/train.ts'

/** Exit status after Ctrl-C, as shells expect it. */
const INTERRUPTED = 130

/** Runs the command line. @returns the exit status: 0 done, 1 failed, 2 wrong usage. */
export async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('palate')
    .description("Learns one person's taste in photographs from a few ratings, and ranks a whole library by it.")
    .version(versionOf(), '--version')
    .showHelpAfterError('(--help shows what there is)')
    .exitOverride()
  addApp(program)
  addServe(program)
  addDemo(program)
  addRank(program)
  addIndex(program)
  addMeasure(program)
  addRate(program)
  addLog(program)
  addPast(program)
  addBackup(program)
  addBacktest(program)
  addEvaluate(program)
  addReproduce(program)
  addExport(program)
  addTaste(program)
  addStars(program)
  addShoots(program)
  addTrain(program)
  addPack(program)
  addDatabases(program)
  for (const command of program.commands) {
    command.exitOverride()
    for (const inner of command.commands) inner.exitOverride()
  }
  try {
    await program.parseAsync(argv, { from: 'user' })
    return 0
  } catch (error) {
    return report(error)
  }
}

function report(error: unknown): number {
  // Commander has printed its sentence already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof CancelledError) {
    process.stderr.write(`palate: ${error.message}\n`)
    return INTERRUPTED
  }
  if (error instanceof PalateError) {
    process.stderr.write(`palate: ${error.message}\n`)
    return error.exitCode
  }
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException
  if (code !== undefined) {
    process.stderr.write(`palate: ${path === undefined ? messageOf(error) : `${path}: ${reasonOf(error)}`}\n`)
    return 1
  }
  // A defect of ours: the trace is what we need to mend it.
  process.stderr.write(
    `palate: unexpected error, please report it\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  )
  return 1
}

function versionOf(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return (manifest as { version: string }).version
}
