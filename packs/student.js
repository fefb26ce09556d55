import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { unlabelledPhotos } from './databases.js'

/** Blocks of the teacher that the student starts from. */
const BLOCKS = 8

/** Chosen on held-out crops of sets 0 and 1, street views and BSDS500 (docs/results.md, "The starter's base"). */
const SETTINGS = {
  steps: 700,
  batch: 32,
  startRate: 3e-4,
  endRate: 1.5e-5,
  weightDecay: 0.01,
  evaluateEvery: 50,
  patience: 1000,
  warmup: 20,
}

/**
 * The starter's base: the first eight of DINOv2-small's blocks, taught to give what its eleventh gives, stored as int8. The
 * base *is* what the stored numbers say, so that vectors are differences to what users have.
 */
export async function distilStudent({
  palate,
  data,
  work,
  excluded,
  teacher,
  log,
  blocks = BLOCKS,
  settings = SETTINGS,
  ...job
}) {
  const folder = join(work, 'base')
  const stored = join(work, 'base.stored.safetensors')
  if (!existsSync(join(folder, 'base.json'))) {
    mkdirSync(folder, { recursive: true })
    const paths = await unlabelledPhotos({ palate, data, excluded })
    const student = { ...teacher.tower, depth: blocks }
    const photos = await palate.openCropSource(paths)
    const { parameters, result } = await palate.distil({
      ...job,
      teacher,
      student,
      start: teacher.parameters,
      photos,
      settings,
      work: join(work, 'training'),
    })
    for (const { step, loss, srocc, plcc } of result.curve)
      log(
        `distil step ${step}: loss ${loss?.toFixed(3) ?? '-'}, held-out correlation ${plcc.toFixed(3)}, by ranks ${srocc.toFixed(3)}`,
      )
    await palate.writeSafetensors(stored, palate.encodeVector(parameters, { kind: 'int8' }).tensors)
    await palate.writeBase(folder, {
      name: 'starter',
      architecture: 'custom',
      tower: student,
      preprocessing: teacher.preprocessing,
      source: 'eight blocks distilled from DINOv2-small (Meta AI, Apache-2.0) by packs/build.js',
      parameters: await palate.decodeStored(stored),
    })
  }
  return { base: await palate.openBase(folder), stored }
}
