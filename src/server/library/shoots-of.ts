import { countGroups, membersOf } from '../../archive/index.ts'
import { type Given, placeIn } from '../../catalog/index.ts'
import { MissingError } from '../../core/index.ts'
import type { ShootFrames, ShootSummary } from '../messages/index.ts'
import type { Shelf } from './shelf.ts'

/** What somebody gave, by number of the photo. */
type GivenByPhoto = ReadonlyMap<number, Given>

/** A shoot with its series, before it is said which order is offered. */
export type ShootContents = Omit<ShootFrames, 'offered' | 'why'>

/** Shoots as somebody culls them, newest first, those without a time last. */
export function shootSummaries(shelf: Shelf, given: GivenByPhoto): readonly ShootSummary[] {
  const shoots = shelf.shoots()
  const counts = shoots.details.map((): Counts => ({ ...NONE }))
  const series = shelf.series()
  for (let group = 0; group < countGroups(series); group++) counts[shoots.of[membersOf(series, group)[0]!]!]!.series++
  for (const [photo, gave] of given) {
    const place = placeIn(shelf.ids, photo)
    if (place !== undefined) countGiven(gave, counts[shoots.of[place]!]!)
  }
  // `details` stand oldest first and those without a time last, as their clocks showed it: what cannot be meant is no time.
  return shoots.details
    .map((_, shoot) => summaryOf(shelf, shoot, counts[shoot]!))
    .sort((a, b) =>
      a.from === b.from ? b.key - a.key : a.from === null ? 1 : b.from === null ? -1 : a.from < b.from ? 1 : -1,
    )
}

/**
 * One shoot with all its frames, in series by the time of their first ones. `scores` (frame, as the shoot's members stand)
 * are of an order that is offered. @throws {MissingError} where there is none of that key.
 */
export function shootContents(
  shelf: Shelf,
  {
    key,
    given,
    scores,
  }: { readonly key: number; readonly given: GivenByPhoto; readonly scores?: Float64Array | undefined },
): ShootContents {
  const shoot = requireShoot(shelf, key)
  const frames = membersOf(shelf.shoots(), shoot)
  const series = shelf.series()
  const ranks = scores && ranksOf(scores)
  const groups = new Map<number, FrameSeries>()
  const counts: Counts = { ...NONE }
  frames.forEach((place, frame) => {
    const photo = shelf.ids[place]!
    const group = groups.get(series.of[place]!) ?? { photos: [], flags: [], places: [] }
    groups.set(series.of[place]!, group)
    group.photos.push(photo)
    if (ranks !== undefined) group.places.push(ranks[frame]!)
    const gave = given.get(photo) ?? {}
    group.flags.push(gave.flag ?? null)
    countGiven(gave, counts)
  })
  return {
    ...summaryOf(shelf, shoot, { ...counts, series: groups.size }),
    frameSeries: [...groups.values()].map(({ photos, flags, places }) => ({
      photos,
      flags,
      places: ranks === undefined ? null : places,
    })),
  }
}

/** Number of the shoot of that key. @throws {MissingError} where there is none. */
export function requireShoot(shelf: Shelf, key: number): number {
  const place = placeIn(shelf.ids, key)
  const shoot = place === undefined ? -1 : shelf.shoots().of[place]!
  if (shelf.shoots().details[shoot]?.key !== key)
    throw new MissingError(`there is no shoot ${key} in the opened folders; ask for the list of shoots again`)
  return shoot
}

interface FrameSeries {
  readonly photos: number[]
  readonly flags: (NonNullable<Given['flag']> | null)[]
  readonly places: number[]
}

interface Counts {
  series: number
  picked: number
  passed: number
  rejected: number
  starred: number
}

const NONE: Readonly<Counts> = { series: 0, picked: 0, passed: 0, rejected: 0, starred: 0 }

const COUNT_OF = { pick: 'picked', pass: 'passed', reject: 'rejected' } as const

/** Counts a frame by what was given to it, in place. */
function countGiven({ flag, score, stars }: Given, counts: Counts): void {
  if (flag !== undefined) counts[COUNT_OF[flag]]++
  else if (score !== undefined || stars !== undefined) counts.starred++
}

function summaryOf(shelf: Shelf, shoot: number, counts: Readonly<Counts>): ShootSummary {
  const shoots = shelf.shoots()
  const { key, label, from, to, frames, notes } = shoots.details[shoot]!
  return {
    key,
    label,
    from: isoTime(from),
    to: isoTime(to),
    frames,
    ...counts,
    notes: notes.map(({ sentence }) => sentence),
    cover: shelf.ids[membersOf(shoots, shoot)[0]!]!,
  }
}

function isoTime(time: number): string | null {
  return Number.isNaN(time) ? null : new Date(time).toISOString().slice(0, 19)
}

/** (frame): 1 for the highest score; of equal ones the earlier frame stands first. */
function ranksOf(scores: Float64Array): Uint32Array {
  const order = Uint32Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]! || a - b)
  const ranks = new Uint32Array(scores.length)
  order.forEach((frame, at) => (ranks[frame] = at + 1))
  return ranks
}
