import { ShapeError } from '../core/index.ts'
import {
  type Evidence,
  fitPosterior,
  type LikelihoodSettings,
  type Posterior,
  type Prior,
  type Rows,
} from '../personalize/index.ts'
import type { Groups } from './groups.ts'
import { centredInSeries, inSpreads, type MeasureName, type MeasureTable, spreadOf } from './measure-table.ts'
import type { PastPair } from './past-pairs.ts'

/** A taste learnt from an archive, with what its measures weigh between frames of one series. */
export interface PastModel {
  /** Over p weights of the taste, then one for each measure. */
  readonly posterior: Posterior
  /** p */
  readonly width: number
  readonly measures: readonly MeasureName[]
  /** (measure): what one unit of its column is, a standard deviation within the series learnt from. */
  readonly scale: Float64Array
}

/**
 * Deviation of a measure's weight before anything was learnt. A difference of one standard deviation within a series then
 * changes the odds of two frames by a factor of e, as an ordinary weight might: the evidence says which do, and which way.
 */
const MEASURE_DEVIATION = 1

export interface LearnPastOptions {
  /** Of p weights. */
  readonly prior: Prior
  readonly settings: LikelihoodSettings
  /** (photo, p) */
  readonly rows: Rows
  readonly pairs: readonly PastPair[]
  readonly series: Groups
  readonly measures?: MeasureTable
}

/**
 * The posterior of a taste from pairs of an archive. A measure is a column beside the p of the taste: its value less the
 * mean of the frame's series, so that it says nothing between series and all frames of their own have 0. Sharpness does
 * not make a better picture; of two of the same it may be the better one, and by how much, the pairs say.
 * @throws {ShapeError} where the measures are of other photos than the rows.
 */
export function learnPast({ prior, settings, rows, pairs, series, measures }: LearnPastOptions): PastModel {
  const names = measures?.names ?? []
  const places = photosIn(pairs)
  const centred = measures && centredInSeries(requireOf(rows, measures), series)
  const scale = centred === undefined ? new Float64Array(0) : spreadOf(centred, places, names)
  const at = new Map(Array.from(places, (place, index) => [place, index]))
  const posterior = fitPosterior({
    prior: {
      mean: Float64Array.from([...prior.mean, ...names.map(() => 0)]),
      deviation: Float64Array.from([...prior.deviation, ...names.map(() => MEASURE_DEVIATION)]),
    },
    rows: withMeasures(rows, places, { centred, scale }),
    evidence: pairs.map(({ better, worse }): Evidence => ({
      kind: 'duel',
      left: at.get(better)!,
      right: at.get(worse)!,
      winner: 'left',
    })),
    settings,
  })
  return { posterior, width: rows.width, measures: names, scale }
}

export interface ScorePastOptions {
  /** (photo, p) */
  readonly rows: Rows
  readonly series: Groups
  /** Of the names that the model has. Without them the taste alone scores. */
  readonly measures?: MeasureTable
}

/** (photo): latent scores; only their order means something. @throws {ShapeError} as `learnPast`. */
export function scorePast(model: PastModel, { rows, series, measures }: ScorePastOptions): Float64Array {
  const { posterior, width, scale } = model
  if (rows.width !== width) throw new ShapeError(`archive: rows of ${rows.width} numbers, expected ${width}`)
  const scores = new Float64Array(rows.count)
  for (let photo = 0; photo < rows.count; photo++)
    for (let column = 0; column < width; column++)
      scores[photo]! += posterior.weights[column]! * rows.data[photo * width + column]!
  if (measures === undefined) return scores
  if (measures.names.join() !== model.measures.join())
    throw new ShapeError(`archive: measures ${measures.names.join(', ')}, expected ${model.measures.join(', ')}`)
  const centred = centredInSeries(requireOf(rows, measures), series)
  for (let photo = 0; photo < rows.count; photo++)
    for (let measure = 0; measure < scale.length; measure++)
      scores[photo]! +=
        posterior.weights[width + measure]! * inSpreads(centred[photo * scale.length + measure]!, scale[measure]!)
  return scores
}

function photosIn(pairs: readonly PastPair[]): Int32Array {
  return Int32Array.from(new Set(pairs.flatMap(({ better, worse }) => [better, worse]))).sort()
}

function requireOf(rows: Rows, measures: MeasureTable): MeasureTable {
  const expected = rows.count * measures.names.length
  if (measures.values.length === expected) return measures
  throw new ShapeError(`archive: expected ${expected} measures of ${rows.count} photos, got ${measures.values.length}`)
}

/** (place, p + measures): the rows of some photos with their measures in units of `scale`. */
function withMeasures(
  { data, width }: Rows,
  places: Int32Array,
  { centred, scale }: { readonly centred: Float64Array | undefined; readonly scale: Float64Array },
): Rows {
  const wide = width + scale.length
  const result = new Float64Array(places.length * wide)
  places.forEach((place, row) => {
    result.set(data.subarray(place * width, (place + 1) * width), row * wide)
    for (let measure = 0; measure < scale.length; measure++)
      result[row * wide + width + measure] = inSpreads(centred![place * scale.length + measure]!, scale[measure]!)
  })
  return { count: places.length, width: wide, data: result }
}
