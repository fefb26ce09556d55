import { UsageError } from '../../core/index.ts'
import { columnAt, type Table, numberCell, wholeCell } from '../../databases/index.ts'
import { everyone } from '../protocol.ts'
import { countFaults } from './faults.ts'
import { namesOf } from './names.ts'
import type { Judged, ScoreColumns } from './scores.ts'

/** Whether a table gives scores that depend on what was rated. */
export function isOfDraws(table: Table): boolean {
  return ['rater', 'trial', 'shots'].some((name) => columnAt(table, name) !== -1)
}

const keyOf = ({ rater, trial, shots }: { readonly rater: string; readonly trial: number; readonly shots: number }) =>
  `${trial}/${shots}/${rater}`

/** One score a tested photo, draw and column: `rater,trial,shots,image` and any number of columns of scores. */
export function drawScores(table: Table, { database, paths, places, trials }: Judged): ScoreColumns {
  const at = {
    rater: columnAt(table, 'rater'),
    trial: columnAt(table, 'trial'),
    shots: columnAt(table, 'shots'),
    image: columnAt(table, 'image'),
  }
  const used = Object.values(at)
  const scoreColumns = table.header.flatMap((name, column) => (used.includes(column) ? [] : [{ name, at: column }]))
  if (at.trial === -1 || at.shots === -1 || at.image === -1 || scoreColumns.length === 0) {
    throw new UsageError(
      `${table.path} has the columns ${table.header.join(', ')}; scores that depend on what was rated have rater, trial, ` +
        'shots, image and at least one column of scores',
    )
  }
  const locate = namesOf(database)
  const faults = countFaults(table.path)
  /** By draw, then by photo: one score a column. */
  const given = new Map(trials.map((each) => [keyOf({ ...each, rater: each.rater.id }), new Map<number, number[]>()]))
  let elsewhere = 0
  for (const { line, cells } of table.rows) {
    const [trial, shots] = [wholeCell(cells[at.trial]!), wholeCell(cells[at.shots]!)]
    if (trial === undefined || shots === undefined) {
      faults.add('trial or shots is no whole number', `line ${line}`)
      continue
    }
    const rater = at.rater === -1 ? everyone : cells[at.rater]!
    const path = locate(cells[at.image]!, `${table.path} line ${line}`)
    const place = path === undefined ? undefined : places.get(path)
    const draw = given.get(keyOf({ rater, trial, shots }))
    if (place === undefined || draw === undefined) {
      elsewhere++
      continue
    }
    if (draw.has(place)) faults.add('photo named twice in a draw', `"${cells[at.image]}", line ${line}`)
    const scores = scoreColumns.map((column) => {
      const score = numberCell(cells[column.at]!)
      if (score === undefined) faults.add(`${column.name} is no finite number`, `"${cells[column.at]}", line ${line}`)
      return score ?? 0
    })
    draw.set(place, scores)
  }
  faults.refuse('rows', 'correct the file, or remove columns that hold no scores')
  for (const { rater, trial, shots, draw } of trials) {
    const scored = given.get(keyOf({ rater: rater.id, trial, shots }))!
    for (const photo of draw.test.photos)
      if (!scored.has(photo))
        faults.add('test photo without a score', `${paths[photo]}, rater ${rater.id}, trial ${trial}, ${shots} shots`)
  }
  faults.refuse(
    'draws',
    'the scores must be of the same draws: write them with --write-draws, or give them with --draws',
  )
  return {
    columns: scoreColumns.map(({ name }, column) => ({
      name,
      of: (trial) => {
        const scored = given.get(keyOf(trial))!
        // Nobody looks at photos that are not tested in the draw.
        return Float64Array.from(paths, (_, photo) => scored.get(photo)?.[column] ?? 0)
      },
    })),
    used: table.rows.length - elsewhere,
    elsewhere,
  }
}
