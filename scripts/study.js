// The study on real raters that docs/evaluation.md keeps: every method that needs no network of its own for each rater, on raters whom nothing was
// trained on. What is finished stands in record files under --out: stop it, and the same command goes on.
//
//   npm run base && npm run build
//   node scripts/study.js run --data ../shared/data --out WORK/study [--packs starter,dinov2-small] [--without FOLDER] [--networks FILE]
//   node scripts/study.js run --data ../shared/data --out WORK/study --set 1 --packs FOLDER_OF_HALF_0 --trials 3
//   node scripts/study.js write --out WORK/study --docs docs
//
// `--without` is a pack that lacks the beauty vector, named after the one it is compared with (starter-nobeauty). `--networks` is what
// `palate evaluate --out` kept of methods that train a network a rater: the others are judged on the same raters and draws. `--set 0` and
// `--set 1` judge half packs, for choosing defaults. `write` replaces what stands between `<!-- study:NAME -->` marks; the rest is kept by hand.

import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openPackAndBase } from '../dist/index.js'
import { writeStudy } from './study-document.js'
import { judgedTrials, measure, measureBetween } from './study-record.js'

const METHODS = [
  'prior zero-shot best-single ensemble-uniform ensemble-softmax ensemble uniform-merge',
  'paper-linear paper-linear-uniform-init paper-linear-best-fit-init paper-linear-mse paper-linear-layer-agnostic',
  'instant instant-exact instant-plain instant-flat ridge residual-ridge svr nearest others-mean',
].flatMap((names) => names.split(' '))
const SHOTS = [0, 5, 10, 20, 50, 100]
const palate = fileURLToPath(new URL('../bin/palate.js', import.meta.url))

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string', default: '../shared/data' },
    out: { type: 'string' },
    docs: { type: 'string', default: 'docs' },
    set: { type: 'string', default: '2' },
    packs: { type: 'string' },
    without: { type: 'string', multiple: true, default: [] },
    networks: { type: 'string', multiple: true, default: [] },
    trials: { type: 'string', default: '10' },
    raters: { type: 'string' },
    methods: { type: 'string', default: METHODS.join(',') },
  },
})
const verbs = { run, write: () => writeStudy({ studies: readStudies(), docs: flags.docs }) }
const verb = verbs[positionals[0]]
if (verb === undefined || positionals.length > 1 || flags.out === undefined) {
  console.error(
    'usage: node scripts/study.js run|write --out DIR [--data DATA] [--docs docs]; the head of the script says more',
  )
  process.exit(2)
}
await verb()

async function run() {
  mkdirSync(flags.out, { recursive: true })
  // A variant or a kept run alone does not run the packs again.
  const alone = flags.without.length + flags.networks.length > 0
  const packs = flags.packs?.split(',') ?? (alone ? [] : ['starter', 'dinov2-small'])
  for (const pack of packs) await judge({ pack, role: flags.set === '2' ? 'pack' : 'half' })
  for (const pack of flags.without) await judge({ pack, role: 'without' })
  for (const file of flags.networks) besideNetworks(file)
}

/** One pack on one set: what `palate evaluate` finds, every label also against the default method, and all K > 0 together. */
async function judge({ pack: where, role }) {
  const name = await nameOf(where)
  const found = evaluateInto({
    pack: where,
    name,
    // Too few replicates to report: intervals against the default method are made below.
    more: [
      '--methods',
      flags.methods,
      '--shots',
      SHOTS.join(','),
      '--trials',
      flags.trials,
      '--replicates',
      '40',
    ].concat(flags.raters === undefined ? [] : ['--raters', flags.raters]),
  })
  console.error(`${name}: intervals`)
  const from = { folder: join(flags.data, 'oasis-beauty'), set: flags.set, record: recordOf(name) }
  const judged = await judgedTrials({ ...from, methods: flags.methods.split(','), document: found })
  const study = { role, set: flags.set, ...found, ...(await measure(judged, found)) }
  const whole =
    role === 'without' ? readStudies().find((each) => each.role === 'pack' && isVariantOf(name, each)) : undefined
  if (whole !== undefined) {
    const others = await judgedTrials({
      ...from,
      record: recordOf(whole.pack.name),
      methods: flags.methods.split(','),
      document: found,
    })
    study.lessWhole = await measureBetween(judged, others, found)
    study.whole = whole.pack.name
  }
  writeFileSync(fileOf(flags.set === '2' ? name : `${name}-set${flags.set}`), JSON.stringify(study))
}

/** A kept run of methods that train a network a rater, with what the others make of the same raters, draws and numbers of ratings. */
function besideNetworks(file) {
  const kept = JSON.parse(readFileSync(file, 'utf8'))
  const { name } = kept.pack
  const { raters, trials, shots, seed } = kept
  const same = [
    '--shots',
    shots.join(','),
    '--trials',
    String(trials),
    '--raters',
    String(raters),
    '--seed',
    String(seed),
  ]
  const ours = evaluateInto({ pack: flags.packs ?? name, name, more: ['--methods', flags.methods, ...same] })
  const difference = Math.max(
    ...shots.map((k) => Math.abs(ours.methods.prior[k].srocc.mean - kept.methods.prior[k].srocc.mean)),
  )
  if (ours.pack.hash !== kept.pack.hash || ours.seed !== seed || !(difference < 1e-6))
    throw new Error(`${file} was made with another pack or other draws; run it again with the pack in use`)
  const study = { role: 'networks', set: '2', ...ours, methods: { ...kept.methods, ...ours.methods } }
  writeFileSync(fileOf(`${name}-networks`), JSON.stringify(study))
}

/** `palate evaluate` on the set, with the pack's record. */
function evaluateInto({ pack, name, more }) {
  const out = join(flags.out, `${name}.evaluate`)
  const database = [join(flags.data, 'oasis-beauty'), '--where', `set=${flags.set}`]
  const files = ['--record', recordOf(name), '--out', out]
  const args = [palate, 'evaluate', ...database, '--pack', pack, '--keep', '0,50,500', ...files, ...more]
  console.error(`node ${args.join(' ')}`)
  const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) process.exit(status ?? 1)
  const document = JSON.parse(readFileSync(out, 'utf8'))
  if (document.skipped.length > 0)
    throw new Error(`${document.skipped.length} photos cannot be read; the study needs all`)
  return document
}

async function nameOf(where) {
  return (await openPackAndBase(where)).pack.name
}

function isVariantOf(name, study) {
  return name.startsWith(`${study.pack.name}-`)
}

function recordOf(name) {
  return join(flags.out, `${name}-set${flags.set}.jsonl`)
}

function fileOf(name) {
  return join(resolve(flags.out), `${name}.json`)
}

function readStudies() {
  const files = readdirSync(flags.out).filter((file) => file.endsWith('.json'))
  return files.sort().map((file) => ({ file, ...JSON.parse(readFileSync(join(flags.out, file), 'utf8')) }))
}
