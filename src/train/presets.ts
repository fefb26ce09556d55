import { UsageError } from '../core/index.ts'

/** Settings of one part of phase 1. */
export interface PhaseSettings {
  readonly steps: number
  readonly batch: number
  readonly startRate: number
  readonly endRate: number
  readonly weightDecay: number
  /** Steps between two measurements on the validation photos. */
  readonly evaluateEvery: number
  /** Measurements without a better validation SROCC after which the phase ends early. */
  readonly patience: number
  /** Steps over which the learning rate rises to its schedule; default 0. */
  readonly warmup?: number
  /** Factor of a block's learning rate for each block above it; default 1. */
  readonly layerDecay?: number
  /** Factor of the head's learning rate while the backbone trains; default 1. */
  readonly headFactor?: number
}

/** Phase 1 (Sec. 3.1 and F): the head on frozen features, then backbone and head together. */
export interface TrainSettings {
  readonly preset: string
  readonly head: PhaseSettings
  /** How a common head is trained on several databases; default: as `head`. */
  readonly commonHead?: PhaseSettings
  readonly backbone: PhaseSettings
  readonly hidden: number
  readonly dropout: number
  readonly normalisation: 'none' | 'sum'
  /** Mirror photos at random while training. */
  readonly flips: boolean
}

const paperHead = {
  steps: 60_000,
  batch: 128,
  startRate: 1.5e-5,
  endRate: 1.5e-6,
  weightDecay: 0.01,
  evaluateEvery: 2000,
  patience: 30,
}
const quickHead = {
  steps: 100,
  batch: 64,
  startRate: 1e-3,
  endRate: 1e-4,
  weightDecay: 0.01,
  evaluateEvery: 25,
  patience: 4,
}
const paperBackbone = {
  steps: 5000,
  batch: 32,
  startRate: 1.5e-6,
  endRate: 1.5e-7,
  weightDecay: 0.01,
  evaluateEvery: 250,
  patience: 20,
}

/**
 * `paper`: Sec. D and F. `released-code`: the same schedule (its authors published no phase-1 script), with their
 * normalised outputs and random flips. `quick`: minutes a database for DINOv2-small on two cores; chosen on validation
 * photos. So few steps need care: with one rate for all layers and no warm-up, the first twenty undo what the head had
 * learnt, and a head trained until it fits leaves the backbone nothing but noise to follow.
 */
export const trainPresets = {
  paper: {
    preset: 'paper',
    head: paperHead,
    backbone: paperBackbone,
    hidden: 512,
    dropout: 0.5,
    normalisation: 'none',
    flips: false,
  },
  'released-code': {
    preset: 'released-code',
    head: paperHead,
    backbone: paperBackbone,
    hidden: 512,
    dropout: 0.5,
    normalisation: 'sum',
    flips: true,
  },
  quick: {
    preset: 'quick',
    head: quickHead,
    commonHead: { ...quickHead, steps: 600, evaluateEvery: 50, patience: 12 },
    backbone: {
      steps: 80,
      batch: 16,
      startRate: 1e-5,
      endRate: 1e-6,
      weightDecay: 0.01,
      evaluateEvery: 10,
      patience: 8,
      warmup: 10,
      layerDecay: 0.7,
      headFactor: 10,
    },
    hidden: 512,
    dropout: 0.5,
    normalisation: 'none',
    flips: true,
  },
} as const satisfies Record<string, TrainSettings>

export type TrainPreset = keyof typeof trainPresets

/** @throws {UsageError} for a name that is no preset. */
export function trainPreset(name: string): TrainSettings {
  if (!Object.hasOwn(trainPresets, name))
    throw new UsageError(`there is no training preset called ${name}; choose ${Object.keys(trainPresets).join(', ')}`)
  return trainPresets[name as TrainPreset]
}
