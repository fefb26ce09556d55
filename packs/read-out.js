import { join } from 'node:path'
import { unlabelledPhotos } from './databases.js'

/**
 * Read-out and prior of a pack. The read-out is distilled on unlabelled photos, each as it is and mirrored. The prior is
 * learnt by cross-fitting: photos of set 0 are described by vectors of set 1 and the other way round, for each of the pack's
 * sets.
 */
export async function learnReadOut({
  palate,
  data,
  work,
  folder,
  base,
  folds,
  excluded,
  sets,
  width,
  seed,
  log,
  ...job
}) {
  const pack = await palate.openPack(folder)
  const paths = await unlabelledPhotos({ palate, data, excluded, sets })
  const n = pack.databases.length
  const bed = await palate.openBed({ ...job, pack, base, paths, cache: join(work, 'bed') })
  const readOut = await palate.distilPack(bed, { width, seed }).finally(() => bed.close())
  const { trunk, plain: plainAxes } = readOut
  log(
    `read-out on ${readOut.photos.length} photos: ridge ${readOut.penalty}, SROCC with the models on photos held out:`,
  )
  pack.databases.forEach(({ name }, at) => log(`  ${name} ${readOut.fidelity[at].toFixed(4)}`))

  const rated = await crossFitted({
    palate,
    data,
    work,
    pack,
    base,
    folds,
    readOut,
    plainAxes,
    trunk,
    width,
    ...job,
  })
  const options = { ...job, groups: rated.groups, seed }
  const learnt = palate.learnPrior({ ...options, numbers: rated.numbers, databases: n, spread: readOut.spread })
  const plain = palate.learnPrior({ ...options, numbers: rated.plain, databases: 0, spread: plainAxes.spread })
  log(`prior: ${JSON.stringify(learnt.settings)}`)
  log(`prior without task vectors: ${JSON.stringify(plain.settings)}`)
  const raters = rated.groups.reduce((sum, group) => sum + group.raters.length, 0)
  const { scores, embedding, exact, fidelity, penalty } = readOut
  await palate.addReadOut(
    pack,
    {
      trunk,
      scores,
      embedding,
      exact,
      prior: learnt.prior,
      plain: { embedding: plainAxes.embedding, prior: plain.prior },
    },
    {
      photos: readOut.photos,
      fidelity: pack.databases.map(({ name }, at) => ({ database: name, srocc: fidelity[at] })),
      prior: {
        raters,
        photos: rated.numbers.rows,
        source: `beauty ratings of Brielmann and Pelli 2019, OASIS sets ${sets.join(' and ')}, by cross-fitting`,
      },
      settings: { penalty, prior: learnt.settings, plain: plain.settings },
    },
  )
}

/** Rated photos as packs describe them that have not seen them, and who rated them: one group of raters a set. */
async function crossFitted({ palate, data, work, pack, base, folds, readOut, plainAxes, trunk, width, ...job }) {
  const n = pack.databases.length
  const parts = []
  for (const { trainedOn, head, vectors } of folds) {
    const set = trainedOn === '0' ? '1' : '0'
    const database = await palate.openDatabase(join(data, 'oasis-beauty'), { where: [{ column: 'set', value: set }] })
    const bed = await palate.openBed({
      ...job,
      pack,
      base,
      paths: database.images,
      cache: join(work, `bed-${set}`),
    })
    try {
      const pretrained = new Map([...base.parameters, ...head])
      const fitted = []
      for (const path of vectors) fitted.push(await readVector(palate, path))
      const merged = palate.merge(pretrained, fitted, { vector: [...trunk] })
      const rows = bed.photos.length
      const embeddings = await bed.embed(merged)
      const columns = embeddings.length / rows
      const e = palate.applyAffine(readOut.embedding, { rows, columns, data: embeddings })
      const plain = palate.applyAffine(plainAxes.embedding, { rows, columns, data: await bed.embed(pretrained) })
      const numbers = new Float32Array(rows * (n + width))
      for (let index = 0; index < n; index++) {
        // From this half's common head, for all databases: that of the pack has learnt from the scores of the other half too.
        const scores = await bed.score(palate.merge(pretrained, [fitted[index]], { vector: [1] }))
        const [mean, deviation] = [readOut.exact.mean[index], readOut.exact.deviation[index]]
        scores.forEach((score, photo) => (numbers[photo * (n + width) + index] = (score - mean) / deviation))
      }
      for (let photo = 0; photo < rows; photo++)
        numbers.set(e.subarray(photo * width, (photo + 1) * width), photo * (n + width) + n)
      parts.push({
        rows,
        numbers,
        plain,
        raters: ratersOf(
          database,
          bed.photos,
          parts.reduce((sum, part) => sum + part.rows, 0),
        ),
      })
    } finally {
      await bed.close()
    }
  }
  let start = 0
  const groups = parts.map(({ rows, raters }) => {
    const photos = Array.from({ length: rows }, (_, at) => start + at)
    start += rows
    return { photos, raters }
  })
  const joined = (pick, columns) => {
    const all = new Float32Array(start * columns)
    let at = 0
    for (const part of parts) {
      all.set(pick(part), at)
      at += part.rows * columns
    }
    return { rows: start, columns, data: all }
  }
  return {
    groups: groups.length > 1 ? groups : halvesOf(groups[0]),
    numbers: joined(({ numbers }) => numbers, n + width),
    plain: joined(({ plain }) => plain, width),
  }
}

/** Two groups of one set, for its prior is judged on photos that it was not learnt from: every other photo, the same raters. */
function halvesOf({ photos, raters }) {
  return [0, 1].map((half) => {
    const own = new Set(photos.filter((_, at) => at % 2 === half))
    const cut = raters.map((rater) => {
      const places = rater.photos.flatMap((photo, at) => (own.has(photo) ? [at] : []))
      return { photos: places.map((at) => rater.photos[at]), scores: places.map((at) => rater.scores[at]) }
    })
    return { photos: [...own], raters: cut.filter(({ scores }) => new Set(scores).size > 1) }
  })
}

/** Raters whose scores differ, with the places of their photos in the joint table. */
function ratersOf(database, photos, start) {
  const places = new Map(photos.map(({ path }, at) => [path, start + at]))
  const raters = new Map()
  for (const { rater, image, score } of database.rows) {
    if (!places.has(image)) continue
    if (!raters.has(rater)) raters.set(rater, { photos: [], scores: [] })
    raters.get(rater).photos.push(places.get(image))
    raters.get(rater).scores.push(score)
  }
  return [...raters.values()].filter(({ scores }) => new Set(scores).size > 1)
}

async function readVector(palate, path) {
  const file = await palate.openVectorFile(path)
  try {
    return await palate.readAll(file.layers)
  } finally {
    await file.close()
  }
}
