import { createRandom, type Job, silent, srocc, UsageError } from '../../core/index.ts'
import type { RowPrior } from '../../task-vectors/index.ts'
import { applyAffine, ridge, type Table } from '../ridge.ts'
import type { Evidence } from './evidence.ts'
import { fitPosterior, type Rows } from './posterior.ts'

/** Raters who scored the same photos, none of which the models that described them had seen. */
export interface RaterGroup {
  /** Rows of the table that are this group's photos. */
  readonly photos: readonly number[]
  readonly raters: readonly { readonly photos: readonly number[]; readonly scores: readonly number[] }[]
}

export interface LearnPriorOptions extends Job {
  /** Numbers (photo, n + m) of rated photos, from packs that had not seen them. */
  readonly numbers: Table
  /** n; 0 for the baseline without task vectors. */
  readonly databases: number
  /** Spread of the embedding's axes before whitening: (m). */
  readonly spread: ArrayLike<number>
  /** At least two: what is learnt of one is tried on the others. */
  readonly groups: readonly RaterGroup[]
  readonly seed: number
}

export interface LearntPrior {
  readonly prior: RowPrior
  /** What was chosen and what each choice gave, to be kept. */
  readonly settings: Record<string, unknown>
}

const DATABASE_PENALTIES = [3, 30, 300, Infinity] as const
const EMBEDDING_PENALTIES = [1, 3, 10, 30, 100, Infinity] as const
const AMPLITUDES = [0.15, 0.25, 0.35, 0.5, 0.75, 1, 1.5] as const
const FIRST_DEVIATIONS = [0.1, 0.2, 0.3, 0.5, 0.75] as const
const DEVIATIONS = [0, 0.03, 0.07, 0.1, 0.15, 0.25] as const
const CAUTIONS = [0, 10, 20, 40, 80] as const
const FACTORS = [1, 1.5, 2.25] as const
/** Numbers of ratings that caution is judged at, alike. */
const SHOTS = [5, 10, 30, 100] as const
const MANY = [10, 30, 100] as const
const FEWEST_TESTED = 10
/** A gain of SROCC below this is none: of choices as good as each other the first is taken, which trusts the prior most. */
const TELLING = 0.001
const RATERS_A_GROUP = 60

/** Of a person of whom nothing is known: every database alike, and room to learn. */
export function uninformedPrior(databases: number, spread: ArrayLike<number>): RowPrior {
  return {
    mean: rowOf(databases + spread.length, 1),
    deviation: deviationsOf({ databases, spread }, { first: 0.5, database: 0.3, embedding: 0.3 }),
    score: Float32Array.from({ length: databases + spread.length }, (_, at) => (at < databases ? 1 / databases : 0)),
    caution: 0,
  }
}

/**
 * What is known of people in general (empirical Bayes): the first column is a ridge regression of the raters' mean score on
 * database scores and embedding, and the deviations say how far one person's weights lie from it. Every setting is chosen
 * by trying on one group of raters and photos what was learnt of the others; then all are used.
 * @throws {UsageError} with fewer than two groups.
 */
export function learnPrior(options: LearnPriorOptions): LearntPrior {
  const { groups, numbers, databases, spread, progress = silent } = options
  if (groups.length < 2)
    throw new UsageError('a prior needs two groups of raters at least, each with photos of its own')
  const target = meanRatings(options)
  const fitted = (train: readonly number[], penalties: Penalties): Float32Array =>
    scoreWeights(options, { target, train, penalties })

  let best: { penalties: Penalties; value: number } | undefined
  const penaltyTable: Record<string, number> = {}
  for (const database of databases === 0 ? [Infinity] : DATABASE_PENALTIES) {
    for (const embedding of EMBEDDING_PENALTIES) {
      if (database === Infinity && embedding === Infinity) continue
      const penalties = { database, embedding }
      const value = acrossGroups(groups, (group, others) => {
        const scores = applyAffine({ weight: fitted(others, penalties), bias: [0] }, numbers)
        return meanOf(
          group.raters.map(
            ({ photos, scores: given }) =>
              srocc(
                photos.map((photo) => scores[photo]!),
                given,
              ) || 0,
          ),
        )
      })
      penaltyTable[`database ${database}, embedding ${embedding}`] = value
      if (best === undefined || value > best.value) best = { penalties, value }
    }
  }
  const { penalties } = best!
  progress.report({
    label: 'learning the prior',
    done: 1,
    total: 3,
    note: `SROCC without ratings ${best!.value.toFixed(3)}`,
  })

  // Per group, the rows of its photos under what the other groups say.
  const folds = groups.map((group) => {
    const others = groups.filter((each) => each !== group).flatMap(({ photos }) => photos)
    return { group, score: fitted(others, penalties) }
  })
  const tasks = folds.flatMap(({ group, score }, fold) => {
    const rows = rowsOfNumbers(numbers, score)
    return group.raters.slice(0, RATERS_A_GROUP).map((rater, at) => ({ rows, rater, name: `${fold}/${at}` }))
  })
  const evidenceAt = (shots: number, amplitude: number, deviations: Deviations): number =>
    meanOf(tasks.map((task) => fitTo(options, task, { shots, amplitude, deviations }).logEvidence))
  const small = { first: 0, database: 0, embedding: 0 }
  const amplitude = argmax(AMPLITUDES, (value) => evidenceAt(30, value, { ...small, first: 0.3 }))
  const first = argmax(FIRST_DEVIATIONS, (value) => evidenceAt(30, amplitude, { ...small, first: value }))
  progress.report({ label: 'learning the prior', done: 2, total: 3, note: `amplitude ${amplitude}` })

  const valueOf = (shots: number, attempt: Omit<Attempt, 'shots' | 'amplitude'>): number => {
    // What is tested on must be left: a rater of few photos says nothing of many ratings.
    const able = tasks.filter(({ rater }) => rater.photos.length >= shots + FEWEST_TESTED)
    return able.length === 0
      ? 0
      : meanOf(able.map((task) => heldOutSrocc(options, task, { shots, amplitude, ...attempt })))
  }
  // How unlike people are shows where there is much to learn from; how carefully to learn it, where there is little.
  const many =
    MANY.filter((shots) => tasks.some(({ rater }) => rater.photos.length >= shots + FEWEST_TESTED)).at(-1) ?? 10
  const deviationTable: Record<string, number> = {}
  let widest: { deviations: Deviations; value: number } | undefined
  for (const database of databases === 0 ? [0] : DEVIATIONS) {
    for (const embedding of DEVIATIONS) {
      const deviations = { first, database, embedding }
      const value = valueOf(many, { deviations, caution: 0 })
      deviationTable[`database ${database}, embedding ${embedding}`] = value
      if (widest === undefined || value > widest.value + TELLING) widest = { deviations, value }
    }
  }
  const cautionTable: Record<string, readonly number[]> = {}
  let chosen: { deviations: Deviations; caution: number; value: number } | undefined
  for (const caution of CAUTIONS) {
    for (const factor of FACTORS) {
      const deviations = scaledBy(factor, widest!.deviations)
      const values = SHOTS.map((shots) => valueOf(shots, { deviations, caution }))
      cautionTable[`caution ${caution}, deviations times ${factor}, at ${SHOTS.join(', ')}`] = values
      const value = meanOf(values)
      if (chosen === undefined || value > chosen.value + TELLING) chosen = { deviations, caution, value }
    }
  }
  progress.report({ label: 'learning the prior', done: 3, total: 3 })
  const all = groups.flatMap(({ photos }) => photos)
  return {
    prior: {
      mean: rowOf(databases + spread.length, amplitude),
      deviation: deviationsOf(options, chosen!.deviations),
      score: fitted(all, penalties),
      caution: chosen!.caution,
    },
    settings: {
      penalties,
      amplitude,
      deviations: chosen!.deviations,
      caution: chosen!.caution,
      penaltyTable,
      deviationsAt: many,
      deviationTable,
      cautionTable,
    },
  }
}

/** Rows (photo, 1 + n + m): the prior's own score, then the numbers. */
export function rowsOfNumbers(numbers: Table, score: ArrayLike<number>): Rows {
  const { rows: count, columns, data } = numbers
  const rows = new Float64Array(count * (1 + columns))
  for (let photo = 0; photo < count; photo++) {
    let sum = 0
    for (let at = 0; at < columns; at++) {
      const value = data[photo * columns + at]!
      rows[photo * (1 + columns) + 1 + at] = value
      sum += score[at]! * value
    }
    rows[photo * (1 + columns)] = sum
  }
  return { count, width: 1 + columns, data: rows }
}

interface Penalties {
  readonly database: number
  readonly embedding: number
}

interface Deviations {
  readonly first: number
  readonly database: number
  readonly embedding: number
}

type Shape = Pick<LearnPriorOptions, 'databases' | 'spread'>

/** Deviation of each weight: an axis along which photos differ little may turn an order little too. */
function deviationsOf({ databases, spread }: Shape, { first, database, embedding }: Deviations): Float32Array {
  const relative = relativeSpread(spread)
  return Float32Array.from([
    first,
    ...Array.from({ length: databases }, () => database),
    ...relative.map((each) => embedding * each),
  ])
}

function scaledBy(factor: number, { first, database, embedding }: Deviations): Deviations {
  return { first: factor * first, database: factor * database, embedding: factor * embedding }
}

/** Spreads in units of their root mean square. */
function relativeSpread(spread: ArrayLike<number>): number[] {
  const values = Array.from(spread)
  const unit = Math.sqrt(meanOf(values.map((value) => value ** 2)))
  return values.map((value) => value / unit)
}

/** Ridge weights (n + m) of the mean rating, scaled to a score of deviation 1 over all rated photos. */
function scoreWeights(
  { numbers, databases, spread }: LearnPriorOptions,
  fit: { readonly target: Float64Array; readonly train: readonly number[]; readonly penalties: Penalties },
): Float32Array {
  const relative = relativeSpread(spread)
  const { weight } = ridge(
    numbers,
    { rows: numbers.rows, columns: 1, data: fit.target },
    (column) =>
      column < databases ? fit.penalties.database : fit.penalties.embedding / relative[column - databases]! ** 2,
    fit.train,
  )
  const scores = applyAffine({ weight, bias: [0] }, numbers)
  const centre = meanOf(scores)
  const deviation = Math.sqrt(meanOf(scores.map((score) => (score - centre) ** 2)))
  return Float32Array.from(weight, (value) => value / (deviation || 1))
}

/** Mean over a group's raters of their scores, each rater's in deviations from their own mean: (photo). */
function meanRatings({ numbers, groups }: LearnPriorOptions): Float64Array {
  const sums = new Float64Array(numbers.rows)
  const counts = new Float64Array(numbers.rows)
  for (const { photos, scores } of groups.flatMap(({ raters }) => raters)) {
    const centre = meanOf(scores)
    const deviation = Math.sqrt(meanOf(scores.map((score) => (score - centre) ** 2)))
    if (deviation === 0) continue
    photos.forEach((photo, at) => {
      sums[photo]! += (scores[at]! - centre) / deviation
      counts[photo]!++
    })
  }
  return sums.map((sum, photo) => (counts[photo] === 0 ? 0 : sum / counts[photo]!))
}

interface Task {
  readonly rows: Rows
  readonly rater: RaterGroup['raters'][number]
  readonly name: string
}

interface Attempt {
  readonly shots: number
  readonly amplitude: number
  readonly deviations: Deviations
  readonly caution?: number
}

function supportOf({ seed }: LearnPriorOptions, { rater, name }: Task, shots: number): readonly number[] {
  return createRandom(`${seed}/prior/${name}/${shots}`)
    .shuffle(rater.photos.map((_, at) => at))
    .slice(0, shots)
}

function fitTo(options: LearnPriorOptions, task: Task, { shots, amplitude, deviations, caution = 0 }: Attempt) {
  const columns = options.numbers.columns
  const evidence = supportOf(options, task, shots).map((at): Evidence => {
    return { kind: 'score', photo: task.rater.photos[at]!, value: task.rater.scores[at]! }
  })
  const prior = {
    mean: Float64Array.from(rowOf(columns, amplitude)),
    deviation: Float64Array.from(deviationsOf(options, deviations)),
  }
  return fitPosterior({ prior, rows: task.rows, evidence, settings: { caution } })
}

function heldOutSrocc(options: LearnPriorOptions, task: Task, attempt: Attempt): number {
  const support = new Set(supportOf(options, task, attempt.shots))
  const { weights } = fitTo(options, task, attempt)
  const test = task.rater.photos.map((_, at) => at).filter((at) => !support.has(at))
  const { width, data } = task.rows
  const scores = test.map((at) => {
    let sum = 0
    for (let column = 0; column < width; column++)
      sum += weights[column]! * data[task.rater.photos[at]! * width + column]!
    return sum
  })
  return (
    srocc(
      scores,
      test.map((at) => task.rater.scores[at]!),
    ) || 0
  )
}

function acrossGroups(
  groups: readonly RaterGroup[],
  value: (group: RaterGroup, others: readonly number[]) => number,
): number {
  return meanOf(
    groups.map((group) =>
      value(
        group,
        groups.filter((each) => each !== group).flatMap(({ photos }) => photos),
      ),
    ),
  )
}

function rowOf(columns: number, first: number): Float32Array {
  const row = new Float32Array(1 + columns)
  row[0] = first
  return row
}

function argmax(values: readonly number[], of: (value: number) => number): number {
  const found = values.map(of)
  return values[found.indexOf(Math.max(...found))]!
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += values[at]!
  return sum / values.length
}
