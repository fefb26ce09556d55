import { isDeepStrictEqual } from 'node:util'
import { CancelledError, PalateError, type ProgressEvent } from '../../core/index.ts'
import { failureOf, traceOf } from '../failures.ts'
import type { BacktestState } from '../messages/index.ts'
import { seldom } from '../seldom.ts'
import type { BacktestRequest } from './backtest-messages.ts'
import type { runBacktest } from './backtest-thread.ts'
import type { KeptBacktest, KeptBacktests } from './kept-backtests.ts'
import { reportMessage } from './report-message.ts'

/** Backtests of the app: one at work at a time, the last of each person kept. */
export interface Backtests {
  state(person: string): Promise<BacktestState>
  /** Begins one, unless it is at work already. @throws {PalateError} while another person's is. @throws {UsageError} */
  start(person: string): Promise<BacktestState>
  /** Ends it, if it is at work. What was found before stays. */
  stop(person: string): Promise<BacktestState>
  /** The last one of a person with the pack in use; `applies` where it was tested on the folders that are open now. */
  kept(person: string): Promise<(KeptBacktest & { readonly applies: boolean }) | undefined>
  /** Ends and drops what is of a person who was forgotten. */
  forget(person: string): Promise<void>
  close(): Promise<void>
}

export interface BacktestsOptions {
  readonly keeping: KeptBacktests
  /** What is tested now. */
  readonly request: () => Omit<BacktestRequest, 'person'>
  readonly run: typeof runBacktest
  readonly send: (state: BacktestState) => void
  readonly log: (text: string) => void
  readonly now: () => Date
}

interface Working {
  readonly person: string
  readonly stop: AbortController
  readonly ended: Promise<void>
  progress: ProgressEvent
}

export function openBacktests({ keeping, request, run, send, log, now }: BacktestsOptions): Backtests {
  let working: Working | undefined
  let isClosed = false
  const failed = new Map<string, string>() // why, by person
  const known = new Map<string, KeptBacktest>() // of those who have one: anybody may be asked for
  let forgettings = 0

  const lastOf = async (person: string): Promise<KeptBacktest | undefined> => {
    const begun = forgettings
    const read = known.get(person) ?? (await keeping.read(person))
    // What was written or forgotten while it was read is newer.
    if (read !== undefined && begun === forgettings && !known.has(person)) known.set(person, read)
    return known.get(person) ?? read
  }
  const keptOf: Backtests['kept'] = async (person) => {
    const kept = await lastOf(person)
    const { packHash, folders } = request()
    if (kept?.pack !== packHash) return undefined
    return { ...kept, applies: isDeepStrictEqual(kept.folders, folders.toSorted()) }
  }
  const stateOf = async (person: string): Promise<BacktestState> => {
    const kept = await keptOf(person)
    const last = { person, report: kept?.report ?? null, at: kept?.at ?? null }
    if (working?.person === person) return { ...last, state: 'working', ...working.progress }
    const nothing = { label: '', done: 0, total: 0 }
    const reason = failed.get(person)
    if (reason !== undefined) return { ...last, ...nothing, state: 'failed', label: reason }
    return { ...last, ...nothing, state: kept === undefined ? 'none' : 'done' }
  }
  const tell = seldom(async (person: string) => {
    const state = await stateOf(person)
    if (!isClosed) send(state)
  }, log)

  const work = async (person: string, stop: AbortController): Promise<void> => {
    try {
      const asked = request()
      const progress = {
        report({ label, done, total }: ProgressEvent) {
          if (working?.person === person) working.progress = { label, done, total }
          tell.ask(person)
        },
      }
      const report = await run({ ...asked, person }, { progress, signal: stop.signal })
      if (stop.signal.aborted) return
      const kept: KeptBacktest = {
        person,
        pack: asked.packHash,
        folders: asked.folders.toSorted(),
        at: now().toISOString(),
        recommended: recommendedOf(report),
        report: reportMessage(report),
      }
      await keeping.write(kept)
      known.set(person, kept)
    } catch (error) {
      if (error instanceof CancelledError) return
      if (!(error instanceof PalateError)) log(`palate: a backtest met an error, please report it\n${traceOf(error)}\n`)
      failed.set(person, failureOf(error).error)
    }
  }
  const stop = async (person: string): Promise<void> => {
    if (working?.person !== person) return
    working.stop.abort()
    await working.ended
  }
  return {
    state: stateOf,
    kept: keptOf,
    async start(person) {
      keeping.requireName(person)
      if (isClosed) throw new PalateError('palate is closing; start it again')
      if (working !== undefined && working.person !== person)
        throw new PalateError(`a backtest of ${working.person} is at work; wait for it, or stop it first`)
      if (working === undefined) {
        failed.delete(person)
        const abort = new AbortController()
        const ended = work(person, abort).finally(() => {
          working = undefined
          tell.ask(person)
        })
        working = { person, stop: abort, ended, progress: { label: 'reading the archive', done: 0, total: 0 } }
        tell.ask(person)
      }
      return stateOf(person)
    },
    async stop(person) {
      await stop(person)
      failed.delete(person)
      return stateOf(person)
    },
    async forget(person) {
      await stop(person)
      failed.delete(person)
      await keeping.remove(person)
      forgettings++
      known.delete(person)
    },
    async close() {
      isClosed = true
      tell.close()
      if (working !== undefined) await stop(working.person)
    },
  }
}

function recommendedOf({ recommended }: Awaited<ReturnType<typeof runBacktest>>): KeptBacktest['recommended'] {
  return recommended === 'archive-measures'
    ? 'archive-and-measures'
    : recommended === 'archive'
      ? recommended
      : 'chronological'
}
