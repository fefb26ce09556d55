import { UsageError } from '../../core/index.ts'
import { columnAt, type Table, numberCell } from '../../databases/index.ts'
import { countFaults } from './faults.ts'
import { namesOf } from './names.ts'
import type { Judged, ScoreColumns } from './scores.ts'

/** One score a photo and column: the column `image`, and any number of columns of scores. */
export function photoScores(table: Table, { database, paths, places }: Judged): ScoreColumns {
  const imageAt = columnAt(table, 'image')
  if (imageAt === -1 || table.header.length < 2) {
    throw new UsageError(
      `${table.path} has the columns ${table.header.join(', ')}; expected image and at least one column of scores`,
    )
  }
  const scoreColumns = table.header.flatMap((name, at) => (at === imageAt ? [] : [{ name, at }]))
  const values = scoreColumns.map(() => new Float64Array(paths.length))
  const locate = namesOf(database)
  const faults = countFaults(table.path)
  const found = new Set<number>()
  for (const { line, cells } of table.rows) {
    const path = locate(cells[imageAt]!, `${table.path} line ${line}`)
    const place = path === undefined ? undefined : places.get(path)
    if (place === undefined) continue
    if (found.has(place)) faults.add('photo named twice', `"${cells[imageAt]}", line ${line}`)
    found.add(place)
    scoreColumns.forEach(({ name, at }, column) => {
      const score = numberCell(cells[at]!)
      if (score === undefined) faults.add(`${name} is no finite number`, `"${cells[at]}", line ${line}`)
      else values[column]![place] = score
    })
  }
  faults.refuse('rows', 'correct the file, or remove columns that hold no scores')
  requireAll(table.path, { found, places })
  return {
    columns: scoreColumns.map(({ name }, column) => ({ name, of: () => values[column]! })),
    used: found.size,
    elsewhere: table.rows.length - found.size,
  }
}

/** @throws {UsageError} with the count and the first where a judged photo is not among those found. */
export function requireAll(
  path: string,
  { found, places }: { readonly found: ReadonlySet<number>; readonly places: ReadonlyMap<string, number> },
): void {
  const missing = [...places].flatMap(([photo, place]) => (found.has(place) ? [] : [photo]))
  if (missing.length === 0) return
  throw new UsageError(
    `${path} says nothing of ${missing.length} of the ${places.size} photos to be judged on (the first is ${missing[0]}); ` +
      'add them, or choose photos with --where',
  )
}
