import { createRandom } from '../../core/index.ts'
import { quantile } from '../../evaluate/index.ts'
import { expandedTail, Z } from './expanded-tail.ts'
import { FIGURES, isShareOfKeepers, meanFigures } from './figures.ts'
import type { OrderName, ShownByOrders } from './orders.ts'

/** A mean over shoots with a 95 % interval from a bootstrap over these shoots. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** What orders showed of some shoots, and what the same orders show when the shoots are drawn anew with replacement. */
export interface Resampled {
  readonly shoots: number
  /** Frames that were kept in all of them. */
  readonly keepers: number
  /** (figure) of each order: means over the shoots, each shoot as much as any other. */
  readonly means: ReadonlyMap<OrderName, Float64Array>
  /** (figure, replicate) of each order, the same draw for all orders: their differences are paired. */
  readonly replicates: ReadonlyMap<OrderName, Float64Array>
}

const REPLICATES = 2000

/** There must be a shoot; only orders that all shoots have are told. */
export function resample(
  shown: readonly ShownByOrders[],
  { seed, keepers }: { readonly seed: string; readonly keepers: number },
): Resampled {
  const random = createRandom(seed)
  const shoots = shown.length
  const draws = Uint32Array.from({ length: REPLICATES * shoots }, () => random.integer(shoots)) // (replicate, draw)
  const names = [...shown[0]!.keys()].filter((name) => shown.every((each) => each.has(name)))
  const rowsOf = (name: OrderName): Float64Array[] => shown.map((each) => each.get(name)!)
  const means = new Map(names.map((name) => [name, meanFigures(rowsOf(name))]))
  const replicates = new Map(names.map((name) => [name, drawnMeans(rowsOf(name), draws)]))
  return { shoots, keepers, means, replicates }
}

/** (figure, replicate): means of the rows that were drawn. */
function drawnMeans(rows: readonly Float64Array[], draws: Uint32Array): Float64Array {
  const shoots = rows.length
  const result = new Float64Array(FIGURES * REPLICATES)
  for (let figure = 0; figure < FIGURES; figure++) {
    const values = Float64Array.from(rows, (row) => row[figure]!)
    for (let replicate = 0, at = 0; replicate < REPLICATES; replicate++) {
      let sum = 0
      for (const end = at + shoots; at < end; at++) sum += values[draws[at]!]!
      result[figure * REPLICATES + replicate] = sum / shoots
    }
  }
  return result
}

/**
 * A figure of an order. The interval of a share of keepers is never narrower than one of that many keepers by themselves
 * (Wilson 1927): where an order found all keepers of all shoots, drawing these shoots anew knows of nothing else.
 */
export function estimate({ shoots, keepers, means, replicates }: Resampled, name: OrderName, figure: number): Estimate {
  const value = means.get(name)![figure]!
  const { low, high } = middle(columnOf(replicates.get(name)!, figure), shoots)
  if (!isShareOfKeepers(figure)) return { value, low, high }
  const alone = wilson(value, keepers)
  return { value, low: Math.min(low, alone.low), high: Math.max(high, alone.high) }
}

/** How much more one order shows than another does on the same shoots. */
export function difference(
  { shoots, means, replicates }: Resampled,
  { of, less, figure }: { readonly of: OrderName; readonly less: OrderName; readonly figure: number },
): Estimate {
  const a = columnOf(replicates.get(of)!, figure)
  const b = columnOf(replicates.get(less)!, figure)
  const value = means.get(of)![figure]! - means.get(less)![figure]!
  return {
    value,
    ...middle(
      a.map((each, at) => each - b[at]!),
      shoots,
    ),
  }
}

function columnOf(replicates: Float64Array, figure: number): Float64Array {
  return replicates.slice(figure * REPLICATES, (figure + 1) * REPLICATES)
}

function middle(values: Float64Array, shoots: number): { readonly low: number; readonly high: number } {
  const sorted = values.sort()
  const tail = expandedTail(shoots)
  return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) }
}

/** 95 % interval of a share of `count` things. */
function wilson(share: number, count: number): { readonly low: number; readonly high: number } {
  const squared = Z * Z
  const middleOf = share + squared / (2 * count)
  const half = Z * Math.sqrt((share * (1 - share)) / count + squared / (4 * count * count))
  const scale = 1 + squared / count
  return { low: Math.max(0, (middleOf - half) / scale), high: Math.min(1, (middleOf + half) / scale) }
}
