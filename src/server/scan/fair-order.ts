import { createRandom } from '../../core/index.ts'

/** Photos that stay together: neighbours on disk are read faster one after another. */
const BLOCK = 8

/**
 * Paths in small blocks in random order: the first hundred that are read are a fair picture of the whole library, not of
 * its first folder. The same for the same paths and seed.
 */
export function fairOrder(paths: readonly string[], seed: number): readonly string[] {
  const blocks = Array.from({ length: Math.ceil(paths.length / BLOCK) }, (_, at) => at)
  return createRandom(`${seed}/order of scanning`)
    .shuffle(blocks)
    .flatMap((block) => paths.slice(block * BLOCK, (block + 1) * BLOCK))
}
