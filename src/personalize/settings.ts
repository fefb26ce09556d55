import type { LossName, Pairing } from './losses.ts'

/** How coefficients are trained for one person (Sec. 3.2, 3.3 and F). */
export interface PaperSettings {
  /** Temperature of the adaptive initialisation (Eq. 6): Infinity uniform, 0 best-fit. */
  readonly temperature: number
  readonly loss: LossName
  /** One coefficient a layer and database, or one a database (Sec. B). */
  readonly coefficients: 'layer-wise' | 'layer-agnostic'
  readonly pairing: Pairing
  /** Whether the head's layers have coefficients of their own, or stay at their merged initial value. */
  readonly head: 'frozen' | 'trained'
  readonly steps: number
  readonly batch: number
  readonly startRate: number
  readonly endRate: number
  readonly weightDecay: number
  /** Probability with which hidden units of the head are dropped while coefficients train. */
  readonly dropout: number
  /** Mirror photos at random, in training and in testing. */
  readonly flips: boolean
  /** Steps after which a result is kept; the last is always kept. */
  readonly keep: readonly number[]
}

const paper: PaperSettings = {
  temperature: 1,
  loss: 'bradley-terry',
  coefficients: 'layer-wise',
  pairing: 'all',
  head: 'frozen',
  steps: 500,
  batch: 32,
  startRate: 1e-2,
  endRate: 1e-3,
  // The paper names AdamW and no decay: PyTorch's default, which the released code states.
  weightDecay: 0.01,
  dropout: 0,
  flips: false,
  keep: [],
}

/** `paper` to the letter, and what the authors' program does instead (REFERENCE: T = .1, constant rate, dropout, halves, flips, head trained). */
export const paperPresets = {
  paper,
  'released-code': {
    ...paper,
    temperature: 0.1,
    pairing: 'halves',
    head: 'trained',
    endRate: 1e-2,
    dropout: 0.5,
    flips: true,
  },
} as const satisfies Record<string, PaperSettings>
