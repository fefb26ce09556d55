// Two students of DINOv2-small after the same number of steps: one that starts from the teacher's first blocks, and a smaller one from random
// values. Prints the held-out correlation with the teacher's embedding as it grows.
//
//   npm run base && npm run build
//   node scripts/compare-students.js --data ../shared/data --work ~/palate-run [--steps 150]

import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createRandom, distil, openBase, openCropSource, openEngine, randomTower } from '../dist/index.js'
import * as palate from '../dist/index.js'
import { unlabelledPhotos } from '../packs/databases.js'

const { values: flags } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    work: { type: 'string' },
    steps: { type: 'string', default: '150' },
    seed: { type: 'string', default: '1' },
  },
})
if (flags.work === undefined) throw new Error('name a folder for checkpoints: --work DIR')
const teacher = await openBase('dinov2-small', { depth: 11, imageSize: 140 })
const photos = await openCropSource(await unlabelledPhotos({ palate, data: flags.data, excluded: new Set() }))
const small = { ...teacher.tower, width: 192, depth: 8, heads: 3, mlpWidth: 768 }
const students = {
  'eight blocks of the teacher': {
    student: { ...teacher.tower, depth: 8 },
    start: teacher.parameters,
    startRate: 3e-4,
  },
  'random values, 8 blocks 192 wide': {
    student: small,
    start: randomTower(small, createRandom(`${flags.seed}/student`)),
    startRate: 1e-3,
  },
}
console.log('| student | step | loss | held-out correlation | seconds a step |\n| --- | ---: | ---: | ---: | ---: |')
for (const [name, { student, start, startRate }] of Object.entries(students)) {
  const steps = Number(flags.steps)
  const started = performance.now()
  const { result } = await distil({
    engine: openEngine(),
    teacher,
    student,
    start,
    photos,
    settings: {
      steps,
      batch: 32,
      startRate,
      endRate: startRate / 20,
      weightDecay: 0.01,
      evaluateEvery: Math.max(1, Math.round(steps / 3)),
      patience: steps,
      warmup: 20,
    },
    work: join(flags.work, 'students'),
    seed: Number(flags.seed),
    now: Date.now,
  })
  const seconds = (performance.now() - started) / 1000 / steps
  for (const { step, loss, plcc } of result.curve)
    console.log(`| ${name} | ${step} | ${loss?.toFixed(3) ?? ''} | ${plcc.toFixed(3)} | ${seconds.toFixed(2)} |`)
}
