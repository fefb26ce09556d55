// Does an exported network give the scores that palate gives? Ranks photos with palate, exports the same taste in float32 and
// int8, and lets Python's onnxruntime score the same crops (test/oracle/export.py, which prints the differences).
//
//   PYTHON=/tmp/oracle/bin/python node scripts/check-export.js PHOTOS FOLDER --ratings my.csv --pack dinov2-small --method paper --steps 50
//
// Everything after PHOTOS and FOLDER goes to `palate rank` and `palate export onnx`. FOLDER keeps what was compared. Needs numpy and
// onnxruntime in Python (test/oracle/requirements.txt), and `npm run build`. Leave `paper-linear` out: its scores are an estimate of
// those of the network that is exported.

import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findPack, loadPhoto, openPack } from '../dist/index.js'

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
const ranking = JSON.parse(palate('rank', photos, ...options, '--json'))
const models = { f32: join(folder, 'f32.onnx'), int8: join(folder, 'int8.onnx') }
process.stdout.write(palate('export', 'onnx', photos, ...options, '--out', models.f32))
process.stdout.write(palate('export', 'onnx', photos, ...options, '--int8', '--out', models.int8))

const named = options.indexOf('--pack')
const { preprocessing } = await openPack(await findPack(named < 0 ? ranking.pack : options[named + 1]))
const { crop: side } = preprocessing
const area = side * side
const pixels = new Uint8Array(ranking.photos.length * 3 * area) // (photo, channel, row, column)
for (const [index, { path }] of ranking.photos.entries()) {
  const { crop } = await loadPhoto(path, preprocessing) // (row, column, channel)
  for (let pixel = 0; pixel < area; pixel++)
    for (let channel = 0; channel < 3; channel++)
      pixels[(index * 3 + channel) * area + pixel] = crop[pixel * 3 + channel]
}
writeFileSync(join(folder, 'pixels.bin'), pixels)
const scores = ranking.photos.map(({ score }) => score)
writeFileSync(join(folder, 'scores.json'), JSON.stringify({ shape: [scores.length, 3, side, side], scores }))
const python = process.env['PYTHON'] ?? 'python3'
execFileSync(python, [at('../test/oracle/export.py'), folder, models.f32, models.int8], { stdio: 'inherit' })
