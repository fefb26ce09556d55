// What an instant taste costs: one more rating, and a new order of a large library.
//
//   npm run build && node bench/instant.js [--json]
//
// Descriptors are random: the arithmetic is the same whatever they say. Each figure is the median of several; beside it stands the plain way in
// the same run: for a rating the fit from the prior, for an order float64 rows, a product in plain JavaScript and Array.sort.

import { parseArgs } from 'node:util'
import { addEvidence, createRandom, emptyTaste, encodeDescriptors, orderByTaste, rowsOf } from '../dist/index.js'
import { randomModel } from './instant-model.js'

const { values: flags } = parseArgs({
  options: { json: { type: 'boolean' }, repeat: { type: 'string', default: '7' } },
})
const repeat = Number(flags.repeat)
const random = createRandom('bench/instant')
const model = randomModel(random, 'bench')
const { shape } = model
const p = model.priorScore.length + 1

function randomDescriptors(photos) {
  const scores = new Float32Array(photos * shape.databases)
  const embedding = new Int8Array(photos * shape.width)
  for (let at = 0; at < scores.length; at++) scores[at] = Math.fround(random.normal())
  for (let at = 0; at < embedding.length; at++)
    embedding[at] = Math.max(-127, Math.min(127, Math.round(32 * random.normal())))
  return { ...shape, photos, scores, embedding }
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1]
}

function timed(work) {
  const started = performance.now()
  const result = work()
  return { result, milliseconds: performance.now() - started }
}

/** Medians of both ways, by turns. */
function compare(ours, plain) {
  const [one, other] = [[], []]
  for (let round = 0; round < repeat; round++) {
    one.push(timed(ours).milliseconds)
    other.push(timed(plain).milliseconds)
  }
  return { milliseconds: median(one), plain: median(other) }
}

const rows = []
const library = randomDescriptors(1001)
const stored = encodeDescriptors(library)
const size = stored.length / library.photos
const hashes = Array.from({ length: library.photos }, (_, at) => at.toString(16).padStart(8, '0').padEnd(64, '0'))
const described = new Map(hashes.map((hash, at) => [hash, stored.subarray(at * size, (at + 1) * size)]))
const latent = rowsOf(model, library)
const evidence = hashes.map((photo, at) => {
  const value = Math.max(1, Math.min(7, Math.round(4 + latent.data[at * p] + random.normal())))
  return { kind: 'score', photo, value }
})
for (const ratings of [10, 100, 1000]) {
  const before = addEvidence(emptyTaste(model), evidence.slice(0, ratings), described)
  const one = new Map([[hashes[ratings], described.get(hashes[ratings])]])
  const figures = compare(
    () => addEvidence(before, [evidence[ratings]], one),
    () => addEvidence(emptyTaste(model), evidence.slice(0, ratings + 1), described),
  )
  rows.push({ what: `one more rating after ${ratings}`, ...figures, plainIs: 'learnt from the prior' })
}

for (const photos of [100_000, 1_000_000]) {
  const descriptors = randomDescriptors(photos)
  const before = process.memoryUsage().rss
  const { weights } = addEvidence(emptyTaste(model), evidence.slice(0, 10), described).posterior
  const table = photos > 100_000 ? undefined : rowsOf(model, descriptors)
  const figures = compare(
    () => orderByTaste(weights, descriptors, model),
    () => (table === undefined ? undefined : plainOrder(weights, table)),
  )
  const bytes = descriptors.scores.BYTES_PER_ELEMENT * shape.databases + shape.width + 20
  rows.push({
    what: `an order of ${photos} photos`,
    milliseconds: figures.milliseconds,
    plain: table === undefined ? null : figures.plain,
    plainIs: 'rows in float64, Array.sort',
    bytesAPhoto: bytes,
    grownBy: Math.max(0, process.memoryUsage().rss - before) / photos,
  })
}

function plainOrder(weights, table) {
  const scores = Array.from({ length: table.count }, (_, photo) => {
    let sum = 0
    for (let at = 0; at < p; at++) sum += weights[at] * table.data[photo * p + at]
    return sum
  })
  return scores.map((_, at) => at).sort((a, b) => scores[b] - scores[a])
}

if (flags.json) console.log(JSON.stringify(rows, null, 2))
else {
  for (const { what, milliseconds, plain, plainIs, bytesAPhoto } of rows) {
    const beside = plain === null ? '' : `; ${plainIs}: ${plain.toFixed(1)} ms`
    const memory = bytesAPhoto === undefined ? '' : `; ${bytesAPhoto} bytes a photo, descriptors and order`
    console.log(`${what}: ${milliseconds.toFixed(1)} ms${beside}${memory}`)
  }
}
