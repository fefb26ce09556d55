// Does an exported network give the scores that palate gives? Ranks photos with palate, exports the same taste in float32 and
// int8, and lets Python's onnxruntime score the same crops (test/oracle/export.py, which prints the differences).
//
//   PYTHON=/tmp/oracle/bin/python node scripts/check-export.js PHOTOS FOLDER --ratings my.csv --pack dinov2-small --method paper --steps 50
//
//   PYTHON=.. node scripts/check-export.js PHOTOS FOLDER --taste mine.json
//
// A taste is compared with palate's scores of the same crops before descriptors round them; beside it stands what the rounding costs.
// Everything after PHOTOS and FOLDER goes to `palate rank` and `palate export onnx`. FOLDER keeps what was compared. Needs numpy and
// onnxruntime in Python (test/oracle/requirements.txt), and `npm run build`. Leave `paper-linear` out: its scores are an estimate of
// those of the network that is exported.

import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  decodeDescriptors,
  findPhotos,
  loadPhoto,
  openDescriber,
  openEngine,
  openPackAndBase,
  readTaste,
  scoreByTaste,
  scoreNumbers,
  srocc,
  tasteModelOf,
} from '../dist/index.js'

const [photos, folder, ...options] = process.argv.slice(2)
if (photos === undefined || folder === undefined) {
  throw new Error('usage: node scripts/check-export.js PHOTOS FOLDER --ratings CSV [options of palate rank]')
}
const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const palate = (...words) =>
  execFileSync(process.execPath, [at('../bin/palate.js'), ...words], {
    encoding: 'utf8',
    maxBuffer: 1e9,
    stdio: ['ignore', 'pipe', 'inherit'],
  })

mkdirSync(folder, { recursive: true })
const models = { f32: join(folder, 'f32.onnx'), int8: join(folder, 'int8.onnx') }
const named = options.indexOf('--pack')
const { pack, base } = await openPackAndBase(named < 0 ? 'starter' : options[named + 1])
const taste = options.indexOf('--taste')
const { scores, crops } = taste < 0 ? await byRank() : await byTaste(options[taste + 1])
const paths = taste < 0 ? [photos] : []
process.stdout.write(palate('export', 'onnx', ...paths, ...options, '--out', models.f32))
process.stdout.write(palate('export', 'onnx', ...paths, ...options, '--int8', '--out', models.int8))

const { crop: side } = pack.preprocessing
const area = side * side
const pixels = new Uint8Array(crops.length * 3 * area) // (photo, channel, row, column)
for (const [index, crop] of crops.entries())
  for (let pixel = 0; pixel < area; pixel++)
    for (let channel = 0; channel < 3; channel++)
      pixels[(index * 3 + channel) * area + pixel] = crop[pixel * 3 + channel] // (row, column, channel)
writeFileSync(join(folder, 'pixels.bin'), pixels)
writeFileSync(join(folder, 'scores.json'), JSON.stringify({ shape: [scores.length, 3, side, side], scores }))
const python = process.env['PYTHON'] ?? 'python3'
execFileSync(python, [at('../test/oracle/export.py'), folder, models.f32, models.int8], { stdio: 'inherit' })

/** Scores of `palate rank` by a method that merges, which reads photos at full size. */
async function byRank() {
  const ranking = JSON.parse(palate('rank', photos, ...options, '--json'))
  return {
    scores: ranking.photos.map(({ score }) => score),
    crops: await cropsOf(ranking.photos.map(({ path }) => path)),
  }
}

async function byTaste(path) {
  const found = await cropsOf(await findPhotos([photos]))
  const describer = await openDescriber({ pack, base, engine: openEngine() })
  const model = tasteModelOf(pack, describer.readOut)
  const { weights } = (await readTaste(path, model)).posterior
  const exact = scoreNumbers(model, weights, await describer.numbers(found))
  const rounded = scoreByTaste(weights, decodeDescriptors(await describer.describe(found), describer.shape), model)
  await describer.close()
  const worst = Math.max(...exact.map((score, photo) => Math.abs(score - rounded[photo])))
  console.log(
    `rounding of stored descriptors: scores differ by up to ${worst.toFixed(4)}, rank correlation ${srocc(exact, rounded).toFixed(4)}`,
  )
  return { scores: [...exact], crops: found }
}

async function cropsOf(files) {
  const found = []
  for (const path of files) found.push((await loadPhoto(path, pack.preprocessing)).crop)
  return found
}
