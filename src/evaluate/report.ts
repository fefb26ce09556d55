import type { Evaluation, Excluded, MethodResult } from './summary.ts'

/** What `palate evaluate --json` prints. */
export interface EvaluationDocument {
  readonly pack: unknown
  readonly database: unknown
  readonly raters: number
  readonly trials: number
  readonly seed: number
  readonly shots: readonly number[]
  /** By label, then by K. Without seconds where the document was made without timings. */
  readonly methods: Readonly<Record<string, Readonly<Record<string, Figures>>>>
  readonly pairedAgainst?: string
  readonly withoutRatings?: string
  readonly excluded: Excluded
}

type Figures = Omit<MethodResult, 'perRater' | 'secondsPerUser'> & Partial<Pick<MethodResult, 'secondsPerUser'>>

export interface DocumentOptions {
  /** The caller's words or objects for what was judged. */
  readonly pack: unknown
  readonly database: unknown
  /** Default true. Without them the same evaluation gives the same document, bit for bit, however busy the machine is. */
  readonly timings?: boolean
}

/** The evaluation as one JSON document. */
export function evaluationDocument(
  evaluation: Evaluation,
  { pack, database, timings = true }: DocumentOptions,
): EvaluationDocument {
  const { raters, trials, seed, shots, excluded, pairedAgainst, withoutRatings } = evaluation
  const methods = Object.entries(evaluation.methods).map(([label, byShots]) => [
    label,
    Object.fromEntries(Object.entries(byShots).map(([k, result]) => [k, figuresOf(result, timings)])),
  ])
  return {
    pack,
    database,
    raters,
    trials,
    seed,
    shots,
    methods: Object.fromEntries(methods),
    ...(pairedAgainst === undefined ? {} : { pairedAgainst }),
    ...(withoutRatings === undefined ? {} : { withoutRatings }),
    excluded,
  }
}

function figuresOf({ perRater: _perRater, ...figures }: MethodResult, timings: boolean): Figures {
  if (timings) return figures
  const { secondsPerUser: _seconds, ...rest } = figures
  return rest
}

/** The evaluation as aligned text for a terminal: one table a measure, methods down, K across. */
export function evaluationTable(evaluation: Evaluation): string {
  const tables = tablesOf(evaluation).map(({ title, rows }) => `${title}\n${alignColumns(rows)}`)
  return `${[notesOf(evaluation).join('\n'), ...tables].join('\n\n')}\n`
}

/** The same tables in Markdown. */
export function evaluationMarkdown(evaluation: Evaluation): string {
  const tables = tablesOf(evaluation).map(({ title, rows: [head = [], ...body] }) => {
    const rule = head.map((_, column) => (column === 0 ? '---' : '---:'))
    const lines = [head.map(escapeCell), rule, ...body.map((row) => row.map(escapeCell))]
    return `**${title}**\n\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}`
  })
  const notes = notesOf(evaluation).map((note) => `- ${note}`)
  return `${[notes.join('\n'), ...tables].join('\n\n')}\n`
}

interface Table {
  readonly title: string
  /** The first is the head. */
  readonly rows: readonly (readonly string[])[]
}

function tablesOf(evaluation: Evaluation): readonly Table[] {
  const { pairedAgainst, withoutRatings } = evaluation
  const results = Object.values(evaluation.methods).flatMap((byShots) => Object.values(byShots))
  const table = (title: string, cell: (result: MethodResult) => string): Table => ({
    title,
    rows: [
      ['method', ...evaluation.shots.map((shots) => `K = ${shots}`)],
      ...Object.entries(evaluation.methods).map(([label, byShots]) => [
        label,
        ...evaluation.shots.map((shots) => (byShots[shots] ? cell(byShots[shots]) : 'not run')),
      ]),
    ],
  })
  const tables = [
    table('SROCC: mean over raters ± standard deviation over trials', ({ srocc: { mean, std } }) =>
      std === null ? decimals(mean) : `${decimals(mean)} ±${decimals(std)}`,
    ),
  ]
  if (pairedAgainst !== undefined) {
    tables.push(
      table(`SROCC less that of ${pairedAgainst} [95 % of a bootstrap over raters and photos]`, (result) => {
        const paired = result.pairedDifference
        return paired === undefined
          ? '-'
          : `${signed(paired.difference)} [${signed(paired.low)}, ${signed(paired.high)}]`
      }),
    )
  }
  tables.push(table('Pairs in the right order', ({ pairwiseAccuracy }) => percent(pairwiseAccuracy)))
  if (withoutRatings !== undefined) {
    tables.push(
      table(`Raters harmed: SROCC worse than ${withoutRatings} by more than .02`, ({ harmed }) =>
        harmed === undefined ? '-' : percent(harmed),
      ),
    )
  }
  tables.push(table('Seconds per rater', ({ secondsPerUser }) => secondsPerUser.toPrecision(3)))
  if (results.some(({ constantPredictions }) => constantPredictions > 0)) {
    tables.push(
      table('Trials in which all scores were equal (SROCC counts 0)', (result) => String(result.constantPredictions)),
    )
  }
  return tables
}

function notesOf({ raters, trials, seed, shots, excluded }: Evaluation): readonly string[] {
  const notes = [`${count(raters, 'rater')}, ${count(trials, 'trial')}, seed ${seed}`]
  const constant = excluded.raters.filter(({ reason }) => reason === 'constant scores').length
  if (constant > 0) notes.push(`left out: ${count(constant, 'rater')} with one score for all photos`)
  for (const k of shots) {
    const short = excluded.raters.filter(
      ({ reason, shots: at }) => reason === 'too few photos' && at.includes(k),
    ).length
    if (short > 0)
      notes.push(`left out at K = ${k}: ${count(short, 'rater')} with too few photos to rate ${k} and test 2`)
    const undrawn = excluded.raters.filter(
      ({ reason, shots: at }) => reason === 'no draw in the file' && at.includes(k),
    )
    if (undrawn.length > 0)
      notes.push(`left out at K = ${k}: ${count(undrawn.length, 'rater')} without a draw in the file`)
    const trialsOut = excluded.trials.filter((trial) => trial.shots === k).length
    if (trialsOut > 0)
      notes.push(`left out at K = ${k}: ${count(trialsOut, 'trial')} with one score for all test photos`)
  }
  return notes
}

function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const pad = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)
  return rows.map((row) => row.map(pad).join('  ')).join('\n')
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|')
}

/** `0.4312 -> ".431"`, as the paper's field prints correlations. */
function decimals(value: number): string {
  return value.toFixed(3).replace(/^(-?)0\./, '$1.')
}

function signed(value: number): string {
  return value < 0 ? decimals(value) : `+${decimals(value)}`
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
