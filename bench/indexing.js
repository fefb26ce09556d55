// Photos a second from files to descriptors, the whole process, beside PyTorch and Pillow doing the same: read, decode, resize, crop, the
// trunk, the read-out.
//
//   npm run build && PALATE_PYTHON=/path/to/python node bench/indexing.js ../shared/data/photos [--pack starter] [--large 24]
//
// --large N draws N JPEG of 24 megapixels from the photos and indexes those instead. Let nothing else run. Both sides by turns.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import sharp from 'sharp'
import {
  findPhotos,
  openPackAndBase,
  pretrainedOf,
  readReadOut,
  trunkParameters,
  writeSafetensors,
} from '../dist/index.js'

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pack: { type: 'string', default: 'starter' },
    large: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean' },
  },
})
const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'palate-bench-'))
try {
  const photos = flags.large === undefined ? await findPhotos(positionals) : await largePhotos(Number(flags.large))
  const list = join(folder, 'photos.json')
  writeFileSync(list, JSON.stringify(photos))
  const torch = process.env['PALATE_PYTHON']
  if (torch !== undefined) await writeForTorch()
  const [ours, theirs] = [[], []]
  for (let round = 0; round < Number(flags.rounds); round++) {
    ours.push(indexed(photos, round))
    if (torch !== undefined)
      theirs.push(
        JSON.parse(
          execFileSync(torch, [at('indexing.py'), list, join(folder, 'trunk.safetensors')], { encoding: 'utf8' }),
        ),
      )
  }
  const result = {
    photos: photos.length,
    pack: flags.pack,
    photosASecond: median(ours.map(({ photosASecond }) => photosASecond)),
    wholeProcessSeconds: median(ours.map(({ wholeSeconds }) => wholeSeconds)),
    pytorch: theirs.length === 0 ? null : median(theirs.map(({ photosASecond }) => photosASecond)),
  }
  const beside = result.pytorch === null ? '' : `; PyTorch and Pillow ${result.pytorch.toFixed(1)}`
  console.log(
    flags.json
      ? JSON.stringify(result, null, 2)
      : `${result.photos} photos, pack ${result.pack}: ${result.photosASecond.toFixed(1)} a second${beside}; the whole process ${result.wholeProcessSeconds.toFixed(1)} s`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** A process of its own on a catalog of its own. */
function indexed(photos, round) {
  const started = performance.now()
  const catalog = join(folder, `catalog-${round}.sqlite`)
  const report = execFileSync(
    process.execPath,
    [at('../bin/palate.js'), 'index', ...photos, '--pack', flags.pack, '--catalog', catalog, '--json'],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  )
  const { indexed: count, seconds } = JSON.parse(report)
  return { photosASecond: count / seconds, wholeSeconds: (performance.now() - started) / 1000 }
}

async function largePhotos(count) {
  const sources = await findPhotos(positionals)
  const paths = []
  for (let index = 0; index < count; index++) {
    const path = join(folder, `large-${index}.jpg`)
    await sharp(sources[index % sources.length])
      .rotate()
      .resize(6000, 4000, { fit: 'cover' })
      .modulate({ brightness: 1 + index / 1000 })
      .jpeg({ quality: 90 })
      .toFile(path)
    paths.push(path)
  }
  return paths
}

/** Trunk and read-out, merged, for the other side: it is timed on the same network. */
async function writeForTorch() {
  const { pack, base } = await openPackAndBase(flags.pack)
  const readOut = await readReadOut(pack)
  const trunk = await trunkParameters(pack, pretrainedOf(pack, base), readOut)
  const d = readOut.scores.weight.length / readOut.scores.bias.length
  const affine = (name, { weight, bias }) => [
    { name: `${name}.weight`, shape: [bias.length, d], type: 'F32', data: weight },
    { name: `${name}.bias`, shape: [bias.length], type: 'F32', data: bias },
  ]
  const tensors = Array.from(trunk, ([name, { shape, data }]) => ({ name, shape, type: 'F32', data }))
  await writeSafetensors(
    join(folder, 'trunk.safetensors'),
    [...tensors, ...affine('scores', readOut.scores), ...affine('embedding', readOut.embedding)],
    { metadata: { tower: JSON.stringify(pack.tower), preprocessing: JSON.stringify(pack.preprocessing) } },
  )
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1]
}
