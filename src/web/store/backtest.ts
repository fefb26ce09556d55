import { signal } from '@preact/signals'
import { type BacktestState, backtestState } from '../../server/messages/index.ts'
import { post } from '../server.ts'

/** What the server last told of by itself: a backtest that began, went on, or ended. Null before, and after it was away. */
export const backtestTold = signal<BacktestState | null>(null)

/** Starts or stops the backtest of a person. @throws {ServerError} */
export async function askForBacktest(what: 'start' | 'stop', person: string): Promise<void> {
  const before = backtestTold.peek()
  const answer = await post(what === 'start' ? '/api/backtest' : '/api/backtest/stop', { person }, backtestState)
  // A small one may have ended by the time its beginning is answered.
  if (backtestTold.peek() === before) backtestTold.value = answer
}
