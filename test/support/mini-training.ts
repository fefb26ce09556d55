import { join } from 'node:path'
import { openDatabase } from '../../src/databases/index.ts'
import { openEngine } from '../../src/graph/index.ts'
import { openBase } from '../../src/model/index.ts'
import { headConfig, randomHead, type TrainSettings, type TrainVectorOptions } from '../../src/train/index.ts'
import { miniDatabase, writeMiniBase } from './mini-database.ts'

/** A few dozen steps of each phase: enough for the miniature tower to see brightness. */
export const miniSettings: TrainSettings = {
  preset: 'mini',
  hidden: 12,
  dropout: 0.2,
  normalisation: 'none',
  flips: true,
  head: {
    steps: 30,
    batch: 16,
    startRate: 1e-2,
    endRate: 1e-3,
    weightDecay: 0.01,
    evaluateEvery: 10,
    patience: 9,
  },
  backbone: {
    steps: 24,
    batch: 8,
    startRate: 5e-3,
    endRate: 5e-4,
    weightDecay: 0.01,
    evaluateEvery: 8,
    patience: 9,
  },
}

/** Writes the miniature base and a database of 60 photos into `folder`. */
export async function writeMiniTraining(folder: string): Promise<void> {
  await writeMiniBase(join(folder, 'home'))
  await miniDatabase(join(folder, 'brightness'), { count: 60, tint: 0.5 })
}

/** Phase 1 on what `writeMiniTraining` wrote. */
export async function miniTraining(
  folder: string,
  options: { readonly work: string; readonly seed?: number },
): Promise<TrainVectorOptions> {
  const { work, seed = 1 } = options
  const base = await openBase('mini', { home: join(folder, 'home') })
  return {
    base,
    database: await openDatabase(join(folder, 'brightness')),
    name: 'brightness',
    engine: openEngine({ threads: 1 }),
    settings: miniSettings,
    commonHead: randomHead(headConfig(base, miniSettings, 'ten'), 1),
    out: join(work, 'vector.safetensors'),
    work,
    seed,
    now: () => 0,
  }
}
