import { UsageError } from '../core/index.ts'
import type { Absent, Variant } from './measurements.ts'

/** How the paper's evaluation is run; the defaults are the paper's (Sec. 4.4 and F). */
export interface ReproduceSettings {
  /** The paper to the letter, or what the authors' program does instead. */
  readonly preset: 'paper' | 'released-code'
  /** On tangent rows instead of through the network: fast, and not the paper's method. */
  readonly linear: boolean
  readonly trials: number
  readonly shots: readonly number[]
  readonly steps: number
  /** Judge only so many raters of each database, picked by the seed. */
  readonly maxRaters?: number
  readonly seed: number
  /** Leave photos out that a vector was trained on, instead of refusing to judge. */
  readonly excludeSeen: boolean
}

export const paperProtocol: ReproduceSettings = {
  preset: 'paper',
  linear: false,
  trials: 10,
  shots: [10, 100],
  steps: 500,
  seed: 0,
  excludeSeen: false,
}

/** @throws {UsageError} for settings that cannot be meant together. */
export function requireSettings({ preset, linear, shots }: ReproduceSettings): void {
  if (linear && preset !== 'paper') {
    throw new UsageError('only the paper preset is there linearised; leave --linear or --preset released-code out')
  }
  if (shots.some((k) => k < 2))
    throw new UsageError(`an order is learnt from two photos on; got ${shots.join(', ')} shots`)
}

const suffixes: Readonly<Record<Exclude<Variant, 'best-fit-ft'>, string>> = {
  ours: '',
  'uniform-init': '-uniform-init',
  'best-fit-init': '-best-fit-init',
  mse: '-mse',
  'layer-agnostic': '-layer-agnostic',
}

/**
 * Name of the method that stands for a variant: `paper-mse`, `paper-linear-mse`. Best-fit FT trains the whole network in
 * every preset, as neither tangent rows nor the released code know it.
 */
export function methodOf(variant: Variant, { preset, linear }: ReproduceSettings): string | Absent {
  if (variant === 'best-fit-ft') return 'best-fit-ft'
  if (preset === 'released-code') {
    return variant === 'ours' ? 'released-code' : { absent: 'not in the preset released-code' }
  }
  return `${linear ? 'paper-linear' : 'paper'}${suffixes[variant]}`
}

/** What stands on every table and page: how the settings differ from the paper's. Empty where they do not. */
export function settingsNotes(settings: ReproduceSettings): readonly string[] {
  const { preset, linear, trials, shots, steps, maxRaters } = settings
  const paper = paperProtocol
  const odd = [
    ...(trials === paper.trials ? [] : [`${trials} trial${trials === 1 ? '' : 's'} instead of ${paper.trials}`]),
    ...(sameNumbers(shots, paper.shots)
      ? []
      : [`${shots.join(' and ')} shots instead of ${paper.shots.join(' and ')}`]),
    ...(steps === paper.steps ? [] : [`${steps} training steps instead of ${paper.steps}`]),
    ...(maxRaters === undefined ? [] : [`at most ${maxRaters} raters of each database`]),
  ]
  return [
    ...(linear ? ["linearised, not the paper's method (Best-fit FT alone trains the network itself)"] : []),
    ...(preset === 'released-code'
      ? ["preset released-code: what the authors' program does, not what the paper says"]
      : []),
    ...(odd.length > 0 ? [`not the paper's protocol: ${odd.join(', ')}`] : []),
  ]
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value) => b.includes(value))
}
