// A pack on OpenCLIP by the paper's recipe (Sec. D and F), ready to run where its databases are:
//
//   npm run build
//   node packs/openclip.js --architecture openclip-vit-b-16 --weights open_clip_pytorch_model.bin \
//     --databases databases.json --unlabelled ~/Photos --work ~/openclip-run --out ~/openclip-b16
//
// databases.json is a list. Each entry names a database folder, and how it is read where `palate train` would need flags:
//
//   [{ "name": "ava", "title": "AVA", "folder": "/data/ava", "licence": "research", "source": "Murray et al. 2012" },
//    { "name": "koniq", "title": "KonIQ-10k", "folder": "/data/koniq", "licence": "research", "source": "Hosu et al. 2020",
//      "ratings": "scores.csv", "score": "MOS", "where": [{ "column": "set", "value": "training" }], "template": "five", "range": [1, 5] }]
//
// The base is imported, one head is trained on all databases, then head and backbone on each (60,000 and 5,000 steps: days
// without a GPU; --preset quick takes hours), and the vectors are stored in half precision. What the n models say is distilled
// into one pass on the unlabelled photos; the prior knows nobody. Stop it with Ctrl-C or kill it: the same command goes on
// from there. What it prints is kept beside the pack as build.log. --architecture takes a JSON file of another tower too.

import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { openJob, publish } from './job.js'
import { commonHeadOf, storePack, trainVectors } from './phase-one.js'

const databasesSchema = z
  .array(
    z.strictObject({
      name: z.string(),
      title: z.string(),
      folder: z.string(),
      licence: z.string(),
      source: z.string(),
      ratings: z.string().optional(),
      score: z.string().optional(),
      where: z.array(z.strictObject({ column: z.string(), value: z.string() })).optional(),
      template: z.enum(['ten', 'five']).optional(),
      range: z.tuple([z.number(), z.number()]).optional(),
    }),
  )
  .min(1)

/** The databases of a JSON file; their folders are relative to it. @throws {Error} naming the file and what is wrong. */
export function readDatabases(path) {
  const parsed = databasesSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')))
  if (!parsed.success) {
    const { path: at, message } = parsed.error.issues[0]
    throw new Error(`${path}: ${at.join('.')}: ${message}`)
  }
  return parsed.data.map(({ folder, ratings, score, where, ...rest }) => {
    const options = Object.fromEntries(
      Object.entries({ ratings, score, where }).filter(([, value]) => value !== undefined),
    )
    return { ...rest, folder: resolve(dirname(path), folder), options }
  })
}

/**
 * The recipe. `job` as `openJob` gives it; `architecture` a name or the description of a tower; `databases` as
 * `readDatabases` gives them; `unlabelled` folders of photos. The pack is left in `work/pack`, its base in `home`.
 */
export async function openClipRecipe(job, options) {
  const { palate, work, log, seed } = job
  const { name, architecture, weights, home, databases, unlabelled, settings, width } = options
  const imported = await palate.importBase({ weights, architecture, name, home, source: options.source })
  const base = await palate.openBase(name, { home })
  log(`base ${name}: hash ${imported.hash}`)

  const training = { ...job, base, settings, work: join(work, 'training') }
  const all = { recipes: databases, what: `preset ${settings.preset}` }
  const commonHead = await commonHeadOf(training, { ...all, out: join(work, 'common-head.safetensors') })
  const vectors = await trainVectors(training, { ...all, commonHead, folder: join(work, 'vectors') })
  const folder = join(work, 'pack')
  await storePack(job, { name, out: folder, base, vectors, storage: { kind: 'f16' } })

  const pack = await palate.openPack(folder)
  const paths = await palate.findPhotos(unlabelled)
  const bed = await palate.openBed({ ...job, pack, base, paths, cache: join(work, 'bed') })
  const readOut = await palate.distilPack(bed, { width, seed }).finally(() => bed.close())
  const fidelity = pack.databases.map(({ name: database }, at) => ({ database, srocc: readOut.fidelity[at] }))
  log(
    `read-out on ${readOut.photos.length} photos: ridge ${readOut.penalty}, SROCC with the models on photos held out:`,
  )
  for (const { database, srocc } of fidelity) log(`  ${database} ${srocc.toFixed(4)}`)
  await palate.addReadOut(pack, palate.readOutWithoutRaters(readOut), {
    photos: readOut.photos,
    fidelity,
    prior: null,
    settings: { penalty: readOut.penalty },
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values: flags } = parseArgs({
    options: {
      architecture: { type: 'string' },
      name: { type: 'string' },
      weights: { type: 'string' },
      source: { type: 'string', default: 'not stated' },
      databases: { type: 'string' },
      unlabelled: { type: 'string', multiple: true },
      work: { type: 'string' },
      out: { type: 'string' },
      preset: { type: 'string', default: 'paper' },
      width: { type: 'string', default: '64' },
      seed: { type: 'string', default: '1' },
    },
  })
  const missing = ['architecture', 'weights', 'databases', 'unlabelled', 'work', 'out'].filter((flag) => !flags[flag])
  if (missing.length > 0) {
    console.error(`usage: see the head of packs/openclip.js; missing: ${missing.map((flag) => `--${flag}`).join(', ')}`)
    process.exit(2)
  }
  const palate = await import('../dist/index.js')
  const custom = existsSync(flags.architecture) ? JSON.parse(readFileSync(flags.architecture, 'utf8')) : undefined
  if (custom === undefined && !Object.hasOwn(palate.architectures, flags.architecture)) {
    const known = Object.keys(palate.architectures).join(', ')
    console.error(`there is no architecture ${flags.architecture}; choose ${known}, or name a JSON file`)
    process.exit(2)
  }
  const work = resolve(flags.work)
  await openClipRecipe(openJob(palate, { work, seed: Number(flags.seed) }), {
    name: flags.name ?? (custom === undefined ? flags.architecture : undefined),
    architecture: custom ?? flags.architecture,
    weights: flags.weights,
    source: flags.source,
    home: palate.palateHome(),
    databases: readDatabases(resolve(flags.databases)),
    unlabelled: flags.unlabelled,
    settings: palate.trainPreset(flags.preset),
    width: Number(flags.width),
  })
  publish({ pack: join(work, 'pack'), work, out: resolve(flags.out) })
}
