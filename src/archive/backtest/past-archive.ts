import { PalateError } from '../../core/index.ts'
import type { Rows } from '../../personalize/index.ts'
import { countGroups, type Groups, membersOf } from '../groups.ts'
import type { Marks } from '../marks.ts'
import type { MeasureTable } from '../measure-table.ts'
import type { Shoots } from '../shoots.ts'
import type { Standings } from '../standings.ts'

/** A library with what a person made of it: all that is learnt from, and all that is tested on. */
export interface PastArchive {
  /** (photo, p) */
  readonly rows: Rows
  readonly marks: Marks
  readonly standings: Standings
  readonly shoots: Shoots
  readonly series: Groups
  readonly measures?: MeasureTable
}

/** Some shoots of an archive, their photos numbered anew. */
export interface PartOfArchive extends PastArchive {
  /** (photo): its place in the whole. */
  readonly places: Int32Array
}

/**
 * The archive of some shoots alone, so that nothing of the others can be in what is made of it: no frame, no mark, no
 * mean over all frames.
 */
export function onlyShoots(archive: PastArchive, isUsed: (shoot: number) => boolean): PartOfArchive {
  const { rows, marks, standings, shoots, series, measures } = archive
  const used = shoots.details.flatMap((_, shoot) => (isUsed(shoot) ? [shoot] : []))
  const places = Int32Array.from(used.flatMap((shoot) => Array.from(membersOf(shoots, shoot)))).sort()
  const placeOf = new Int32Array(rows.count).fill(-1)
  places.forEach((place, at) => (placeOf[place] = at))
  const usedSeries = Array.from({ length: countGroups(series) }, (_, group) => group).filter(
    (group) => placeOf[series.members[series.starts[group]!]!] !== -1,
  )
  const pick = <T extends Int8Array | Uint8Array>(from: T): T => from.filter((_, place) => placeOf[place] !== -1) as T
  return {
    places,
    rows: { count: places.length, width: rows.width, data: someRows(rows.data, rows.width, places) },
    marks: { stars: pick(marks.stars), flag: pick(marks.flag), passed: pick(marks.passed) },
    standings: {
      of: pick(standings.of),
      kept: Int32Array.from(used, (shoot) => standings.kept[shoot]!),
      passed: Int32Array.from(used, (shoot) => standings.passed[shoot]!),
      contradictions: 0,
    },
    shoots: { ...someGroups(shoots, used, placeOf), details: used.map((shoot) => shoots.details[shoot]!) },
    series: someGroups(series, usedSeries, placeOf),
    ...(measures && {
      measures: { names: measures.names, values: someRows(measures.values, measures.names.length, places) },
    }),
  }
}

/**
 * The archive of all shoots that ended before a moment; those without a time, of which nobody knows, left out.
 * @throws {PalateError} where a photo of another shoot is in it all the same: then a figure would be worth nothing.
 */
export function shootsBefore(archive: PastArchive, moment: number): PartOfArchive {
  const past = onlyShoots(archive, (shoot) => archive.shoots.details[shoot]!.to < moment)
  for (const place of past.places) {
    const { to, label } = archive.shoots.details[archive.shoots.of[place]!]!
    if (!(to < moment))
      throw new PalateError(`backtest: a photo of the later shoot ${label} is among those learnt from`)
  }
  return past
}

function someRows(data: Float64Array | Float32Array, width: number, places: Int32Array): Float64Array {
  const result = new Float64Array(places.length * width)
  places.forEach((place, at) => result.set(data.subarray(place * width, (place + 1) * width), at * width))
  return result
}

/** Groups of the photos that have a new place; each of these groups has its photos whole. */
function someGroups(groups: Groups, used: readonly number[], placeOf: Int32Array): Groups {
  const members = used.map((group) => membersOf(groups, group).map((place) => placeOf[place]!))
  const starts = Int32Array.from([0, ...members.map(({ length }) => length)])
  for (let group = 1; group < starts.length; group++) starts[group]! += starts[group - 1]!
  const all = Int32Array.from(members.flatMap((each) => Array.from(each)))
  const of = new Int32Array(all.length)
  members.forEach((each, group) => each.forEach((place) => (of[place] = group)))
  return { of, starts, members: all }
}
