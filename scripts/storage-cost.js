// What storing task vectors small costs: the validation SROCC of each database model from vectors stored in every way.
//
//   node scripts/storage-cost.js dinov2-small --data ../shared/data --work ~/palate-run
//
// Needs what packs/build.js left in the work folder.

import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import {
  buildPack,
  meanScores,
  openBed,
  openDatabase,
  openEngine,
  openPack,
  openPackAndBase,
  splitPhotos,
  srocc,
  VALIDATION_SHARE,
} from '../dist/index.js'
import { databasesOf } from '../packs/databases.js'

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string', default: '../shared/data' },
    work: { type: 'string' },
    seed: { type: 'string', default: '1' },
    markdown: { type: 'string' },
  },
})
if (flags.work === undefined || positionals.length !== 1)
  throw new Error('usage: node scripts/storage-cost.js PACK --work DIR, the work folder of packs/build.js')
const work = resolve(flags.work, positionals[0])
const quality = join(resolve(flags.work), 'quality-database')
const recipes = databasesOf({ data: resolve(flags.data), quality, sets: ['0', '1'] })
const storages = {
  f32: { kind: 'f32' },
  f16: { kind: 'f16' },
  int8: { kind: 'int8' },
  'low-rank 7, f16': { kind: 'low-rank', rank: 7, factors: 'f16' },
  'low-rank 12, int8': { kind: 'low-rank', rank: 12, factors: 'int8' },
  'low-rank 32, int8': { kind: 'low-rank', rank: 32, factors: 'int8' },
}

const { base } = await openPackAndBase(join(work, 'pack'))
const engine = openEngine()
const vectors = recipes.map(({ name }) => join(work, 'vectors', `${name}.vector.safetensors`))
const rows = []
for (const [label, storage] of Object.entries(storages)) {
  const out = join(work, 'storage-cost')
  const report = await buildPack({ name: 'storage-cost', out, base, vectors, storage, overwrite: true })
  const pack = await openPack(out)
  const sroccs = []
  for (const [index, { folder, options }] of recipes.entries()) {
    const database = await openDatabase(folder, options)
    const { validation } = splitPhotos(database.images.length, { share: VALIDATION_SHARE, seed: Number(flags.seed) })
    const paths = validation.map((position) => database.images[position])
    const bed = await openBed({ pack, base, engine, paths })
    const means = meanScores(database)
    const scores = await bed.score(await bed.merged(oneHot(pack, index)))
    sroccs.push(
      srocc(
        scores,
        bed.photos.map(({ path }) => means.get(path)),
      ),
    )
    await bed.close()
  }
  const megabytes = report.vectors.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6
  const relativeError = report.vectors.reduce((sum, each) => sum + each.relativeError, 0) / report.vectors.length
  rows.push([
    label,
    megabytes.toFixed(1),
    relativeError.toFixed(3),
    ...sroccs.map((each) => each.toFixed(3)),
    (sroccs.reduce((a, b) => a + b, 0) / sroccs.length).toFixed(4),
  ])
  console.log(rows.at(-1).join('  '))
}
if (flags.markdown !== undefined) {
  const head = ['storage', 'MB, six vectors', 'relative error', ...recipes.map(({ name }) => name), 'mean']
  const lines = [head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...rows]
  writeFileSync(flags.markdown, `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`)
}

/** Coefficients (layer, n) of one database model. */
function oneHot(pack, index) {
  const layers = pack.layers.length
  const databases = pack.databases.length
  return {
    layers,
    databases,
    data: Float32Array.from({ length: layers * databases }, (_, at) => (at % databases === index ? 1 : 0)),
  }
}
