import { basename } from 'node:path'
import { naturalKey, type PhotoFacts } from '../catalog/index.ts'
import {
  camerasApart,
  type ClockCorrections,
  type ClockNote,
  correctedTimes,
  isPossibleTime,
  noteOfShift,
  notesOfTimes,
} from './clocks.ts'
import type { Groups } from './groups.ts'

export interface ShootSettings {
  /** Hours between two frames that part two shoots. */
  readonly gapHours: number
  /** `each`: a shoot lies in one folder. `ignore`: it may lie in several, of two cards or two people. */
  readonly folders: 'each' | 'ignore'
  readonly clocks: ClockCorrections
}

/** Six hours part an afternoon from the next morning, and not the two halves of a wedding. */
export const DEFAULT_SHOOTS: ShootSettings = { gapHours: 6, folders: 'each', clocks: {} }

/** Frames that one took on one occasion. */
export interface Shoot {
  /** The smallest number that the catalog gave to one of its photos: the same after more was indexed. */
  readonly key: number
  /** Folder or date, or both, for people. */
  readonly label: string
  /** Milliseconds of the first and the last frame by the camera's clock, as if it showed UTC; NaN where no time can be meant. */
  readonly from: number
  readonly to: number
  readonly frames: number
  readonly notes: readonly ClockNote[]
}

/** Shoots in order of time, those without one last. */
export interface Shoots extends Groups {
  /** (shoot) */
  readonly details: readonly Shoot[]
}

export interface ShootLibrary {
  readonly ids: Int32Array
  readonly facts: PhotoFacts
}

const HOUR = 3600_000

/**
 * Cuts a library into shoots: the frames of a folder (or of all, `folders: 'ignore'`) by time and then by name, parted
 * where more than `gapHours` lie between neighbours. Those of a folder that carry no time are one shoot by name. Without
 * `now` no time counts as one to come.
 */
export function shootsOf(
  { ids, facts }: ShootLibrary,
  settings: Partial<ShootSettings> & { readonly now?: Date } = {},
): Shoots {
  const { gapHours, folders, clocks, now } = { ...DEFAULT_SHOOTS, ...settings }
  const times = correctedTimes(facts, clocks)
  const runs = runsOf(facts, { times, folders })
  const cut = runs.map((run) => cutAt(run, times, gapHours * HOUR))
  const notes = new Map<Int32Array, ClockNote[]>()
  // Clocks that are hours apart part the frames of one occasion too: they are compared over the whole folder.
  for (const scope of folders === 'each' ? cut : cut.flat().map((shoot) => [shoot]))
    addApart(notes, { facts, times, clocks, shoots: scope })

  const parts = cut
    .flatMap((shoots) => shoots.map((places) => ({ places, key: smallest(ids, places), siblings: shoots.length })))
    .sort((a, b) => orderOf(times[a.places[0]!]!, times[b.places[0]!]!) || a.key - b.key)
  const label = labeller(facts, { times, folders })
  const of = new Int32Array(facts.count)
  const starts = new Int32Array(parts.length + 1)
  const members = new Int32Array(facts.count)
  const details = parts.map(({ places, key, siblings }, shoot): Shoot => {
    members.set(places, starts[shoot])
    starts[shoot + 1] = starts[shoot]! + places.length
    for (const place of places) of[place] = shoot
    const shown = Float64Array.from(places, (place) => times[place]!)
    const [first, last] = [shown[0]!, shown.at(-1)!]
    const limit = now?.getTime() ?? Infinity
    const isMeant = isPossibleTime(first, limit) && isPossibleTime(last, limit)
    return {
      key,
      label: label(places, siblings),
      from: isMeant ? first : NaN,
      to: isMeant ? last : NaN,
      frames: places.length,
      notes: [...notesOfTimes(shown, limit), ...(notes.get(places) ?? [])],
    }
  })
  return { of, starts, members, details }
}

/** Numbers in ascending order, NaN last. */
function orderOf(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return a - b
}

/** Photos that may be of one shoot, in the order of taking: those with a time, and apart from them those without, by folder. */
function runsOf(
  { count, folder, folders: { length: known }, names }: PhotoFacts,
  { times, folders }: { readonly times: Float64Array; readonly folders: ShootSettings['folders'] },
): readonly Int32Array[] {
  const runs = new Map<number, number[]>()
  for (let place = 0; place < count; place++) {
    const lies = folder[place]!
    const run = Number.isNaN(times[place]) ? known + lies : folders === 'each' ? lies : 0
    const others = runs.get(run)
    if (others === undefined) runs.set(run, [place])
    else others.push(place)
  }
  const keys: (string | undefined)[] = Array.from({ length: count })
  const keyOf = (place: number): string => (keys[place] ??= naturalKey(names[place]!))
  const byName = (a: number, b: number): number => {
    if (keyOf(a) !== keyOf(b)) return keyOf(a) < keyOf(b) ? -1 : 1
    return names[a]! < names[b]! ? -1 : names[a]! > names[b]! ? 1 : a - b
  }
  return [...runs.values()].map((places) =>
    Int32Array.from(places.sort((a, b) => orderOf(times[a]!, times[b]!) || byName(a, b))),
  )
}

function cutAt(run: Int32Array, times: Float64Array, gap: number): readonly Int32Array[] {
  const shoots: Int32Array[] = []
  let start = 0
  for (let at = 1; at <= run.length; at++) {
    // NaN is no gap.
    if (at < run.length && !(times[run[at]!]! - times[run[at - 1]!]! > gap)) continue
    shoots.push(run.subarray(start, at))
    start = at
  }
  return shoots
}

function addApart(
  notes: Map<Int32Array, ClockNote[]>,
  {
    facts,
    times,
    clocks,
    shoots,
  }: {
    readonly facts: PhotoFacts
    readonly times: Float64Array
    readonly clocks: ClockCorrections
    readonly shoots: readonly Int32Array[]
  },
): void {
  if (Number.isNaN(times[shoots[0]![0]!])) return
  const places = shoots.length === 1 ? shoots[0]! : shoots.flatMap((shoot) => [...shoot])
  for (const shift of camerasApart(facts, { times, places })) {
    const note = noteOfShift(shift, { cameras: facts.cameras, clocks })
    for (const shoot of shoots)
      if (shoot.some((place) => facts.camera[place] === shift.camera))
        notes.set(shoot, [...(notes.get(shoot) ?? []), note])
  }
}

function smallest(ids: Int32Array, places: Int32Array): number {
  let least = Infinity
  for (const place of places) least = Math.min(least, ids[place]!)
  return least
}

function labeller(
  { folder, folders: known }: PhotoFacts,
  { times, folders }: { readonly times: Float64Array; readonly folders: ShootSettings['folders'] },
) {
  return (places: Int32Array, siblings: number): string => {
    const { label, path } = known[folder[places[0]!]!]!
    const name = label === '' ? basename(path) : label
    const first = times[places[0]!]!
    if (Number.isNaN(first)) return `${name}, without a time`
    const shown = new Date(first).toISOString()
    if (folders === 'ignore') return `${shown.slice(0, 10)} ${shown.slice(11, 16)}`
    return siblings === 1 ? name : `${name}, ${shown.slice(0, 10)}`
  }
}
