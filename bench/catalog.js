// What rating costs with a large catalog: until a rating is on disk, until the new order is there, until the first page is.
//
//   npm run build && node bench/catalog.js [--photos 100000] [--ratings 200] [--folder DIR] [--json]
//
// The catalog is generated in a folder that is removed afterwards: photos have random descriptors of the starter pack's size,
// dates and paths, and no files. The folder should lie on the disk that is to be measured, for a rating waits for it. Each figure is
// the median over the ratings, the 95th percentile and the longest, and the median of the CPU time, which other programs do not
// lengthen; each rating is followed by the order of all photos.

import { createHash } from 'node:crypto'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openCatalog, startTasteSession } from '../dist/catalog/index.js'
import { createRandom } from '../dist/core/index.js'
import { descriptorBytes, encodeDescriptors } from '../dist/personalize/index.js'
import { randomModel } from './instant-model.js'

const { values: flags } = parseArgs({
  options: {
    photos: { type: 'string', default: '100000' },
    ratings: { type: 'string', default: '200' },
    folder: { type: 'string', default: tmpdir() },
    json: { type: 'boolean' },
  },
})
const [photos, ratings] = [Number(flags.photos), Number(flags.ratings)]
const random = createRandom('bench/catalog')
const model = randomModel(random, 'b'.repeat(64))
const { shape } = model
const kind = { key: `${model.pack.hash}/fast`, shape }
const BATCH = 250

/** One batch of photos as a scan writes it. */
function batchAt(start) {
  const count = Math.min(BATCH, photos - start)
  const bytes = encodeDescriptors({
    ...shape,
    photos: count,
    scores: Float32Array.from({ length: count * shape.databases }, () => random.normal()),
    embedding: Int8Array.from({ length: count * shape.width }, () =>
      Math.max(-127, Math.min(127, Math.round(32 * random.normal()))),
    ),
  })
  const size = descriptorBytes(shape)
  const found = Array.from({ length: count }, (_, at) => {
    const index = start + at
    const contentHash = createHash('sha256').update(String(index)).digest('hex')
    const takenAt = new Date(1.4e12 + 3e6 * index).toISOString().slice(0, 19)
    return {
      photo: {
        contentHash,
        perceptualHash: contentHash.slice(0, 32),
        width: 6000,
        height: 4000,
        descriptor: bytes.subarray(at * size, (at + 1) * size),
      },
      file: {
        path: `/photos/${2014 + Math.floor(index / 12000)}/${Math.floor(index / 400)}/IMG_${index}.jpg`,
        size: 5e6 + index,
        mtimeMs: 1.4e12 + 3e6 * index,
        contentHash,
        shot: { takenAt, camera: 'Canon EOS R5', lens: 'RF 50mm F1.2 L USM', orientation: 1 },
      },
    }
  })
  return { kind, photos: found.map(({ photo }) => photo), files: found.map(({ file }) => file) }
}

/** Milliseconds until `work` is done, and those in which this process computed: what a busy machine does not change. */
async function timed(work) {
  const [started, cpu] = [performance.now(), process.cpuUsage()]
  const result = await work()
  const { user, system } = process.cpuUsage(cpu)
  return { result, time: { wall: performance.now() - started, cpu: (user + system) / 1000 } }
}

function row(what, times) {
  const sorted = times.map(({ wall }) => wall).toSorted((a, b) => a - b)
  const computed = times.map(({ cpu }) => cpu).toSorted((a, b) => a - b)
  const at = (share) => Math.floor(share * (sorted.length - 1))
  return { what, median: sorted[at(0.5)], p95: sorted[at(0.95)], longest: sorted.at(-1), cpu: computed[at(0.5)] }
}

const folder = await mkdtemp(join(flags.folder, 'palate-bench-'))
const rows = []
try {
  const path = join(folder, 'catalog.sqlite')
  let catalog = await openCatalog(path)
  const writing = []
  for (let start = 0; start < photos; start += BATCH) {
    const batch = batchAt(start)
    writing.push((await timed(() => catalog.write(batch))).time)
  }
  rows.push(row(`${BATCH} photos written`, writing))
  await catalog.close()

  const rss = process.memoryUsage().rss
  const first = await timed(async () => {
    catalog = await openCatalog(path)
    const session = await startTasteSession({ catalog, kind, model })
    const { photos: page } = await session.order({ top: 60 })
    await catalog.photos(page.map(({ photo }) => photo))
    return session
  })
  rows.push(row('opened, to the first page of 60', [first.time]))
  const session = first.result
  const [acknowledged, ordered, undone, asked] = [[], [], [], []]
  for (let at = 0; at < ratings; at++) {
    const next = await timed(() => session.next({ count: 8 }))
    asked.push(next.time)
    const score = 1 + random.integer(5)
    acknowledged.push((await timed(() => session.rate(next.result[0], score))).time)
    ordered.push((await timed(() => session.order({ top: 100 }))).time)
    if (at % 10 !== 9) continue
    undone.push((await timed(async () => (await session.undo(), session.order({ top: 100 })))).time)
  }
  rows.push(row('rating on disk', acknowledged))
  rows.push(row('new order and the first 100 of it', ordered))
  rows.push(row('undo, on disk and in the order', undone))
  rows.push(row('eight photos to rate next', asked))
  rows.push(row('agreement, cross-validated', [(await timed(() => session.agreement())).time]))
  const { result: ids } = await timed(() => session.ids())
  const everything = await timed(() => catalog.photos(ids))
  rows.push(row('all photos with paths and dates', [everything.time]))
  const memory = { before: rss, after: process.memoryUsage().rss, peak: 1024 * process.resourceUsage().maxRSS }
  const bytes = (await stat(path)).size
  rows.push(row('backup, checked', [(await timed(() => catalog.backUp(join(folder, 'backup.sqlite')))).time]))
  await session.close()
  await catalog.close()
  const again = await timed(async () => {
    catalog = await openCatalog(path)
    const opened = await startTasteSession({ catalog, kind, model })
    await opened.order({ top: 60 })
  })
  await catalog.close()
  rows.push(row(`opened again after ${ratings} ratings`, [again.time]))

  if (flags.json) console.log(JSON.stringify({ photos, ratings, bytes, memory, rows }, null, 2))
  else {
    for (const { what, median, p95, longest, cpu } of rows)
      console.log(
        `${what}: ${[median, p95, longest].map((value) => value.toFixed(1)).join(' / ')} ms, of which computing ${cpu.toFixed(1)}`,
      )
    const megabytes = (value) => `${Math.round(value / 2 ** 20)} MB`
    console.log(
      `memory: ${megabytes(memory.before)} before, ${megabytes(memory.after)} after, peak ${megabytes(memory.peak)}`,
    )
    console.log(`catalog of ${photos} photos: ${megabytes(bytes)}`)
  }
} finally {
  await rm(folder, { recursive: true })
}
