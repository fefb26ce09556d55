import type { Estimate } from './intervals.ts'
import type { OrderName } from './orders.ts'
import type { LeftOutShoots } from './testable.ts'

/**
 * What a backtest found: text, numbers and nulls only, so that it is the same as JSON. Shares are from 0 to 1; times are
 * ISO 8601 by the camera's clock.
 */
export interface BacktestReport {
  readonly settings: BacktestSettings & { readonly seed: number | string }
  readonly verdict: 'helps' | 'no-help' | 'too-few'
  /** The order that palate offers after this. */
  readonly recommended: OrderName
  /** The order that the verdict is about, fixed before anything was computed. */
  readonly judged: OrderName
  /** The verdict first. */
  readonly sentences: readonly string[]
  /** In the order of `ORDERS`; none where there are too few shoots. */
  readonly orders: readonly OrderReport[]
  /** How much more the judged order shows than others. */
  readonly differences: readonly DifferenceReport[]
  readonly kinds: readonly KindReport[]
  /** Earliest first. */
  readonly blocks: readonly BlockReport[]
  readonly shoots: readonly ShootReport[]
  readonly leftOut: readonly LeftOutShoots[]
  /** Share of the frames that were seen that have measures. Below .9 measures and sharpness are left out. */
  readonly measured: number
}

export interface BacktestSettings {
  /** Later shoots that are tested, at most; default 12. */
  readonly shoots: number
  /** Parts of them by time, each learnt for anew; default 4. */
  readonly blocks: number
  /** The share of a shoot's frames that the verdict is about, above 0 and below 1; default .35. */
  readonly lookedAt: number
}

export interface OrderReport {
  readonly name: OrderName
  /** Keepers found in the first part of the frames, a point for each share of `LOOKED`. */
  readonly curve: readonly (Estimate & { readonly looked: number })[]
  /** Keepers found at `lookedAt`. */
  readonly recall: Estimate
  /** Under the curve: .5 by chance. */
  readonly area: Estimate
}

export interface DifferenceReport {
  readonly against: OrderName
  readonly recall: Estimate
  readonly area: Estimate
}

export interface KindReport {
  readonly kind: string
  readonly shoots: number
  /** None where there are too few to tell. */
  readonly orders: readonly OrderReport[]
}

export interface BlockReport {
  /** What was learnt from ended before this. */
  readonly before: string
  readonly shoots: number
  readonly trainingShoots: number
  readonly pairs: number
}

export interface ShootReport {
  readonly key: number
  readonly label: string
  readonly from: string
  /** Frames that were seen, and those of them that were kept. */
  readonly seen: number
  readonly kept: number
  readonly kinds: readonly string[]
  readonly orders: readonly { readonly name: OrderName; readonly recall: number; readonly area: number }[]
}
