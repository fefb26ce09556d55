import type { PhotoMeasures } from '../image/index.ts'
import type { Groups } from './groups.ts'

export type MeasureName = keyof PhotoMeasures

/**
 * Measures of which more is plainly better or worse, so that a weight can say how much. Exposure and tilt count by how far
 * they are from even: both sides are as bad.
 */
export const MEASURE_NAMES: readonly MeasureName[] = [
  'focus',
  'subjectFocus',
  'motionBlur',
  'exposure',
  'clippedDark',
  'clippedLight',
  'noise',
  'tilt',
]

/** Measures of the photos of a library. */
export interface MeasureTable {
  readonly names: readonly MeasureName[]
  /** (photo, measure): NaN where unknown. */
  readonly values: Float64Array
}

/** The measures of these photos as a taste learns from them: exposure and tilt without their sign. */
export function measureTable(ids: Int32Array, measured: ReadonlyMap<number, PhotoMeasures>): MeasureTable {
  const width = MEASURE_NAMES.length
  const values = new Float64Array(ids.length * width).fill(NaN)
  ids.forEach((id, photo) => {
    const of = measured.get(id)
    if (of === undefined) return
    MEASURE_NAMES.forEach((name, at) => {
      const value = of[name] ?? NaN
      values[photo * width + at] = name === 'exposure' || name === 'tilt' ? Math.abs(value) : value
    })
  })
  return { names: MEASURE_NAMES, values }
}

/**
 * (photo, measure): each value less the mean of the known ones of its series. 0 for a frame of its own, and where the
 * value is not known.
 */
export function centredInSeries({ names, values }: MeasureTable, { starts, members }: Groups): Float64Array {
  const width = names.length
  const centred = new Float64Array(values.length)
  for (let group = 0; group + 1 < starts.length; group++) {
    const frames = members.subarray(starts[group], starts[group + 1])
    if (frames.length < 2) continue
    for (let measure = 0; measure < width; measure++) {
      let sum = 0
      let known = 0
      for (const photo of frames) {
        const value = values[photo * width + measure]!
        if (Number.isNaN(value)) continue
        sum += value
        known++
      }
      for (const photo of frames) {
        const value = values[photo * width + measure]!
        if (!Number.isNaN(value)) centred[photo * width + measure] = value - sum / known
      }
    }
  }
  return centred
}

/** Spreads below these are of rounding and chance: no difference that anybody could see. */
const LEAST_SPREAD: Readonly<Record<MeasureName, number>> = {
  focus: 0.05,
  subjectFocus: 0.05,
  motionBlur: 0.01,
  exposure: 0.02,
  clippedDark: 0.005,
  clippedLight: 0.005,
  noise: 0.05,
  tilt: 0.1,
}

/** In standard deviations. Shares of clipped pixels have long tails: one sunlit series is not to outweigh every taste. */
const MOST_DEVIATIONS = 4

/** A centred measure in units of its spread, within four of them. */
export function inSpreads(centred: number, spread: number): number {
  return Math.max(-MOST_DEVIATIONS, Math.min(MOST_DEVIATIONS, centred / spread))
}

/** (measure): standard deviation within series over some photos, those that stand alone left out. */
export function spreadOf(centred: Float64Array, places: Int32Array, names: readonly MeasureName[]): Float64Array {
  const width = names.length
  return Float64Array.from(names, (name, measure) => {
    let sum = 0
    let count = 0
    for (const place of places) {
      const value = centred[place * width + measure]!
      if (value === 0) continue
      sum += value * value
      count++
    }
    return Math.max(LEAST_SPREAD[name], count === 0 ? 0 : Math.sqrt(sum / count))
  })
}
