// Are ten ratings worth more where palate asks for them? Each rater is asked, photo after photo, what the taste so far wants to know,
// and as many photos at random; both tastes are judged on the photos that neither saw. With the pack's prior, and with none.
//
//   npm run build
//   node scripts/compare-asking.js --data ../shared/data --pack starter [--shots 10,20] [--set 2]

import { parseArgs } from 'node:util'
import { createRandom, fitPosterior, nextPhotos, summarise } from '../dist/index.js'
import { evidenceOf, oasisRaters, randomPhotos, scoresOf } from './raters.js'

const { values: flags } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    pack: { type: 'string', default: 'starter' },
    set: { type: 'string', default: '2' },
    shots: { type: 'string', default: '10,20' },
    seed: { type: 'string', default: '0' },
  },
})
const { model, rows, raters } = await oasisRaters(flags)
// Nothing known of people, and all weights alike but for the spread of their numbers.
const none = {
  mean: new Float64Array(rows.width),
  deviation: model.prior.deviation.map((_, at) => (at === 0 ? 0 : at <= model.shape.databases ? 0.3 : 0.1)),
}
console.log('| prior | ratings | at random | asked | difference, 95 % |\n| --- | ---: | ---: | ---: | ---: |')
for (const [name, prior] of Object.entries({ "the pack's": model.prior, none })) {
  for (const shots of flags.shots.split(',').map(Number)) {
    const judged = raters.map((rater) => judge(rater, prior, shots))
    const { methods } = await summarise({
      seed: Number(flags.seed),
      trials: 1,
      shots: [shots],
      judged,
      excluded: { raters: [], trials: [] },
      pairedAgainst: 'random',
    })
    const [random, asked] = ['random', 'asked'].map((label) => methods[label][String(shots)])
    const { difference, low, high } = asked.pairedDifference
    const figures = [random.srocc.mean, asked.srocc.mean].map((value) => value.toFixed(3)).join(' | ')
    console.log(
      `| ${name} | ${shots} | ${figures} | ${difference.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)}) |`,
    )
  }
}

function judge(rater, prior, shots) {
  const random = randomPhotos(rater, shots, `${flags.seed}/${rater.id}/${shots}`)
  const stream = createRandom(`${flags.seed}/ask/${rater.id}/${shots}`)
  const asked = []
  let posterior = fitPosterior({ prior, rows, evidence: [], settings: model.settings })
  const unrated = Array.from({ length: rows.count }, (_, place) => place).filter((place) => !rater.scoreOf.has(place))
  while (asked.length < shots) {
    const exclude = new Set([...asked, ...unrated])
    asked.push(...nextPhotos({ posterior, rows, exclude, random: stream, count: 1 }))
    posterior = fitPosterior({
      prior,
      rows,
      evidence: evidenceOf(rater, asked),
      settings: model.settings,
      start: posterior,
    })
  }
  const byChance = fitPosterior({ prior, rows, evidence: evidenceOf(rater, random), settings: model.settings })
  const seen = new Set([...random, ...asked])
  const photos = [...rater.scoreOf.keys()].filter((place) => !seen.has(place)).sort((a, b) => a - b)
  const outcome = (label, fitted) => {
    const scores = scoresOf(fitted, rows)
    return { label, seconds: 0, scores: Float32Array.from(photos, (place) => scores[place]) }
  }
  return {
    rater: rater.id,
    trial: 0,
    shots,
    test: { photos, scores: photos.map((place) => rater.scoreOf.get(place)) },
    outcomes: [outcome('random', byChance), outcome('asked', posterior)],
  }
}
