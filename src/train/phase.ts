import { CancelledError, type Job, PalateError } from '../core/index.ts'
import { createAdamW } from './adamw.ts'
import { type CurvePoint, type PhaseState, readCheckpointInto, writeCheckpoint } from './checkpoint.ts'
import type { PhaseSettings } from './presets.ts'
import { learningRate } from './schedule.ts'

/** How well predictions follow the scores of the validation photos. */
export interface Agreement {
  readonly srocc: number
  readonly plcc: number
}

export interface Phase extends Job {
  /** What stands beside the progress bar. */
  readonly label: string
  /** Updated in place, layer by layer. */
  readonly parameters: ReadonlyMap<string, Float32Array>
  readonly settings: PhaseSettings
  /** Factor of a layer's learning rate; default: 1 for all. */
  readonly rateFactor?: (layer: string) => number
  /** Loss and gradients of step `step` at the parameters as they are. Must depend on nothing else, so that a resumed phase gives the same result. */
  readonly gradientsAt: (
    step: number,
  ) => Promise<{ readonly loss: number; readonly gradients: readonly Float32Array[] }>
  readonly validate: () => Promise<Agreement>
  /** File in which the phase is kept. */
  readonly checkpoint: string
  /** Milliseconds; decides only how often a checkpoint is written. */
  readonly now: () => number
}

export interface PhaseResult {
  readonly curve: readonly CurvePoint[]
  /** The measurement whose parameters were kept. */
  readonly best: CurvePoint
}

const CHECKPOINT_INTERVAL = 45_000

/**
 * Trains by AdamW with a cosine schedule, keeps the parameters with the best validation SROCC, and ends early when
 * `patience` measurements brought none better. At the end `parameters` hold the best. Resumes from `checkpoint`.
 * @throws {CancelledError} when stopped; what was done is in the checkpoint.
 */
export async function runPhase(phase: Phase): Promise<PhaseResult> {
  const { settings, parameters, signal } = phase
  const names = [...parameters.keys()]
  const factors = names.map((name) => phase.rateFactor?.(name) ?? 1)
  const now = [...parameters.values()]
  const empty = (): Map<string, Float32Array> =>
    new Map(names.map((name, index) => [name, new Float32Array(now[index]!.length)]))
  const arrays = { now: parameters, best: empty(), first: empty(), second: empty() }
  const resumed = await readCheckpointInto(phase.checkpoint, arrays)
  if (resumed?.done === true) return { curve: resumed.curve, best: bestOf(resumed.curve) }

  const keepBest = (): void => names.forEach((name, index) => arrays.best.get(name)!.set(now[index]!))
  const curve = [...(resumed?.curve ?? [])]
  let { step, lossSum, lossCount } = resumed ?? { step: 0, lossSum: 0, lossCount: 0 }
  const optimiser = createAdamW(
    now.map((each) => each.length),
    settings,
    { first: [...arrays.first.values()], second: [...arrays.second.values()], step },
  )
  const state = (done: boolean): PhaseState => ({ step, done, lossSum, lossCount, curve })
  if (curve.length === 0) {
    curve.push({ step: 0, loss: null, ...(await phase.validate()) })
    keepBest()
  }

  let saved = phase.now()
  while (step < settings.steps && !isExhausted(curve, settings.patience)) {
    if (signal?.aborted === true) {
      await writeCheckpoint(phase.checkpoint, state(false), arrays)
      throw new CancelledError(
        `stopped ${phase.label} at step ${step} of ${settings.steps}; the same command goes on from there`,
      )
    }
    const { loss, gradients } = await phase.gradientsAt(step)
    if (!Number.isFinite(loss))
      throw new PalateError(`${phase.label}: the loss is ${loss} at step ${step}; try a lower learning rate`)
    const rate = learningRate({ start: settings.startRate, end: settings.endRate, steps: settings.steps }, step)
    const warmth = Math.min(1, (step + 1) / ((settings.warmup ?? 0) + 1))
    optimiser.stepInto(
      now,
      gradients,
      factors.map((factor) => rate * warmth * factor),
    )
    step++
    lossSum += loss
    lossCount++
    if (step % settings.evaluateEvery === 0 || step === settings.steps) {
      curve.push({ step, loss: lossSum / lossCount, ...(await phase.validate()) })
      lossSum = 0
      lossCount = 0
      if (bestOf(curve).step === step) keepBest()
    }
    phase.progress?.report({
      label: phase.label,
      done: step,
      total: settings.steps,
      note: `validation SROCC ${bestOf(curve).srocc.toFixed(3)}`,
    })
    if (phase.now() - saved > CHECKPOINT_INTERVAL) {
      await writeCheckpoint(phase.checkpoint, state(false), arrays)
      saved = phase.now()
    }
  }
  names.forEach((name, index) => now[index]!.set(arrays.best.get(name)!))
  await writeCheckpoint(phase.checkpoint, state(true), { now: parameters })
  return { curve, best: bestOf(curve) }
}

/** The earliest measurement with the highest SROCC; an undefined SROCC (constant predictions) counts as none. */
function bestOf(curve: readonly CurvePoint[]): CurvePoint {
  return curve.reduce((best, point) => (point.srocc > best.srocc ? point : best))
}

function isExhausted(curve: readonly CurvePoint[], patience: number): boolean {
  return curve.length - 1 - curve.indexOf(bestOf(curve)) >= patience
}
