import {
  type LearntWeight,
  type PhotoId,
  saidOf,
  type TasteEvidence,
  type WeightSummary,
} from '../../personalize/index.ts'
import type { PersonSummary, TasteSummary } from './taste-summary.ts'
import { photosOfItem } from './taste-photos.ts'

/** Rated photos that are listed; `--json` has all. */
const LISTED = 20

/** What a taste has learnt, for people. */
export function showTaste({ file, pack, weights, people, photos }: TasteSummary): string {
  const paths = new Map(photos.map((photo) => [photo.photo, photo.paths]))
  const isMerge = people.length > 1
  const title = isMerge
    ? `${file}: a merge of ${people.length} people's tastes, pack ${pack.name}`
    : `${file}: ${countsOf(people[0]!)}, pack ${pack.name}`
  const persons = people.flatMap((person) => [
    ...(isMerge ? ['', `${person.name}: ${countsOf(person)}, share ${person.merged!.share.toFixed(2)}`] : []),
    ...scaleLines(person),
    ...photoLines(person.said, paths),
    person.agreement.sentence,
  ])
  return [title, '', ...weightLines(weights), ...(isMerge ? [] : ['']), ...persons].join('\n')
}

/** `8 things said of 8 photos (8 scores)` */
function countsOf({ said, waiting }: PersonSummary): string {
  const photos = new Set(said.flatMap(photosOfItem)).size
  const counts = new Map<string, number>()
  for (const { kind } of said) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const kinds = [...counts].map(([kind, count]) => `${count} ${kind}${count === 1 ? '' : 's'}`)
  if (said.length === 0) return 'nothing said yet'
  const waits = waiting === 0 ? '' : `, of which ${waiting} wait for photos that are not described`
  return `${kinds.join(', ')} of ${photos} photos${waits}`
}

function weightLines({ general, databases, embedding }: WeightSummary): string[] {
  const rows = [{ name: 'people in general', ...general }, ...databases]
  const width = Math.max(...rows.map(({ name }) => name.length))
  const line = ({ name, prior, learnt, deviation }: LearntWeight & { readonly name: string }): string =>
    `${name.padEnd(width)}  ${signed(prior)}  ${signed(learnt)} ± ${deviation.toFixed(3)}`
  return [
    `${'weight'.padEnd(width)}    prior   learnt`,
    ...rows.map(line),
    `The ${embedding.numbers} numbers of the embedding moved by ${embedding.moved.toFixed(2)} of their prior's deviations.`,
  ]
}

/** Rounded before it is written: `-0.000` would look like a number of its own. */
function signed(value: number): string {
  return (Math.round(1000 * value) / 1000).toFixed(3).padStart(7)
}

/** `scores  1 | -0.52 | 2 | 0.31 | 3`: thresholds stand between the levels. */
function scaleLines({ scales }: PersonSummary): string[] {
  const lines = Object.entries(scales).map(([name, { levels, thresholds }]) => {
    const shown = levels.map((level) => (name === 'flag' ? ['reject', 'pick'][level]! : String(round(level))))
    const parts = shown.flatMap((level, at) => [level, ...(at < thresholds.length ? [thresholds[at]!.toFixed(2)] : [])])
    return `${`${name}s`.padEnd(8)}${parts.join(' | ')}`
  })
  return lines.length === 0 ? [] : ['Thresholds of the score between the levels that were given:', ...lines, '']
}

function round(value: number): number {
  return Math.round(100 * value) / 100
}

function photoLines(said: readonly TasteEvidence[], paths: ReadonlyMap<PhotoId, readonly string[]>): string[] {
  const ids = [...new Set(said.flatMap(photosOfItem))]
  const lines = ids
    .slice(-LISTED)
    .map((photo) => `${saidOf(said, photo)}: ${paths.get(photo)?.[0] ?? `photo ${photo}`}`)
  if (ids.length > LISTED) lines.unshift(`The last ${LISTED} of ${ids.length} photos; --json lists all.`)
  return lines.length === 0 ? [] : [...lines, '']
}
