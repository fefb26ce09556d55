import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { lineChart, scatterChart } from '../dist/core/picture.js'
import { DEFAULT_METHOD } from './study-record.js'

/** What the tables call the labels, in their order; a label that is not here stands in the JSON alone. */
const ROWS = {
  'others-mean': 'mean of the other raters: upper reference, which no program has',
  instant: '**`instant`**: the default',
  'instant-exact': '`instant-exact`: the n models themselves',
  'instant-plain': '`instant-plain`: no task vectors',
  'instant-flat': '`instant-flat`: no knowledge of other raters',
  prior: '`prior`: no ratings',
  'residual-ridge': '`residual-ridge` over the K = 0 score',
  ridge: '`ridge` on the frozen base',
  svr: '`svr` on the frozen base',
  nearest: '`nearest` neighbours on the frozen base',
  'best-single': '`best-single`: one model by the ratings',
  'ensemble-uniform': '`ensemble-uniform`: mean of the models’ scores',
  'ensemble-softmax': '`ensemble-softmax`: weights at T = 1',
  ensemble: '`ensemble`: weights at T = 1 / √(K − 1)',
  'uniform-merge': '`uniform-merge`, untrained',
  'paper-linear@0': '`paper-linear`, step 0: adaptive merge, untrained',
  'paper-linear@50': '`paper-linear`, step 50',
  'paper-linear@500': '`paper-linear`, step 500',
  'paper-linear-uniform-init@500': '`paper-linear-uniform-init`, step 500',
  'paper-linear-best-fit-init@500': '`paper-linear-best-fit-init`, step 500',
  'paper-linear-mse@500': '`paper-linear-mse`, step 500',
  'paper-linear-layer-agnostic@500': '`paper-linear-layer-agnostic`, step 500',
}
const UPPER = 'others-mean'
const words = (text) => text.split(' ')
const CURVES = {
  instant: words('instant instant-exact instant-plain instant-flat prior residual-ridge'),
  'first-tries': words('instant prior residual-ridge ridge svr nearest best-single others-mean'),
  paper: words(
    'instant best-single ensemble-uniform ensemble uniform-merge paper-linear@0 paper-linear@50 paper-linear@500',
  ),
}
const HARMED = words('instant instant-plain instant-flat residual-ridge ridge svr best-single paper-linear@500')

/** Replaces the marked blocks of docs/evaluation.md, and writes pictures and small JSON documents to docs/evaluation/. */
export async function writeStudy({ studies, docs }) {
  const folder = join(docs, 'evaluation')
  mkdirSync(folder, { recursive: true })
  for (const study of studies) writeFileSync(join(folder, study.file), compact(study))
  const of = (wanted) => studies.filter(({ role }) => role === wanted)
  const packs = of('pack')
  for (const study of packs) {
    const networks = of('networks').find(({ pack }) => pack.name === study.pack.name)
    await drawPictures({ study, networks, path: (kind) => join(folder, `${study.pack.name}-${kind}.svg`) })
  }
  const each = (some, make) => some.map((study) => `**${study.pack.name}**\n\n${make(study)}`).join('\n\n')
  const pictures = (...kinds) =>
    each(packs, ({ pack: { name } }) =>
      kinds.map((kind) => `![${name}, ${kind}](evaluation/${name}-${kind}.svg)`).join('\n\n'),
    )
  const later = ({ shots }) => shots.filter((k) => k > 0)
  const blocks = {
    size: packs.map(sizeOf).join('\n'),
    srocc: each(packs, sroccTable),
    curves: pictures(...Object.keys(CURVES)),
    leads: leadsTable(packs),
    against: each(packs, againstTable),
    harmed: each(packs, (study) => methodsTable(study, later(study), ({ harmed }) => percent(harmed))),
    'harmed-curves': pictures('harmed'),
    cost: each(packs, (study) => methodsTable(study, later(study), ({ secondsPerUser }) => secondsOf(secondsPerUser))),
    'cost-curves': pictures('cost-10', 'cost-100'),
    without: each(of('without'), withoutTables),
    networks: each(of('networks'), networksTable),
    choice: choiceTable(of('half'), packs),
  }
  const path = join(docs, 'evaluation.md')
  let text = readFileSync(path, 'utf8')
  for (const [name, block] of Object.entries(blocks)) {
    const [start, end] = [`<!-- study:${name} -->`, `<!-- /study:${name} -->`]
    const [before, after] = [text.indexOf(start), text.indexOf(end)]
    if (before < 0 || after < before) throw new Error(`${path} has no block ${start} .. ${end}`)
    text = `${text.slice(0, before)}${start}\n\n${block || '_Not run._'}\n\n${text.slice(after)}`
  }
  writeFileSync(path, text)
}

function sizeOf({ pack, raters, trials, seed, database, excluded, methods }) {
  const all = Object.values(methods).flatMap((byShots) => Object.values(byShots))
  const spread = Math.max(...all.map(({ srocc }) => srocc.std ?? 0))
  return (
    `- \`${pack.name}\` (${pack.hash.slice(0, 12)}): ${raters} raters, ${database.photos} photos, trials: ${trials}, seed ${seed}; ` +
    `${excluded.raters.length} raters and ${excluded.trials.length} draws left out for having one score; ` +
    `the mean SROCC of a method varies from trial to trial by ${decimals(spread)} at most (standard deviation).`
  )
}

/** One row a method; `all` is K > 0 together. */
function methodsTable(study, columns, cell, labels = labelsOf(study)) {
  const at = (label, k) => cell(k === 'all' ? study.pooled[label] : study.methods[label][k])
  return table(
    ['method', ...columns.map((k) => (k === 'all' ? 'all K > 0' : k))],
    labels.map((label) => [ROWS[label], ...columns.map((k) => at(label, k))]),
  )
}

function sroccTable(study) {
  return methodsTable(study, [...study.shots, 'all'], ({ srocc }) => decimals(srocc.mean))
}

function againstTable(study) {
  const labels = labelsOf(study).filter((label) => label !== study.pairedAgainst)
  return methodsTable(study, [...study.shots, 'all'], ({ pairedDifference }) => difference(pairedDifference), labels)
}

/** True whatever the numbers are: the highest mean, and which methods the intervals do not tell from the default. */
function leadsTable(studies) {
  const rows = studies.flatMap((study) =>
    study.shots.map((k) => {
      const found = labelsOf(study)
        .filter((label) => label !== UPPER)
        .map((label) => ({ label, ...study.methods[label][k] }))
      const best = highest(found, ({ srocc }) => srocc.mean)
      const near = found.filter((each) => each.label !== DEFAULT_METHOD && !certain(each.pairedDifference))
      return [
        study.pack.name,
        k,
        `\`${best.label}\` ${decimals(best.srocc.mean)}`,
        near.map(({ label }) => `\`${label}\``).join(', '),
      ]
    }),
  )
  return rows.length === 0 ? '' : table(['pack', 'K', 'highest mean', `not told from \`${DEFAULT_METHOD}\``], rows)
}

function withoutTables(study) {
  const columns = [...study.shots, 'all K > 0']
  const rows = Object.entries(study.lessWhole ?? {}).map(([label, byShots]) => [
    ROWS[label],
    ...Object.values(byShots).map(difference),
  ])
  const beside =
    rows.length === 0
      ? ''
      : `\n\nEach method less itself with \`${study.whole}\`:\n\n${table(['method', ...columns], rows)}`
  return `${sroccTable(study)}\n\nLess \`${study.pairedAgainst}\`:\n\n${againstTable(study)}${beside}`
}

function networksTable(study) {
  const { methods, shots, raters, trials, pairedAgainst } = study
  // Steps of the linearised method and single models stand in the JSON.
  const others = Object.keys(methods).filter((label) => !ROWS[label] && !/^(paper-linear|zero-shot)/.test(label))
  const rows = [...labelsOf(study), ...others].flatMap((label) =>
    shots.map((k) => {
      const { srocc, pairedDifference, harmed, secondsPerUser } = methods[label][k]
      const figures = [decimals(srocc.mean), difference(pairedDifference), percent(harmed), secondsOf(secondsPerUser)]
      return [ROWS[label] ?? `\`${label}\`, through the network`, k, ...figures]
    }),
  )
  const head = ['method', 'K', 'SROCC', `less \`${pairedAgainst}\``, 'harmed', 'seconds a rater']
  return `${raters} raters, trials: ${trials}.\n\n${table(head, rows)}`
}

/** The halves count alike. They share neither rater nor photo: the ends of their intervals add up as independent errors do. */
function choiceTable(halves, packs) {
  if (halves.length !== 2) return ''
  const mean = ([a, b]) => (a + b) / 2
  const found = labelsOf(halves[0]).map((label) => {
    const both = halves.map(({ pooled }) => pooled[label])
    const paired = both.map(({ pairedDifference }) => pairedDifference)
    const middle = mean(paired.map((each) => each.difference))
    const reach = (end) => Math.hypot(...paired.map((each) => each[end] - each.difference)) / 2
    const less = { difference: middle, low: middle - reach('low'), high: middle + reach('high') }
    return { label, each: both.map(({ srocc }) => srocc.mean), mean: mean(both.map(({ srocc }) => srocc.mean)), less }
  })
  const best = highest(
    found.filter(({ label }) => label !== UPPER),
    (each) => each.mean,
  )
  const lessDefault = (label, less) =>
    label === DEFAULT_METHOD ? ', the default' : `, less \`${DEFAULT_METHOD}\` ${difference(less)}`
  const confirmed = packs.map(({ pack, pooled }) => {
    const { srocc, pairedDifference } = pooled[best.label]
    const labels = Object.keys(ROWS).filter((label) => pooled[label] && label !== UPPER)
    const first = highest(labels, (label) => pooled[label].srocc.mean)
    return `- \`${pack.name}\` on set 2: \`${best.label}\` ${decimals(srocc.mean)}${lessDefault(best.label, pairedDifference)}; the highest there is \`${first}\`, ${decimals(pooled[first].srocc.mean)}.`
  })
  const head = halves.map(({ pack, set, raters }) => `\`${pack.name}\` on set ${set}, ${raters} raters`)
  const rows = found.map(({ label, each, mean: both, less }) => [
    ROWS[label],
    ...each.map(decimals),
    decimals(both),
    difference(less),
  ])
  const chosen = `- Highest on sets 0 and 1: \`${best.label}\` ${decimals(best.mean)}${lessDefault(best.label, best.less)}.`
  return `${table(['method', ...head, 'mean', `less \`${DEFAULT_METHOD}\``], rows)}\n\n${[chosen, ...confirmed].join('\n')}`
}

async function drawPictures({ study, networks, path }) {
  const {
    pack: { name: pack },
    shots,
    methods,
  } = study
  const known = (labels) => labels.filter((label) => methods[label])
  const x = { label: 'number of ratings', scale: 'symlog', ticks: shots }
  for (const [kind, labels] of Object.entries(CURVES)) {
    const pointOf = ({ mean, se }) => ({ y: mean, ...(se === null ? {} : { low: mean - se, high: mean + se }) })
    const series = known(labels).map((name) => ({
      name,
      points: shots.map((k) => ({ x: k, ...pointOf(methods[name][k].srocc) })),
    }))
    const title = `${pack}: mean SROCC of ${study.raters} raters, ± standard error`
    writeFileSync(path(kind), await lineChart({ title, x, y: { label: 'SROCC' }, series }))
  }
  const harmed = known(HARMED).map((name) => ({
    name,
    points: shots.map((k) => ({ x: k, y: 100 * methods[name][k].harmed })),
  }))
  const title = `${pack}: raters who fare worse than without ratings`
  writeFileSync(path('harmed'), await lineChart({ title, x, y: { label: '% of raters' }, series: harmed }))
  for (const k of [10, 100].filter((each) => shots.includes(each))) {
    const pointOf = (name, { srocc, secondsPerUser }) => ({ name, x: secondsPerUser, y: srocc.mean })
    const trained = Object.keys(networks?.methods ?? {}).filter(
      (label) => !methods[label] && networks.methods[label][k],
    )
    const points = [
      ...known(Object.keys(ROWS).filter((label) => !label.startsWith('paper-linear-'))).map((label) =>
        pointOf(label, methods[label][k]),
      ),
      ...trained.map((label) => pointOf(`${label} (${networks.raters} raters)`, networks.methods[label][k])),
    ].filter((point) => point.x > 0) // a logarithm has no place for what costs nothing
    const axes = { x: { label: 'seconds a rater', scale: 'log' }, y: { label: 'SROCC' } }
    writeFileSync(
      path(`cost-${k}`),
      await scatterChart({ title: `${pack}, K = ${k}: cost and SROCC`, ...axes, points }),
    )
  }
}

/** One line a label, four digits, nothing that goes without saying: small enough to be kept. */
function compact({ file: _file, methods, pooled = {}, ...rest }) {
  const rounded = (_key, value) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value
  const plain = (key, value) =>
    (key === 'raters' && value === rest.raters) || (key === 'constantPredictions' && value === 0)
      ? undefined
      : rounded(key, value)
  const lines = (object) =>
    Object.entries(object).map(([label, figures]) => `${JSON.stringify(label)}: ${JSON.stringify(figures, plain)}`)
  const tables = Object.entries({ methods, pooled }).map(
    ([name, object]) => `"${name}": {\n${lines(object).join(',\n')}\n}`,
  )
  return `${JSON.stringify(rest, rounded).slice(0, -1)},\n${tables.join(',\n')}}\n`
}

function labelsOf({ methods }) {
  return Object.keys(ROWS).filter((label) => methods[label])
}

function highest(things, valueOf) {
  return things.reduce((best, each) => (valueOf(each) > valueOf(best) ? each : best))
}

function certain({ low, high }) {
  return low > 0 || high < 0
}

function table(head, rows) {
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'))
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** In bold where the interval leaves 0 out. */
function difference(found) {
  const text = `${signed(found.difference)} [${signed(found.low)}, ${signed(found.high)}]`
  return certain(found) ? `**${text}**` : text
}

function decimals(value) {
  return value.toFixed(3).replace(/^(-?)0\./, '$1.')
}

function signed(value) {
  return `${value < 0 ? '' : '+'}${decimals(value)}`
}

function percent(share) {
  return `${(100 * share).toFixed(1)} %`
}

function secondsOf(value) {
  if (value === 0) return '0'
  return value < 0.001 ? value.toFixed(5) : value.toPrecision(2)
}
