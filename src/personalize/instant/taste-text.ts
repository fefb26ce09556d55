import { FormatError, messageOf } from '../../core/index.ts'
import { formatTaste, recordOfFile } from './taste-format.ts'
import type { TasteModel } from './taste-model.ts'
import { type AnyTaste, recordOf, tasteOf } from './taste-record.ts'
import { tasteFileSchema } from './taste-schema.ts'

/** A taste as its file has it, for whoever keeps it elsewhere. */
export function tasteText(taste: AnyTaste): string {
  return formatTaste(recordOf(taste))
}

/**
 * The inverse of `tasteText`: learnt again from its ratings.
 * @throws {FormatError} for a text that is no taste, of another version or pack, or damaged.
 */
export function tasteFromText(text: string, model: TasteModel): AnyTaste {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new FormatError(`a taste that is not JSON: ${messageOf(error)}`, { cause: error })
  }
  const parsed = tasteFileSchema.safeParse(value)
  if (!parsed.success) throw new FormatError(`no taste that this palate reads: ${parsed.error.issues[0]?.message}`)
  return tasteOf(recordOfFile(parsed.data), model)
}
