import { createRandom } from '../core/index.ts'
import { dropoutMask } from '../train/index.ts'
import type { PaperSettings } from './settings.ts'
import type { Support } from './support.ts'

/** What one step of a person's training sees. */
export interface Batch {
  /** Positions in the support set. */
  readonly positions: readonly number[]
  /** For each of them, whether the photo is mirrored. */
  readonly flips: readonly boolean[]
  /** Multiplies the head's hidden units, (position, hidden) row-major; undefined where none is dropped. */
  readonly dropout: Float32Array | undefined
}

/** The batch of a step, counted from 0. All that is random in a person's training. */
export type Batches = (step: number) => Batch

/**
 * All photos where the support set is no larger than a batch (in random order where pairs depend on it), else a random
 * draw without replacement; mirrored and dropped as the settings say. A function of seed and step alone.
 * @param options.hidden width of the head's hidden layer
 */
export function randomBatches(
  support: Support,
  options: { readonly settings: PaperSettings; readonly hidden: number; readonly seed: string },
): Batches {
  const { settings, hidden, seed } = options
  const all = support.photos.map((_, position) => position)
  const size = Math.min(settings.batch, all.length)
  const whole = size === all.length && settings.pairing === 'all'
  return (step) => {
    const flip = createRandom(`${seed}/flip ${step}`)
    return {
      positions: whole ? all : createRandom(`${seed}/step ${step}`).sample(all, size),
      flips: Array.from({ length: size }, () => settings.flips && flip.uniform() < 0.5),
      dropout:
        settings.dropout > 0
          ? dropoutMask(size * hidden, { p: settings.dropout, seed: `${seed}/dropout ${step}` })
          : undefined,
    }
  }
}
