import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { drawSupport, openDatabase, summarise } from '../dist/index.js'

/** The method that all others are compared with: what `palate learn` uses unless told. */
export const DEFAULT_METHOD = 'instant'

/**
 * The trials of a record of `palate evaluate`, with the ratings of the test photos: what `summarise` takes. The draws are made again,
 * and must be those of the record. `document` says how many raters, trials and which shots.
 */
export async function judgedTrials({ record, folder, set, methods, document }) {
  const kept = new Map()
  for await (const line of createInterface({ input: createReadStream(record) })) {
    const entry = JSON.parse(line)
    if (entry.method !== undefined) kept.set(keyOf(entry, entry.method), entry)
  }
  const database = await openDatabase(folder, { where: [{ column: 'set', value: set }] })
  const judged = []
  for (let trial = 0; trial < document.trials; trial++) {
    for (const shots of document.shots) {
      for (const rater of ratersOf(database)) {
        const draw = { rater: rater.id, trial, shots }
        const entries = methods.flatMap((method) => kept.get(keyOf(draw, method)) ?? [])
        if (entries.length === 0) continue // all test photos have one rating, or the rater was not asked for
        const { support, test } = drawSupport(rater, { seed: document.seed, trial, shots })
        if (
          entries.length < methods.length ||
          entries.some((entry) => String(entry.support) !== String(support.photos))
        )
          throw new Error(
            `${record}: rater ${rater.id}, trial ${trial}, ${shots} shots: methods are missing or other draws`,
          )
        judged.push({ ...draw, test, outcomes: entries.flatMap(({ outcomes }) => outcomes.map(decoded)) })
      }
    }
  }
  const raters = new Set(judged.map(({ rater }) => rater)).size
  if (raters !== document.raters)
    throw new Error(`${record} holds ${raters} raters, ${document.raters} were asked for; name another --out for fewer`)
  return judged
}

/** Every label at every K against the default method, and over all K > 0 together. */
export async function measure(judged, { seed, trials, shots, excluded }, against = DEFAULT_METHOD) {
  const options = { seed, trials, excluded, pairedAgainst: against }
  const first = judged[0].outcomes.some(({ label }) => label === 'prior') ? { withoutRatings: 'prior' } : {}
  const { methods } = await summarise({ ...options, ...first, judged, shots })
  const together = judged.filter((one) => one.shots > 0).map((one) => ({ ...one, shots: 'all' }))
  const pooled = await summarise({ ...options, judged: together, shots: ['all'] })
  return {
    pairedAgainst: against,
    methods: mapValues(methods, (byShots) => mapValues(byShots, withoutRaters)),
    pooled: mapValues(pooled.methods, ({ all }) => withoutRaters(all)),
  }
}

/** Each label of one pack less the same label of another, on the same draws: by K, and `all` for K > 0 together. */
export async function measureBetween(judged, others, document) {
  const differences = {}
  for (const { label } of judged[0].outcomes.filter((each) => BETWEEN.includes(each.label))) {
    const pick = ({ outcomes }, as) => ({ ...outcomes.find((each) => each.label === label), label: as })
    const both = judged.map((one, at) => ({ ...one, outcomes: [pick(one, 'this'), pick(others[at], 'other')] }))
    const { methods, pooled } = await measure(both, document, 'other')
    differences[label] = {
      ...mapValues(methods.this, (each) => each.pairedDifference),
      all: pooled.this.pairedDifference,
    }
  }
  return differences
}

const BETWEEN = [
  'prior',
  'instant',
  'instant-flat',
  'residual-ridge',
  'best-single',
  'ensemble',
  'uniform-merge',
  'paper-linear@500',
]

function ratersOf({ images, rows }) {
  const placeOf = new Map(images.map((path, place) => [path, place]))
  const raters = new Map()
  for (const { rater, image, score } of rows) {
    if (!raters.has(rater)) raters.set(rater, { id: rater, photos: [], scores: [] })
    raters.get(rater).photos.push(placeOf.get(image))
    raters.get(rater).scores.push(score)
  }
  return [...raters.values()]
}

function keyOf({ rater, trial, shots }, method) {
  return `${method} ${rater} ${trial} ${shots}`
}

function decoded({ label, seconds, scores }) {
  const bytes = Buffer.from(scores, 'base64')
  return {
    label,
    seconds,
    scores: Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(4 * at)),
  }
}

function withoutRaters({ perRater: _perRater, ...figures }) {
  return figures
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]))
}
