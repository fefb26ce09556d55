// At which block, and at which size, is a base read best? Ridge regression of the mean beauty of one OASIS set on the base's embedding,
// tried on the raters of the other set; sets 0 and 1 only.
//
//   npm run base && npm run build
//   node scripts/where-to-read.js --data ../shared/data [--base dinov2-small] [--sizes 140,224] [--from 6]

import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { applyAffine, loadPhoto, openBase, openDatabase, openEngine, openNetwork, ridge, srocc } from '../dist/index.js'

const { values: flags } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    base: { type: 'string', default: 'dinov2-small' },
    sizes: { type: 'string', default: '140,224' },
    from: { type: 'string', default: '6' },
  },
})
const PENALTIES = [0.1, 0.3, 1, 3]
const engine = openEngine()
const sets = []
for (const value of ['0', '1'])
  sets.push(await openDatabase(join(flags.data, 'oasis-beauty'), { where: [{ column: 'set', value }] }))
const photos = sets.flatMap(({ images }) => images)
const placeOf = new Map(photos.map((path, at) => [path, at]))
const raters = sets.map((set) => ratersOf(set))
const target = meanRatings()
const stored = await openBase(flags.base)

console.log(`| image | block | SROCC of raters | of their mean |\n| --- | ---: | ---: | ---: |`)
for (const size of flags.sizes.split(',').map(Number)) {
  const { preprocessing } = await openBase(flags.base, { imageSize: size })
  const crops = []
  for (const path of photos) crops.push((await loadPhoto(path, preprocessing)).crop)
  for (let depth = Number(flags.from); depth <= stored.tower.depth; depth++) {
    const base = await openBase(flags.base, { imageSize: size, depth })
    const network = await openNetwork(engine, { tower: base.tower, preprocessing })
    await network.bind(base.parameters)
    const embeddings = standardised(await network.run(crops), network.width)
    await network.close()
    const best = PENALTIES.map((penalty) => judged(embeddings, penalty)).reduce((a, b) => (b.raters > a.raters ? b : a))
    console.log(`| ${size} px | ${depth} | ${best.raters.toFixed(3)} | ${best.mean.toFixed(3)} |`)
  }
}

/** Each set by what was learnt of the other. */
function judged(embeddings, penalty) {
  const found = { raters: 0, mean: 0 }
  for (const [test, set] of sets.entries()) {
    const train = sets[1 - test].images.map((path) => placeOf.get(path))
    // Embeddings are standardised: a penalty of 1 is one deviation's worth of all numbers together.
    const fit = ridge(
      embeddings,
      { rows: photos.length, columns: 1, data: target },
      () => penalty * embeddings.columns,
      train,
    )
    const scores = applyAffine(fit, embeddings)
    const own = set.images.map((path) => placeOf.get(path))
    found.mean +=
      srocc(
        own.map((at) => scores[at]),
        own.map((at) => target[at]),
      ) / 2
    const each = raters[test].map(({ places, given }) =>
      srocc(
        places.map((at) => scores[at]),
        given,
      ),
    )
    found.raters += each.reduce((sum, value) => sum + value, 0) / each.length / 2
  }
  return found
}

function ratersOf({ rows }) {
  const byRater = new Map()
  for (const { rater, image, score } of rows) {
    if (!byRater.has(rater)) byRater.set(rater, { places: [], given: [] })
    byRater.get(rater).places.push(placeOf.get(image))
    byRater.get(rater).given.push(score)
  }
  return [...byRater.values()].filter(({ given }) => new Set(given).size > 1)
}

/** Mean over raters of their scores in deviations from their own mean. */
function meanRatings() {
  const sums = new Float64Array(photos.length)
  const counts = new Float64Array(photos.length)
  for (const { places, given } of raters.flat()) {
    const mean = given.reduce((sum, score) => sum + score, 0) / given.length
    const deviation = Math.sqrt(given.reduce((sum, score) => sum + (score - mean) ** 2, 0) / given.length)
    places.forEach((place, at) => {
      sums[place] += (given[at] - mean) / deviation
      counts[place]++
    })
  }
  return sums.map((sum, at) => sum / counts[at])
}

function standardised(data, columns) {
  const rows = data.length / columns
  const result = new Float32Array(data.length)
  for (let column = 0; column < columns; column++) {
    let [sum, squares] = [0, 0]
    for (let row = 0; row < rows; row++) sum += data[row * columns + column] / rows
    for (let row = 0; row < rows; row++) squares += (data[row * columns + column] - sum) ** 2 / rows
    for (let row = 0; row < rows; row++)
      result[row * columns + column] = (data[row * columns + column] - sum) / (Math.sqrt(squares) || 1)
  }
  return { rows, columns, data: result }
}
