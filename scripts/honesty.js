// Does an instant taste know how sure it is? On raters whom nothing was trained on: calibration of its probabilities for unseen pairs, and whether the
// agreement it foretells from the ratings alone is what the unseen photos then show.
//
//   npm run build
//   node scripts/honesty.js --data ../shared/data --pack starter [--shots 10,50,100] [--set 2]

import { parseArgs } from 'node:util'
import { calibration, createRandom, estimateAgreement, fitPosterior, preference, srocc } from '../dist/index.js'
import { evidenceOf, oasisRaters, randomPhotos, scoresOf } from './raters.js'

const { values: flags } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    pack: { type: 'string', default: 'starter' },
    set: { type: 'string', default: '2' },
    shots: { type: 'string', default: '10,50,100' },
    pairs: { type: 'string', default: '300' },
    seed: { type: 'string', default: '0' },
  },
})
const { model, rows, raters } = await oasisRaters(flags)
const { prior, settings } = model
console.log(
  '| ratings | calibration error over pairs | foretold SROCC | found | interval held | no model fits: told, of those found below .2 | of the others |',
)
console.log('| ---: | ---: | ---: | ---: | ---: | ---: | ---: |')
for (const shots of flags.shots.split(',').map(Number)) {
  const judged = []
  const found = raters.map((rater) => {
    const seed = `${flags.seed}/honesty/${rater.id}/${shots}`
    const support = randomPhotos(rater, shots, seed)
    const evidence = evidenceOf(rater, support)
    const posterior = fitPosterior({ prior, rows, evidence, settings })
    const seen = new Set(support)
    const test = [...rater.scoreOf.keys()].filter((place) => !seen.has(place))
    judged.push(...judgedPairs(rater, test, posterior, createRandom(`${seed}/pairs`)))
    const scores = scoresOf(posterior, rows)
    const truth = srocc(
      test.map((place) => scores[place]),
      test.map((place) => rater.scoreOf.get(place)),
    )
    return {
      truth,
      told: estimateAgreement({ prior, rows, evidence, settings, random: createRandom(`${seed}/agreement`) }),
    }
  })
  const known = found.filter(({ told, truth }) => told.srocc !== null && Number.isFinite(truth))
  const held = known.filter(
    ({
      told: {
        interval: [low, high],
      },
      truth,
    }) => low <= truth && truth <= high,
  )
  const [poor, others] = [known.filter(({ truth }) => truth < 0.2), known.filter(({ truth }) => truth >= 0.2)]
  const told = (some) =>
    `${some.filter(({ told: { verdict } }) => verdict === 'no-model-fits').length} of ${some.length}`
  const mean = (values) => (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3)
  const { ece } = calibration(judged)
  console.log(
    `| ${shots} | ${ece.toFixed(3)} | ${mean(known.map(({ told: { srocc: value } }) => value))} | ${mean(known.map(({ truth }) => truth))} | ` +
      `${((100 * held.length) / known.length).toFixed(0)} % | ${told(poor)} | ${told(others)} |`,
  )
}

/** Random pairs of unseen photos that the rater told apart, with the probability given to the order they gave. */
function judgedPairs(rater, test, posterior, random) {
  const row = (place) => rows.data.subarray(place * rows.width, (place + 1) * rows.width)
  const result = []
  for (let tries = 0; tries < Number(flags.pairs); tries++) {
    const [a, b] = [test[random.integer(test.length)], test[random.integer(test.length)]]
    const difference = rater.scoreOf.get(a) - rater.scoreOf.get(b)
    if (difference === 0) continue
    result.push({ probability: preference(posterior, row(a), row(b)), outcome: difference > 0 ? 1 : 0 })
  }
  return result
}
