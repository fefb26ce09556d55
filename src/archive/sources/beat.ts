import { setImmediate } from 'node:timers/promises'
import { CancelledError, type Job } from '../../core/index.ts'

/** Items of a loop between two looks at the rest of the world. */
const EVERY = 256

/**
 * To be called for each item of a loop that waits for nothing: now and then it lets others have their turn, and looks at
 * the signal. @throws {CancelledError} when stopped.
 */
export function beatOf({ signal }: Pick<Job, 'signal'>): () => Promise<void> | undefined {
  let items = 0
  return () => (++items % EVERY === 0 ? turn(signal) : undefined)
}

async function turn(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate()
  if (signal?.aborted === true) throw new CancelledError('stopped; nothing was taken over')
}
