import { PalateError } from '../../core/index.ts'

/** What some work gives, or why it could not be done: one file that cannot be written does not stop the others. */
export async function orReason<T extends object>(work: () => Promise<T>): Promise<T | { readonly reason: string }> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof PalateError) return { reason: error.message }
    throw error
  }
}
