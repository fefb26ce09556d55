import { createRandom } from '../core/index.ts'

/** Positions of a database that are trained on, and those that only measure. */
export interface Split {
  readonly train: readonly number[]
  readonly validation: readonly number[]
}

/** A random share of the photos is held out for validation: early stopping looks at nothing else. */
export function splitPhotos(count: number, options: { readonly share: number; readonly seed: number }): Split {
  const order = createRandom(`${options.seed}/split`).shuffle(Array.from({ length: count }, (_, position) => position))
  const held = Math.max(2, Math.round(count * options.share))
  return { validation: order.slice(0, held), train: order.slice(held) }
}

/**
 * The batch of a step: every epoch goes through all photos once in its own random order, and a batch may reach into the
 * next epoch. A function of seed and step alone, so that a resumed run sees the same batches.
 */
export function batchAt(
  items: readonly number[],
  options: { readonly size: number; readonly step: number; readonly seed: string },
): number[] {
  const { size, step, seed } = options
  const batch: number[] = []
  let epoch = -1
  let order: readonly number[] = []
  for (let at = step * size; at < (step + 1) * size; at++) {
    const wanted = Math.floor(at / items.length)
    if (wanted !== epoch) {
      epoch = wanted
      order = createRandom(`${seed}/epoch ${epoch}`).shuffle(items)
    }
    batch.push(order[at % items.length]!)
  }
  return batch
}

/** Dropout mask: 0 with probability `p`, else 1 / (1 - p), so that the mean stays. (count) numbers. */
export function dropoutMask(count: number, options: { readonly p: number; readonly seed: string }): Float32Array {
  const random = createRandom(options.seed)
  const kept = 1 / (1 - options.p)
  return Float32Array.from({ length: count }, () => (random.uniform() < options.p ? 0 : kept))
}
