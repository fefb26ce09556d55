import { MissingError } from '../../core/index.ts'
import { columnAt, readTable, type Table } from '../csv.ts'
import { firstOf } from '../needs.ts'
import { columnsOf, unpacked, withColumns } from './published-table.ts'

const ASSIGNMENTS = [...unpacked('AllinAll.csv'), ...unpacked('AADB_AllinAll.csv')] as const
const LONG_FORM = ['AADB_raters.csv', 'AADB_workers.csv'] as const

/** Where each rater's scores may be. */
export const RATINGS: readonly string[] = [...ASSIGNMENTS, ...LONG_FORM]

/** Ten photos were shown in one assignment. */
const places = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

/** What a worker ticked, as the authors average it. */
const ticks: Readonly<Record<string, string>> = { Positive: '1', Neutral: '0', Negative: '-1' }

/** What workers were asked of each attribute, by the attribute's name in the mean scores' file. */
export const answersOf: Readonly<Record<string, string>> = {
  BalacingElements: 'VisualBalance',
  ColorHarmony: 'ColorHarmony',
  Content: 'Content',
  DoF: 'DoF',
  Light: 'choiceLight',
  MotionBlur: 'MotionBlur',
  Object: 'ObjectEmphasis',
  Repetition: 'Repetition',
  RuleOfThirds: 'RuleOfThirds',
  Symmetry: 'Symmetry',
  VividColor: 'StrongColor',
}

/**
 * Each rater's scores of AADB, on the scale of its means: a worker's 1 .. 5 becomes (score - 1) / 4, which is how the
 * published means come about (they are multiples of .05 for five workers). Two forms:
 * - `AllinAll.csv`, the assignments as Amazon Mechanical Turk exports them: `WorkerId`, and for each of ten photos
 *   `Input.image_urlN` and `Answer.overallScoreN`; `https://farm1.staticflickr.com/450/20_b.jpg` is the photo
 *   `farm1_450_20_b.jpg`. A score of 0 was never given and is no number.
 * - `AADB_raters.csv`: `worker,image,score`, as other programs keep it; scores above 1 in it mean 1 .. 5.
 * `splitOf` says to which split of the photos a photo belongs; '' to none.
 *
 * Built from: what public readers of the files do. No file was seen.
 * @throws {MissingError} where neither is there. @throws {FormatError} where it has other columns.
 */
export async function readAadbRaters(folder: string, splitOf: (image: string) => string): Promise<Table> {
  const assignments = await firstOf(folder, ASSIGNMENTS)
  if (assignments !== undefined) return fromAssignments(await readTable(assignments), splitOf)
  const long = await firstOf(folder, LONG_FORM)
  if (long === undefined) {
    throw new MissingError(`${folder} has no ${ASSIGNMENTS[0]} or ${LONG_FORM[0]} with each rater's scores of AADB`)
  }
  const table = await readTable(long)
  const at = columnsOf(table, ['worker', 'image', 'score'])
  const marks = table.rows.some(({ cells }) => Number(cells[at.score]) > 1)
  return withColumns(table, {
    image: (cells) => cells[at.image]!,
    score: (cells) => (marks ? share(cells[at.score]!) : cells[at.score]!),
    rater: (cells) => cells[at.worker]!,
    split: (cells) => splitOf(cells[at.image]!),
  })
}

function fromAssignments(table: Table, splitOf: (image: string) => string): Table {
  const wanted = places.flatMap((place) => [`Input.image_url${place}`, `Answer.overallScore${place}`])
  const at = columnsOf(table, ['WorkerId', ...wanted])
  const named = Object.entries(answersOf)
  const ticked = places.map((place) => named.map(([, answer]) => columnAt(table, `Answer.${answer}${place}`)))
  const rows = table.rows.flatMap(({ line, cells }) =>
    places.flatMap((place, index) => {
      const url = cells[at[`Input.image_url${place}`]!]!
      if (url === '') return [] // an assignment of fewer photos
      const image = photoOf(url)
      const ticksOf = ticked[index]!.map((column) => ticks[cells[column] ?? ''] ?? '')
      const score = share(cells[at[`Answer.overallScore${place}`]!]!)
      return [{ line, cells: [image, score, cells[at['WorkerId']!]!, splitOf(image), ...ticksOf] }]
    }),
  )
  return { path: table.path, header: ['image', 'score', 'rater', 'split', ...named.map(([name]) => name)], rows }
}

/** `https://farm1.staticflickr.com/450/20_b.jpg` is kept as `farm1_450_20_b.jpg`; '' for another kind of address. */
function photoOf(url: string): string {
  const [, farm, server, name] = /^https?:\/\/([^./]+)[^/]*\/([^/]+)\/([^/]+)$/.exec(url) ?? []
  return name === undefined ? '' : `${farm}_${server}_${name}`
}

/** 1 .. 5 as 0 .. 1; what is none of these marks stays as it is but for 0, and is counted where the rows are read. */
function share(mark: string): string {
  if (!/^\d+(\.\d+)?$/.test(mark)) return mark
  const value = Number(mark)
  return value >= 1 && value <= 5 ? String((value - 1) / 4) : ''
}
