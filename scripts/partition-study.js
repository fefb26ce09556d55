// More vectors from one database (Sec. 5.3, future work): does a pack gain when the vector of OASIS mean beauty is replaced by one vector for each part of its
// photos or raters? Parts are trained as the starter's vectors are, from its base and common head; packs are judged on the raters of set 2, whom nothing was
// trained on. The halves `chance` say what two vectors of half the photos give whatever the halves hold.
//
//   npm run base && npm run build && node packs/build.js starter --work ~/palate-run
//   node scripts/partition-study.js --data ../shared/data --work ~/palate-run --out docs/results
//
// Ten vectors at a minute each on two quiet cores, then about an hour of judging. Stop it with Ctrl-C: the same command goes on from there. What it makes
// is kept in WORK/partition; partition.md and partition.json go to the folder of --out, the table to stdout.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import * as palate from '../dist/index.js'
import { databasesOf } from '../packs/databases.js'
import { openJob } from '../packs/job.js'
import { partitionMarkdown } from './partition-table.js'

const WHOLE = 'oasis-beauty'
/** Without a rating, best-single and ensemble have nothing to choose by, and paper-linear nothing to learn from. */
const METHODS = [
  { name: 'zero-shot', shots: [0] },
  { name: 'ensemble-uniform', shots: [0, 10, 100] },
  { name: 'uniform-merge', shots: [0, 10, 100] },
  { name: 'best-single', shots: [10, 100] },
  { name: 'ensemble', shots: [10, 100] },
  { name: 'paper-linear', shots: [10, 100] },
]

/** The ways of parting, each with its parts. */
function partitionsOf(database, { tags, seed }) {
  const random = palate.createRandom(`${seed}/chance`)
  const halves = new Map(random.shuffle(database.images).map((image, at) => [image, `chance ${1 + (at % 2)}`]))
  const ways = {
    category: { by: 'tags', tags },
    raters: { by: 'raters', parts: 2, tags, seed },
    disagreement: { by: 'disagreement', parts: 2 },
    chance: { by: 'tags', tags: halves },
  }
  return Object.entries(ways).map(([name, how]) => ({ name, ...palate.partitionDatabase(database, how) }))
}

/** One vector a part: paths. */
async function trainParts({ work, ...job }, { parts, recipe, commonHead, validation, settings, base }) {
  const paths = []
  for (const { part, holds, database } of parts) {
    const name = `${WHOLE}-${part}`
    const out = join(work, 'vectors', `${name}.vector.safetensors`)
    const { title, licence, source } = recipe
    const words = { name, title: `${title}: ${holds}`, licence, source }
    const report = await palate.trainVector({
      ...job,
      ...words,
      database,
      base,
      commonHead,
      validation,
      settings,
      out,
      work: join(work, 'training'),
    })
    const [frozen, best] = [report.backbone.curve[0], report.backbone.best]
    console.error(
      `${name} (${holds}): ${database.images.length} photos, validation SROCC ${frozen.srocc.toFixed(3)} frozen, ` +
        `${best.srocc.toFixed(3)} fine-tuned at step ${best.step}`,
    )
    paths.push(out)
  }
  return paths
}

/** The pack of these vectors, stored as the starter's are, on the photos of set 2. */
async function openPackBed(job, { name, vectors, base, paths }) {
  const key = createHash('sha256')
  for (const path of vectors) key.update(readFileSync(path))
  const out = join(job.work, 'packs', `${name}-${key.digest('hex').slice(0, 16)}`) // other vectors, another pack
  const storage = { kind: 'low-rank', rank: 12, factors: 'int8' }
  const { signal, progress, seed } = job
  if (!existsSync(out)) await palate.buildPack({ signal, progress, seed, name, out, base, vectors, storage })
  const pack = await palate.openPack(out)
  const bed = await palate.openBed({ ...job, pack, base, paths, cache: join(job.work, 'bed') })
  const photos = await pack.photos()
  const trained = {
    contentHashes: photos.map(({ contentHash }) => contentHash),
    perceptualHashes: photos.map(({ perceptualHash }) => perceptualHash),
  }
  palate.refuseSeen(palate.seenPhotos({ pack: trained, photos: bed.photos }))
  return { name, bed }
}

/** A method on each pack under the name `pack/method`, so that all packs are compared on the same draws of the same bootstrap. */
function methodsOn(packs, method) {
  return packs.map(({ name, bed }) => {
    const made = palate.createMethod(method, bed, { steps: 500, keep: [0, 50] })
    return {
      name: `${name}/${method}`,
      async learn(support, context) {
        const outcomes = await made.learn(support, context)
        // Of zero-shot only what the partition changes.
        const own = outcomes.filter(({ label }) => !label.includes(':') || label.includes(`:${WHOLE}`))
        return own.map(({ label, scores, seconds }) => ({ label: `${name}/${label}`, scores, seconds }))
      },
    }
  })
}

/** Each label of a method, on every pack against the same label on the whole. */
async function judge(job, { packs, raters, method, shots, trials, maxRaters }) {
  const options = {
    raters,
    methods: methodsOn(packs, method),
    shots,
    trials,
    seed: job.seed,
    ...(maxRaters === undefined ? {} : { maxRaters }),
    settings: packs.map(({ name, bed }) => [name, bed.pack.hash]),
    record: join(job.work, 'record.jsonl'),
    job: { progress: job.progress, signal: job.signal },
  }
  const { methods } = await palate.evaluate(options)
  const labels = Object.keys(methods).filter((label) => label.startsWith('whole/'))
  const results = []
  for (const pairedAgainst of labels) {
    const judged = await palate.evaluate({ ...options, pairedAgainst }) // from the record: only the bootstrap is new
    for (const [label, byShots] of Object.entries(judged.methods)) {
      const at = label.indexOf('/')
      const [pack, what] = [label.slice(0, at), label.slice(at + 1)]
      if (method !== 'zero-shot' && `whole/${what}` !== pairedAgainst) continue
      for (const [k, { srocc, pairedDifference }] of Object.entries(byShots))
        results.push({ pack, label: what, shots: Number(k), srocc, pairedDifference })
    }
  }
  return results
}

function ratersOf(database, photos) {
  const placeOf = new Map(photos.map(({ path }, place) => [path, place]))
  const raters = new Map()
  for (const { rater, image, score } of database.rows) {
    if (!placeOf.has(image)) continue
    if (!raters.has(rater)) raters.set(rater, { id: rater, photos: [], scores: [] })
    raters.get(rater).photos.push(placeOf.get(image))
    raters.get(rater).scores.push(score)
  }
  return [...raters.values()]
}

async function study({ data, run, out, seed, trials, maxRaters }) {
  const work = join(run, 'partition')
  const { progress, signal, engine, now } = openJob(palate, { work, seed })
  const job = { engine, seed, now, progress, signal, work }
  mkdirSync(join(work, 'vectors'), { recursive: true })
  const settings = palate.trainPreset('quick')
  const base = await palate.openBase(join(run, 'starter', 'base'))
  const head = palate.headConfig(base, settings, 'ten')
  const commonHead = await palate.readHead(join(run, 'starter', 'common-head.safetensors'), head)
  const folder = join(run, 'starter', 'vectors')
  const starter = readdirSync(folder)
    .filter((file) => file.endsWith('.vector.safetensors'))
    .map((file) => join(folder, file))
  const others = starter.filter((path) => !basename(path).startsWith(`${WHOLE}.`))
  const recipe = databasesOf({ data, quality: '', sets: ['0', '1'] }).find(({ name }) => name === WHOLE)
  const database = await palate.openDatabase(recipe.folder, recipe.options)
  const tags = await palate.readTags(database, { file: 'attributes.csv', column: 'category' })

  // What the common head was not fitted to: else its start would look better than any step away from it.
  const validation = await palate.validationPhotos({ ...job, database, base, work: join(work, 'training') })
  const partitions = []
  const sets = [{ name: 'whole', vectors: starter }]
  for (const { name, parts, leftOut } of partitionsOf(database, { tags, seed })) {
    const vectors = await trainParts(job, { parts, recipe, commonHead, validation, settings, base })
    sets.push({ name, vectors: [...vectors, ...others] })
    const counts = parts.map(({ part, holds, database: { report } }) => ({ part, holds, ...report }))
    partitions.push({ name, parts: counts, leftOut })
  }
  const judgedOn = await palate.openDatabase(recipe.folder, { where: [{ column: 'set', value: '2' }] })
  const packs = []
  const results = []
  try {
    for (const { name, vectors } of sets)
      packs.push(await openPackBed(job, { name, vectors, base, paths: judgedOn.images }))
    const raters = ratersOf(judgedOn, packs[0].bed.photos)
    for (const { name: method, shots } of METHODS)
      results.push(...(await judge(job, { packs, raters, method, shots, trials, maxRaters })))
  } finally {
    for (const { bed } of packs) await bed.close()
  }
  const vectors = Object.fromEntries(sets.map(({ name, vectors: { length } }) => [name, length]))
  const document = { seed, trials, raters: maxRaters ?? 'all', vectors, partitions, results }
  mkdirSync(out, { recursive: true })
  writeFileSync(join(out, 'partition.json'), `${JSON.stringify(document, null, 2)}\n`)
  writeFileSync(join(out, 'partition.md'), partitionMarkdown(document))
  console.log(partitionMarkdown(document))
}

const { values: flags } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    work: { type: 'string' },
    out: { type: 'string' },
    trials: { type: 'string', default: '3' },
    raters: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
})
if (flags.work === undefined || flags.out === undefined) {
  console.error(
    'usage: node scripts/partition-study.js --work DIR --out DIR [--data ../shared/data] [--trials 3] [--raters N]',
  )
  process.exit(2)
}
try {
  await study({
    data: resolve(flags.data),
    run: resolve(flags.work),
    out: resolve(flags.out),
    seed: Number(flags.seed),
    trials: Number(flags.trials),
    ...(flags.raters === undefined ? {} : { maxRaters: Number(flags.raters) }),
  })
} catch (error) {
  if (!(error instanceof palate.PalateError)) throw error
  console.error(error.message)
  process.exit(error.exitCode)
}
