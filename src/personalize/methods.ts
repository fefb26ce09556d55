import { UsageError } from '../core/index.ts'
import { type EmbeddedPhotos, embeddingMethod } from './base-embedding.ts'
import type { Bed } from './bed.ts'
import { bestFitMethod, bestFitSettings } from './best-fit.ts'
import { bestSingleMethod, ensembleMethod, sroccError, zeroShotMethod } from './ensemble.ts'
import { instantExactMethod, instantFlatMethod, instantMethod, plainMethod, priorMethod } from './instant-method.ts'
import { mergeMethod } from './merges.ts'
import type { Method } from './method.ts'
import { nearestScores } from './nearest.ts'
import { linearMethod, paperMethod } from './paper.ts'
import { residualRidgeMethod, ridgeMethod } from './ridge-methods.ts'
import { type PaperSettings, paperPresets } from './settings.ts'
import { requireSupport } from './support.ts'
import { svrScores } from './svr.ts'

export interface MethodOptions {
  /** Training steps, of methods that train; default the paper's 500. */
  readonly steps?: number
  /** Steps after which a result is reported too. */
  readonly keep?: readonly number[]
}

const variants: Readonly<Record<string, Partial<PaperSettings>>> = {
  '': {},
  '-uniform-init': { temperature: Infinity },
  '-best-fit-init': { temperature: 0 },
  '-mse': { loss: 'mse' },
  '-layer-agnostic': { coefficients: 'layer-agnostic' },
}

type Maker = (bed: Bed, options: MethodOptions) => Method

/** What a user would try first, on any embedding of the photos. */
export const embeddingMethods = {
  ridge: ridgeMethod,
  svr: (of) => embeddingMethod(of, 'svr', (table, rated) => svrScores(table, rated).scores),
  nearest: (of) => embeddingMethod(of, 'nearest', (table, rated) => nearestScores(table, rated).scores),
} as const satisfies Record<string, (of: EmbeddedPhotos) => Method>

/** Every method by its name. `paper` and its variants train through the network, `paper-linear` and its variants on tangent rows. */
const makers: Readonly<Record<string, Maker>> = {
  'zero-shot': zeroShotMethod,
  'best-single': bestSingleMethod,
  'ensemble-uniform': (bed) => ensembleMethod(bed, { name: 'ensemble-uniform', temperature: Infinity }),
  'ensemble-softmax': (bed) => ensembleMethod(bed, { name: 'ensemble-softmax', temperature: 1 }),
  ensemble: (bed) => ensembleMethod(bed, { name: 'ensemble', temperature: sroccError }),
  prior: priorMethod,
  instant: instantMethod,
  'instant-exact': instantExactMethod,
  'instant-flat': instantFlatMethod,
  'instant-plain': plainMethod,
  ...embeddingMethods,
  'residual-ridge': residualRidgeMethod,
  'uniform-merge': (bed) => mergeMethod(bed, { name: 'uniform-merge', temperature: Infinity }),
  'adaptive-merge': (bed) => mergeMethod(bed, { name: 'adaptive-merge', temperature: 1 }),
  'best-fit-ft': (bed, options) => bestFitMethod(bed, { settings: withOptions(bestFitSettings, options) }),
  'released-code': (bed, options) =>
    paperMethod(bed, { name: 'released-code', settings: withOptions(paperPresets['released-code'], options) }),
  ...Object.fromEntries(
    Object.entries(variants).flatMap(([suffix, changes]): [string, Maker][] => {
      const settings = { ...paperPresets.paper, ...changes }
      return [
        [
          `paper${suffix}`,
          (bed, options) => paperMethod(bed, { name: `paper${suffix}`, settings: withOptions(settings, options) }),
        ],
        [
          `paper-linear${suffix}`,
          (bed, options) =>
            linearMethod(bed, { name: `paper-linear${suffix}`, settings: withOptions(settings, options) }),
        ],
      ]
    }),
  ),
}

export const methodNames: readonly string[] = Object.keys(makers)

/**
 * A method on a bed. It refuses ratings that are no numbers, even where it does not look at them.
 * @throws {UsageError} for a name that is no method; it lists those that are. Also for steps to keep that are not trained.
 */
export function createMethod(name: string, bed: Bed, options: MethodOptions = {}): Method {
  const maker = Object.hasOwn(makers, name) ? makers[name] : undefined
  if (maker === undefined) throw new UsageError(`there is no method called ${name}; choose ${methodNames.join(', ')}`)
  const method = maker(bed, options)
  return {
    name,
    async learn(support, context) {
      requireSupport(support)
      return method.learn(support, context)
    },
  }
}

function withOptions(settings: PaperSettings, options: MethodOptions): PaperSettings {
  const { steps = settings.steps, keep = settings.keep } = options
  const beyond = keep.find((step) => !Number.isInteger(step) || step < 0 || step > steps)
  if (beyond !== undefined)
    throw new UsageError(`a result after ${beyond} training steps was asked for, but steps go from 0 to ${steps}`)
  return { ...settings, steps, keep }
}
