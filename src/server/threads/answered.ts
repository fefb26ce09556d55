import * as comlink from 'comlink'
import { type ErrorRecord, toErrorRecord } from '../../core/index.ts'

/** What a thread says to a question. */
export type Answer = { readonly result: unknown } | { readonly error: ErrorRecord }

/**
 * What `work` gives as an answer of this thread, its `buffers` handed over and not copied. An error is an answer too: on
 * its way it would lose its class.
 */
export async function answered<T>(
  work: () => Promise<T>,
  buffers: (result: T) => readonly ArrayBuffer[] = () => [],
): Promise<Answer> {
  try {
    const result = await work()
    return comlink.transfer({ result }, [...buffers(result)])
  } catch (error) {
    return { error: toErrorRecord(error) }
  }
}
