import { CancelledError, PalateError } from '../core/index.ts'
import { createAdamW, learningRate } from '../train/index.ts'
import type { Batch, Batches } from './batches.ts'
import { adaptiveWeights } from './relevance.ts'
import type { PaperSettings } from './settings.ts'
import { requireSupport, type Support } from './support.ts'

/** Coefficients alpha of n task vectors in L layers: (layer, n) row-major, so that a layer's n stand together. */
export interface Coefficients {
  readonly layers: number
  readonly databases: number
  readonly data: Float32Array
}

/** Loss and gradient at given coefficients: through the merged network, or through its linearisation. */
export interface Objective {
  readonly layers: number
  readonly databases: number
  /** Layers whose coefficients stay as they are initialised: a frozen head's. */
  readonly frozen: ReadonlySet<number>
  at(coefficients: Float32Array, batch: Batch): Promise<{ readonly loss: number; readonly gradient: Float32Array }>
}

export interface TrainedCoefficients {
  readonly step: number
  readonly coefficients: Coefficients
}

export interface TrainCoefficientsOptions {
  readonly objective: Objective
  readonly support: Support
  /** Zero-shot SROCC of each database on the support set. */
  readonly relevance: readonly number[]
  readonly settings: PaperSettings
  readonly batches: Batches
  readonly signal?: AbortSignal
  /** Called after each step with its loss. */
  readonly onStep?: (step: number, loss: number) => void
}

/**
 * Trains the coefficients of one person and nothing else (Sec. 3.2): adaptive initialisation, then AdamW on the rank loss.
 * Without any pair to learn from (one photo, or all scores equal) the result is the initialisation at every step.
 * @returns the coefficients after each step of `settings.keep`, and after the last.
 * @throws {PalateError} for ratings or a loss that are no numbers. @throws {CancelledError} when stopped.
 */
export async function trainCoefficients(options: TrainCoefficientsOptions): Promise<readonly TrainedCoefficients[]> {
  const { objective, support, settings } = options
  requireSupport(support)
  const { layers, databases } = objective
  const weights = adaptiveWeights(options.relevance, settings.temperature)
  const coefficients = Float32Array.from({ length: layers * databases }, (_, index) => weights[index % databases]!)
  const agnostic = settings.coefficients === 'layer-agnostic'
  const trainable = Array.from({ length: layers }, (_, layer) => layer).filter((layer) => !objective.frozen.has(layer))
  const parameters = agnostic
    ? [Float32Array.from(weights)]
    : trainable.map((layer) => coefficients.subarray(layer * databases, (layer + 1) * databases))
  const optimiser = createAdamW(
    parameters.map((each) => each.length),
    { weightDecay: settings.weightDecay },
  )
  const kept: TrainedCoefficients[] = []
  const keep = (step: number): void =>
    void kept.push({ step, coefficients: { layers, databases, data: coefficients.slice() } })
  const wanted = new Set([...settings.keep.filter((step) => step < settings.steps), settings.steps])
  const learnable = new Set(support.scores).size > 1

  for (let step = 0; step < settings.steps; step++) {
    if (wanted.has(step)) keep(step)
    if (!learnable) continue
    if (options.signal?.aborted === true)
      throw new CancelledError(`stopped at training step ${step} of ${settings.steps}`)
    const { loss, gradient } = await objective.at(coefficients, options.batches(step))
    if (!Number.isFinite(loss)) throw new PalateError(`training of coefficients: the loss is ${loss} at step ${step}`)
    options.onStep?.(step, loss)
    const rate = learningRate({ start: settings.startRate, end: settings.endRate, steps: settings.steps }, step)
    if (agnostic) {
      optimiser.stepInto(parameters, [sumOverLayers(gradient, trainable, databases)], rate)
      for (const layer of trainable) coefficients.set(parameters[0]!, layer * databases)
    } else {
      optimiser.stepInto(
        parameters,
        trainable.map((layer) => gradient.subarray(layer * databases, (layer + 1) * databases)),
        rate,
      )
    }
  }
  keep(settings.steps)
  return kept
}

/** Places of the head's four layers, which come last, where the settings freeze them. */
export function frozenLayers(layers: number, settings: PaperSettings): ReadonlySet<number> {
  return new Set(settings.head === 'frozen' ? [layers - 4, layers - 3, layers - 2, layers - 1] : [])
}

function sumOverLayers(gradient: Float32Array, layers: readonly number[], databases: number): Float32Array {
  const total = new Float32Array(databases)
  for (const layer of layers)
    for (let database = 0; database < databases; database++) total[database]! += gradient[layer * databases + database]!
  return total
}
