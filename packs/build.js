// The real run, kept: six task vectors on DINOv2-small, a pack of them, and what storing it small costs.
//
//   npm run base && npm run build
//   node scripts/real-run.js --data ../shared/data --work ~/palate-run
//
// About half an hour on two quiet cores. Stop it with Ctrl-C or kill it: the same command goes on from there.
// OASIS set 2, photos and raters, stays out of everything here; it is what `palate evaluate` judges on.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import {
  buildPack,
  openBase,
  openDatabase,
  openEngine,
  trainCommonHead,
  trainPreset,
  trainVector,
} from '../dist/index.js'
import { recipesOf } from './recipes.js'

const { values: flags } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    work: { type: 'string' },
    pack: { type: 'string', default: fileURLToPath(new URL('../packs/dinov2-small', import.meta.url)) },
    rank: { type: 'string', default: '12' },
    seed: { type: 'string', default: '1' },
  },
})
if (flags.work === undefined) throw new Error('name a folder for crops, checkpoints and vectors: --work DIR')
const work = resolve(flags.work)
const data = resolve(flags.data)
const seed = Number(flags.seed)

const quality = join(work, 'quality-database')
const recipes = recipesOf({ data, work })

if (!existsSync(join(quality, 'ratings.csv'))) {
  const script = fileURLToPath(new URL('make-quality-database.js', import.meta.url))
  const made = spawnSync(process.execPath, [script, join(data, 'bsds500'), quality], { stdio: 'inherit' })
  if (made.status !== 0) process.exit(made.status ?? 1)
}

const controller = new AbortController()
process.on('SIGINT', () => controller.abort())
const base = await openBase('dinov2-small')
const engine = openEngine()
const settings = trainPreset('quick')
let printed = 0
const progress = {
  report({ label, done, total, note }) {
    if (Date.now() - printed < 15_000 && done < total) return
    printed = Date.now()
    console.error(`${label}: ${done} of ${total}${note === undefined ? '' : `, ${note}`}`)
  },
}
const shared = {
  base,
  engine,
  settings,
  work: join(work, 'work'),
  seed,
  now: Date.now,
  progress,
  signal: controller.signal,
}
mkdirSync(join(work, 'vectors'), { recursive: true })

const databases = []
for (const { folder, options } of recipes) databases.push(await openDatabase(folder, options))
const { head: commonHead, result } = await trainCommonHead({
  ...shared,
  databases,
  out: join(work, 'common-head.safetensors'),
})
console.log(
  `common head: validation SROCC ${result.best.srocc.toFixed(3)} over all six databases, step ${result.best.step}`,
)

const rows = []
const vectors = []
for (const [index, recipe] of recipes.entries()) {
  const out = join(work, 'vectors', `${recipe.name}.vector.safetensors`)
  const report = await trainVector({ ...shared, ...recipe, database: databases[index], commonHead, out })
  vectors.push(out)
  const frozen = report.backbone.curve[0]
  rows.push({ name: recipe.name, ...report.photos, frozen, fineTuned: report.backbone.best, seconds: report.seconds })
  console.log(
    `${recipe.name}: validation SROCC ${frozen.srocc.toFixed(3)} frozen, ${report.backbone.best.srocc.toFixed(3)} fine-tuned at step ${report.backbone.best.step}, ${report.seconds.toFixed(0)} s`,
  )
}
writeFileSync(join(work, 'phase-one.json'), `${JSON.stringify(rows, null, 2)}\n`)

const limits = [
  'Trained on about 360 OASIS photos, 1,119 street views and 500 distorted photos: far smaller databases than the paper used.',
  'Validation SROCC is measured on 20 % of each database; with 72 photos its standard error is about .1.',
]
const report = await buildPack({
  name: 'dinov2-small',
  out: flags.pack,
  base,
  vectors,
  storage: { kind: 'low-rank', rank: Number(flags.rank), factors: 'int8' },
  limits,
  overwrite: true,
})
for (const { name, relativeError, bytes } of report.vectors)
  console.log(`${name}: ${(bytes / 1e6).toFixed(2)} MB, relative error ${relativeError.toFixed(3)}`)
