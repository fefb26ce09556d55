// Builds a pack of this repository, from photos to read-out and prior, by one command; both packs by the same recipe.
//
//   npm run base && npm run build
//   node packs/build.js starter --data ../shared/data --work ~/palate-run
//   node packs/build.js dinov2-small --data ../shared/data --work ~/palate-run
//
// Each about an hour on two quiet cores. Stop it with Ctrl-C or kill it: the same command goes on from there. What it prints is
// kept beside the pack as build.log. OASIS set 2, photos and raters, stays out of everything here, unlabelled use
// included: it is what `palate evaluate` judges on. `--exclude street` leaves a source out, `--exclude oasis-beauty` a database.
// `--sets 0` builds from one half of OASIS, so that what is chosen can be chosen on the other (docs/evaluation.md).

import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { databasesOf, makeQualityDatabase } from './databases.js'
import { openJob, publish } from './job.js'
import { commonHeadOf, storePack, trainVectors } from './phase-one.js'
import { learnReadOut } from './read-out.js'
import { distilStudent } from './student.js'

const limitsOf = (sets) => [
  `Trained on about ${181 * sets.length} OASIS photos, 1,119 street views and 500 distorted photos: far smaller databases than the paper used.`,
  `Validation SROCC is measured on 20 % of each database; with ${36 * sets.length} photos its standard error is about ${sets.length === 2 ? '.1' : '.15'}.`,
  `The prior knows the taste of OASIS raters of sets ${sets.join(' and ')} in ${181 * sets.length} photos of people, animals, objects and scenes.`,
]

/**
 * The recipe. `job` as `openJob` gives it; `student` holds the settings of a base of our own, distilled from the teacher,
 * or nothing where the teacher itself is the base. The pack is left in `work/pack`.
 */
export async function buildRecipe(
  job,
  { name, data, quality, excluded, sets = ['0', '1'], teacher, student, settings, width },
) {
  const { work } = job
  const own = student === undefined ? undefined : await distilStudent({ ...job, data, teacher, excluded, ...student })
  const base = own?.base ?? teacher
  const training = { ...job, base, settings, work: join(work, 'training') }
  const recipesFor = (from) =>
    databasesOf({ data, quality, sets: from }).filter(
      ({ name: database }) => !excluded.has(database.split('-')[0]) && !excluded.has(database),
    )

  const all = { recipes: recipesFor(sets), what: `OASIS sets ${sets.join(' and ')}` }
  const commonHead = await commonHeadOf(training, { ...all, out: join(work, 'common-head.safetensors') })
  const vectors = await trainVectors(training, { ...all, commonHead, folder: join(work, 'vectors') })
  await storePack(job, {
    name,
    out: join(work, 'pack'),
    base,
    vectors,
    storage: { kind: 'low-rank', rank: 12, factors: 'int8' },
    ...(own === undefined ? {} : { embed: own.stored }),
    limits: limitsOf(sets),
  })

  // What people in general like is learnt by models that have not seen the photos: for each half of OASIS the vectors of the other.
  const folds = []
  for (const rated of sets) {
    const set = rated === '0' ? '1' : '0'
    const recipes = recipesFor([set])
    const what = `OASIS sets ${set}`
    const head = await commonHeadOf(training, { recipes, what, out: join(work, `common-head-${set}.safetensors`) })
    const half = await trainVectors(training, {
      recipes: recipes.filter(({ name: database }) => database.startsWith('oasis-')),
      what,
      commonHead: head,
      folder: join(work, `vectors-${set}`),
    })
    folds.push({ trainedOn: set, head, vectors: [...half, ...vectors.slice(half.length)] })
  }
  await learnReadOut({ ...job, data, base, folds, excluded, folder: join(work, 'pack'), sets, width })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values: flags, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      data: { type: 'string', default: '../shared/data' },
      work: { type: 'string' },
      out: { type: 'string' },
      seed: { type: 'string', default: '1' },
      exclude: { type: 'string', multiple: true, default: [] },
      sets: { type: 'string', default: '0,1' },
    },
  })
  const name = positionals[0]
  const variant = flags.exclude.length > 0 || flags.sets !== '0,1'
  if (!['starter', 'dinov2-small'].includes(name) || flags.work === undefined || (variant && flags.out === undefined)) {
    console.error(
      'usage: node packs/build.js starter|dinov2-small --work DIR [--data ../shared/data] [--out DIR [--sets 0] [--exclude street]]',
    )
    process.exit(2)
  }
  const palate = await import('../dist/index.js')
  const work = resolve(flags.work, name)
  const data = resolve(flags.data)
  const quality = resolve(flags.work, 'quality-database')
  makeQualityDatabase({ data, work: quality })
  await buildRecipe(openJob(palate, { work, seed: Number(flags.seed) }), {
    name: variant ? basename(resolve(flags.out)) : name,
    data,
    quality,
    excluded: new Set(flags.exclude),
    sets: flags.sets.split(','),
    // Block 11 of 12: read there, DINOv2-small predicts beauty better than at its end (docs/results.md, "Where to read").
    teacher: await palate.openBase('dinov2-small', { depth: 11, imageSize: 140 }),
    ...(name === 'starter' ? { student: {} } : {}),
    settings: palate.trainPreset('quick'),
    width: 64,
  })
  const here = dirname(fileURLToPath(import.meta.url))
  publish({ pack: join(work, 'pack'), work, out: flags.out === undefined ? join(here, name) : resolve(flags.out) })
}
