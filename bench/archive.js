// What cutting a library into shoots and series costs: when the app loads photos, and in `palate shoots`.
//
//   npm run build && node bench/archive.js [--photos 100000] [--frames 50000] [--runs 5] [--json]
//
// The photos are made in memory: shoots of 400 in folders of their own, in which two cameras take turns, each frame
// alone or in a series of up to eight, with embeddings as the starter pack gives; then as many frames as `--frames` says in
// one folder, as they are, then without any time, and then all of one date. Last, a taste is learnt from `--pairs` pairs of
// photos with as many columns as the starter pack and the measures have together. Each figure is the median of the runs, in seconds, and in seconds of CPU, which other
// programs lengthen less.

import { parseArgs } from 'node:util'
import { learnPast, seriesOf, shootsOf } from '../dist/archive/index.js'
import { createRandom } from '../dist/core/index.js'
import { LIKELIHOOD_DEFAULTS } from '../dist/personalize/index.js'

const { values: flags } = parseArgs({
  options: {
    photos: { type: 'string', default: '100000' },
    frames: { type: 'string', default: '50000' },
    pairs: { type: 'string', default: '20000' },
    runs: { type: 'string', default: '5' },
    json: { type: 'boolean' },
  },
})
const random = createRandom('bench/archive')
const now = new Date('2026-01-01T00:00:00Z')
const CAMERAS = ['Canon EOS R5', 'NIKON Z 8']
const SHOOT = 400

/** Numbers of an embedding, and of a row of the starter pack: people in general, six databases, the embedding. */
const [EMBEDDING, COLUMNS] = [52, 1 + 6 + 52]
const MEASURES = ['focus', 'subjectFocus', 'motionBlur', 'exposure', 'clippedDark', 'clippedLight', 'noise', 'tilt']

/** Ids and facts of photos, of which a folder holds `perFolder`, a day apart from the next. */
function libraryOf(count, perFolder) {
  const hashes = new Int32Array(4 * count)
  const takenAt = new Float64Array(count)
  const camera = new Int32Array(count)
  let [left, last] = [0, 0]
  for (let at = 0; at < count; at++) {
    if (left === 0) {
      ;[left, last] = [1 + random.integer(8), at]
      for (let word = 0; word < 4; word++) hashes[4 * at + word] = random.integer(2 ** 32)
    } else hashes.copyWithin(4 * at, 4 * last, 4 * last + 4)
    left--
    takenAt[at] = 1.3e12 + 864e5 * Math.floor(at / perFolder) + 5000 * (at % perFolder)
    camera[at] = last % 2
  }
  const folders = Array.from({ length: Math.ceil(count / perFolder) }, (_, at) => `shoot ${at}`)
  return {
    ids: Int32Array.from({ length: count }, (_, at) => at + 1),
    descriptors: {
      photos: count,
      databases: 6,
      width: EMBEDDING,
      scores: new Float32Array(6 * count),
      embedding: Int8Array.from({ length: EMBEDDING * count }, () => random.integer(256) - 128),
    },
    facts: {
      count,
      takenAt,
      camera,
      cameras: CAMERAS,
      folder: Int32Array.from({ length: count }, (_, at) => Math.floor(at / perFolder)),
      folders: folders.map((label) => ({ path: `/photos/${label}`, label })),
      names: Array.from({ length: count }, (_, at) => `IMG_${String((at * 7919) % count).padStart(6, '0')}.jpg`),
      alsoIn: new Map(),
      hashes,
    },
  }
}

/** Seconds, and seconds of CPU, of one call, with what it gave. */
function timed(work) {
  const [started, cpu] = [performance.now(), process.cpuUsage()]
  const result = work()
  const { user, system } = process.cpuUsage(cpu)
  return { result, seconds: (performance.now() - started) / 1000, cpu: (user + system) / 1e6 }
}

function measure(what, { ids, facts, descriptors }, settings = {}) {
  const runs = Array.from({ length: Number(flags.runs) }, () => {
    const shoots = timed(() => shootsOf({ ids, facts }, { ...settings, now }))
    return { shoots, series: timed(() => seriesOf({ facts, descriptors }, shoots.result)) }
  })
  const median = (of) => runs.map(of).sort((a, b) => a - b)[runs.length >> 1]
  const [{ shoots, series }] = runs
  return {
    what,
    photos: facts.count,
    shoots: shoots.result.details.length,
    series: series.result.starts.length - 1,
    seconds: { shoots: median((run) => run.shoots.seconds), series: median((run) => run.series.seconds) },
    cpu: { shoots: median((run) => run.shoots.cpu), series: median((run) => run.series.cpu) },
  }
}

/** A taste from pairs of series of four, better ones by a planted taste. */
function learning(pairs) {
  const count = 4 * Math.ceil(pairs / 6)
  const data = Float64Array.from({ length: count * COLUMNS }, () => random.normal())
  const values = Float64Array.from({ length: count * MEASURES.length }, () => random.normal())
  const worth = (photo) => data[photo * COLUMNS] + data[photo * COLUMNS + 1] + values[photo * MEASURES.length]
  const members = Int32Array.from({ length: count }, (_, at) => at)
  const series = {
    of: members.map((at) => at >> 2),
    starts: Int32Array.from({ length: count / 4 + 1 }, (_, at) => 4 * at),
    members,
  }
  const all = []
  for (let first = 0; first < count; first += 4)
    for (let a = first; a < first + 4; a++)
      for (let b = a + 1; b < first + 4; b++) {
        const isFirst = random.uniform() < 1 / (1 + Math.exp(worth(b) - worth(a)))
        all.push({ better: isFirst ? a : b, worse: isFirst ? b : a, within: 'series' })
      }
  const options = {
    prior: { mean: new Float64Array(COLUMNS), deviation: new Float64Array(COLUMNS).fill(0.3) },
    settings: LIKELIHOOD_DEFAULTS,
    rows: { count, width: COLUMNS, data },
    pairs: all.slice(0, pairs),
    series,
    measures: { names: MEASURES, values },
  }
  const runs = Array.from({ length: Number(flags.runs) }, () => timed(() => learnPast(options)))
  const median = (of) => runs.map(of).sort((a, b) => a - b)[runs.length >> 1]
  return { pairs, photos: count, seconds: median((run) => run.seconds), cpu: median((run) => run.cpu) }
}

const all = libraryOf(Number(flags.photos), SHOOT)
const one = libraryOf(Number(flags.frames), Number(flags.frames))
const at = (takenAt) => ({ ...one, facts: { ...one.facts, takenAt } })
const results = [
  measure('folders of 400', all),
  measure('folders of 400, ignored', all, { folders: 'ignore' }),
  measure('one folder', one),
  measure('one folder, no times', at(new Float64Array(one.facts.count).fill(NaN))),
  measure('one folder, one date', at(new Float64Array(one.facts.count).fill(1.3e12))),
]
const learnt = learning(Number(flags.pairs))
if (flags.json) console.log(JSON.stringify({ groups: results, learnt }, null, 2))
else {
  for (const { what, photos, shoots, series, seconds, cpu } of results)
    console.log(
      `${what.padEnd(24)} ${photos} photos: ${shoots} shoots in ${seconds.shoots.toFixed(3)} s (CPU ${cpu.shoots.toFixed(3)} s), ` +
        `${series} series in ${seconds.series.toFixed(3)} s (CPU ${cpu.series.toFixed(3)} s)`,
    )
  console.log(
    `${learnt.pairs} pairs of ${learnt.photos} photos: learnt in ${learnt.seconds.toFixed(2)} s (CPU ${learnt.cpu.toFixed(2)} s)`,
  )
}
