import { UsageError } from '../../core/index.ts'
import type { Prior } from './posterior.ts'
import type { TasteModel } from './taste-model.ts'

/** What a person changed in the pack's prior. */
export interface PriorEdits {
  /** How many times as certain as the pack says its prior is taken to be, above 0; default 1. Twice: deviations / sqrt(2). */
  readonly trust?: number
  /** By database: the weight of its score, and how far that may be off, whatever `trust` is; 0 fixes the weight. */
  readonly databases?: Readonly<Record<string, DatabaseEdit>>
}

export interface DatabaseEdit {
  readonly mean?: number
  /** At least 0. */
  readonly deviation?: number
}

/** The pack's prior with the edits. @throws {UsageError} for edits that cannot be meant. */
export function editedPrior(model: TasteModel, edits: PriorEdits): Prior {
  const { trust = 1, databases = {} } = edits
  if (!(trust > 0 && trust < Infinity))
    throw new UsageError(`the trust in a prior is a number above 0, not ${trust}; 1 leaves it as the pack says`)
  const mean = model.prior.mean.slice()
  const deviation = model.prior.deviation.map((value) => value / Math.sqrt(trust))
  for (const [name, edit] of Object.entries(databases)) {
    const at = model.databases.indexOf(name)
    if (at === -1) {
      throw new UsageError(
        `pack ${model.pack.name} has no database "${name.slice(0, 80)}"; it has ${model.databases.join(', ')}`,
      )
    }
    if (edit.mean !== undefined) mean[1 + at] = edit.mean
    if (edit.deviation !== undefined) deviation[1 + at] = edit.deviation
    if (!Number.isFinite(mean[1 + at]) || !(deviation[1 + at]! >= 0 && deviation[1 + at]! < Infinity)) {
      throw new UsageError(
        `database "${name}": the mean of a weight is a finite number and its deviation one of at least 0, ` +
          `not ${edit.mean} and ${edit.deviation}`,
      )
    }
  }
  return { mean, deviation }
}
