import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import sharp from 'sharp'
import { createRandom } from '../../src/core/index.ts'
import { loadPhoto } from '../../src/image/index.ts'
import { headLayers, openBase, towerLayers, writeBase } from '../../src/model/index.ts'
import {
  buildPack,
  type PhotoHashes,
  type TaskVector,
  vectorLayers,
  writeVectorFile,
} from '../../src/task-vectors/index.ts'
import { checkpointGolden, toTensors } from './checkpoints.ts'
import { writeMiniBase } from './mini-database.ts'
import { miniHead, miniTaskVector, miniTower, randomTensors } from './mini-vectors.ts'

/** Paths of what `writeMiniWorld` made. */
export interface MiniWorld {
  readonly folder: string
  /** A data folder (PALATE_HOME) with the bases `mini`, `other` and `openclip` and the packs `mini`, `seen` and `unknown`. */
  readonly home: string
  /** 24 photos that do not look alike, darkest first, as images of a database folder. */
  readonly photos: readonly string[]
  /** Four raters rated the first half (`set` 0), four others the second (`set` 1). */
  readonly database: string
  /** One person's ratings of every third photo, brighter ones higher. */
  readonly ratings: string
  /** Task vectors of the pack `mini` as files. */
  readonly vectors: readonly string[]
}

/**
 * Everything a command needs, in miniature and in `folder`. The pack `mini` was trained on photos that are not here, `seen`
 * on the first half of these, and `unknown` does not say.
 */
export async function writeMiniWorld(folder: string): Promise<MiniWorld> {
  const home = join(folder, 'home')
  const database = join(folder, 'database')
  const photos = await writeDistinctPhotos(join(database, 'images'), 24)
  await writeFile(join(database, 'ratings.csv'), ratingsOfEight(photos))
  const ratings = join(folder, 'my.csv')
  const rated = photos.flatMap((path, at) => (at % 3 === 0 ? [`database/images/${basename(path)},${at}`] : []))
  await writeFile(ratings, ['image,score', ...rated].join('\n'))

  await writeMiniBase(home)
  await writeOtherBases(home)
  const base = await openBase('mini', { home })
  const commonHead = randomTensors(headLayers(miniHead), { seed: 5, scale: 0.3 })
  const tasks = ['beauty', 'valence', 'arousal'].map((name, index): TaskVector => ({
    ...miniTaskVector({ name, seed: 20 + index }),
    base,
    commonHead,
    vector: randomTensors(vectorLayers(miniTower, miniHead), { seed: 20 + index, scale: 0.2 }),
  }))
  const vectors: string[] = []
  for (const task of tasks) {
    const path = join(folder, `${task.database.name}.vector.safetensors`)
    await writeVectorFile(path, task)
    vectors.push(path)
  }
  const half = await Promise.all(photos.slice(0, 12).map(hashesOf))
  const packs = { mini: undefined, seen: half, unknown: null }
  for (const [name, trainedOn] of Object.entries(packs)) {
    await buildPack({
      name,
      out: join(home, 'packs', name),
      base,
      vectors: tasks.map((task) => (trainedOn === undefined ? task : { ...task, photos: trainedOn })),
      storage: { kind: 'f32' },
      limits: ['Made by test/support/mini-world.ts.'],
    })
  }
  return { folder, home, photos, database, ratings, vectors }
}

/** Coarse patches of random colours, so that perceptual hashes differ; each photo is brighter than the one before. */
async function writeDistinctPhotos(folder: string, count: number): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true })
  const random = createRandom('distinct photos')
  const paths: string[] = []
  for (let index = 0; index < count; index++) {
    const brightness = (index + 1) / count
    const patches = Uint8Array.from({ length: 9 * 8 * 3 }, () => 255 * brightness * (0.4 + 0.6 * random.uniform()))
    const path = join(folder, `${String(index).padStart(2, '0')}.png`)
    await sharp(patches, { raw: { width: 9, height: 8, channels: 3 } })
      .resize(36, 32, { kernel: 'nearest', fit: 'fill' })
      .png()
      .toFile(path)
    paths.push(path)
  }
  return paths
}

/** Brightness, and what each rater sees in a photo beside it, on 1 to 7. */
function ratingsOfEight(photos: readonly string[]): string {
  const random = createRandom('eight raters')
  const rows = Array.from({ length: 8 }, (_, rater) => Math.floor(rater / 4)).flatMap((set, rater) =>
    photos.slice(12 * set, 12 * set + 12).map((path, at) => {
      const score = Math.min(7, Math.max(1, Math.round(1 + at / 2 + 1.5 * random.normal())))
      return `r${rater},${basename(path)},${score},${set}`
    }),
  )
  return ['rater,image,score,set', ...rows].join('\n')
}

/** `other` is of the same architecture as `mini`; `openclip` is what the miniature checkpoints of test/oracle were tuned from. */
async function writeOtherBases(home: string): Promise<void> {
  const { openclip } = checkpointGolden()
  const bases = {
    other: { tower: miniTower, parameters: randomTensors(towerLayers(miniTower), { seed: 2, scale: 0.4 }) },
    openclip: { tower: openclip.tower, parameters: toTensors(openclip.layers) },
  }
  for (const [name, base] of Object.entries(bases)) {
    await writeBase(join(home, 'bases', name), {
      ...base,
      name,
      architecture: 'custom',
      source: 'made by test/support/mini-world.ts',
      preprocessing: { resize: 8, crop: 8, mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] },
    })
  }
}

async function hashesOf(path: string): Promise<PhotoHashes> {
  const { contentHash, perceptualHash } = await loadPhoto(path, { resize: 8, crop: 8 })
  return { contentHash, perceptualHash }
}
