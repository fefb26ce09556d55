import { cpus } from 'node:os'
import { createRandom, sizeOf } from '../core/index.ts'
import type { Engine } from '../graph/index.ts'
import { openNetwork } from '../model/index.ts'
import { pretrainedOf } from '../task-vectors/index.ts'
import type { OpenPack } from './packs-under-test.ts'

const BATCH = 8
const ROUNDS = 5

/**
 * Images a second of a pack's network, head included, from crops to scores (table 5): the median of five batches of eight,
 * after one that does not count. A merged network has the shapes of the base, so the base's own weights are run.
 */
export async function measureSpeed(
  { pack, base }: OpenPack,
  engine: Engine,
): Promise<{ readonly imagesPerSecond: number; readonly device: string }> {
  const { tower, head, preprocessing } = pack
  const random = createRandom('images a second')
  const crops = Array.from({ length: BATCH }, () =>
    Uint8Array.from({ length: sizeOf([preprocessing.crop, preprocessing.crop, 3]) }, () => random.integer(256)),
  )
  const network = await openNetwork(engine, { tower, head, preprocessing, batch: BATCH })
  try {
    await network.bind(pretrainedOf(pack, base))
    await network.run(crops)
    const seconds: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const started = performance.now()
      await network.run(crops)
      seconds.push((performance.now() - started) / 1000)
    }
    const median = seconds.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]!
    return { imagesPerSecond: BATCH / median, device: deviceName(engine) }
  } finally {
    await network.close()
  }
}

/** `cpu (2 x Intel Xeon)`; other devices have no names that we could ask for. */
function deviceName({ device }: Engine): string {
  const cores = cpus()
  return device === 'cpu' && cores.length > 0 ? `cpu (${cores.length} x ${cores[0]!.model.trim()})` : device
}
