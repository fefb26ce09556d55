// Trains one task vector on a folder of scored photos: images/ beside ratings.csv (docs/formats.md). `npm run build` and
// `npm run base` come first, then
//
//     node examples/train-vector.js DATABASE beauty.vector.safetensors
//
// Minutes for some hundred photos. Stopped and started again it goes on from its last checkpoint. Vectors that are to share a
// pack need the same common head, which here follows from the seed; `palate pack build` puts them together.

import { basename, join, resolve } from 'node:path'
import {
  headConfig,
  openBase,
  openDatabase,
  openEngine,
  palateHome,
  randomHead,
  trainPreset,
  trainVector,
} from 'palate'

const [folder, out] = process.argv.slice(2)
if (folder === undefined || out === undefined) throw new Error('usage: node examples/train-vector.js DATABASE OUT')

const seed = 0
const settings = trainPreset('quick')
const database = await openDatabase(folder)
const base = await openBase('dinov2-small')
const engine = openEngine()

const report = await trainVector({
  database,
  name: basename(resolve(folder)),
  base,
  engine,
  settings,
  commonHead: randomHead(headConfig(base, settings, 'ten'), seed),
  out,
  work: join(palateHome(), 'work'),
  seed,
  now: Date.now,
  progress: { report: ({ label, done, total }) => console.error(`${label}: ${done} of ${total}`) },
})

const [frozen] = report.backbone.curve
console.log(`validation SROCC ${frozen.srocc.toFixed(3)} frozen, ${report.backbone.best.srocc.toFixed(3)} fine-tuned`)
console.log(`task vector in ${report.vector}, its curves in ${report.picture}`)
await engine.close()
