/** What was said of a frame: kept, seen and not kept, rejected. */
export type Flag = 'pick' | 'pass' | 'reject'

/** Null for a frame that is still open. */
export type FlagOf = (photo: number) => Flag | null

/** Series as they are looked at, one after the other, each with its frames: numbers of photos. */
export type Lineup = readonly (readonly number[])[]

/** Where a frame stands in a lineup: its series and its place there, from 0; null where it is not in it. */
export function placeOf(lineup: Lineup, photo: number): { readonly series: number; readonly frame: number } | null {
  for (const [series, frames] of lineup.entries()) {
    const frame = frames.indexOf(photo)
    if (frame !== -1) return { series, frame }
  }
  return null
}

/**
 * The frame to go on with after one: the next that is open in its series, then in those behind it, then from the start
 * of the lineup, where some may have been left open. Null where none is.
 */
export function nextOpen(
  lineup: Lineup,
  { after, flagOf }: { readonly after: number | null; readonly flagOf: FlagOf },
): number | null {
  const frames = lineup.flat()
  const from = after === null ? 0 : frames.indexOf(after) + 1
  return [...frames.slice(from), ...frames.slice(0, from)].find((photo) => flagOf(photo) === null) ?? null
}

/**
 * The frame that a shoot is opened with: the one that was last looked at where it is open, else the next open one behind
 * it. Null where all of them are culled.
 */
export function startAt(
  lineup: Lineup,
  { last, flagOf }: { readonly last: number | null; readonly flagOf: FlagOf },
): number | null {
  const isHere = last !== null && placeOf(lineup, last) !== null
  if (isHere && flagOf(last) === null) return last
  return nextOpen(lineup, { after: isHere ? last : null, flagOf })
}

/** The frame so many places before or behind one; null beyond the ends. */
export function frameBeside(
  lineup: Lineup,
  { photo, by }: { readonly photo: number; readonly by: number },
): number | null {
  const frames = lineup.flat()
  const at = frames.indexOf(photo)
  return at === -1 ? null : (frames[at + by] ?? null)
}

/** The frame to look at in the series so many places before or behind that of a frame; null beyond the ends. */
export function seriesBeside(
  lineup: Lineup,
  { photo, by, flagOf }: { readonly photo: number; readonly by: number; readonly flagOf: FlagOf },
): number | null {
  const place = placeOf(lineup, photo)
  const series = place === null ? undefined : lineup[place.series + by]
  return series === undefined ? null : entryOf(series, flagOf)
}

/** The frame that a series is opened with: its first open one, else the one that stands for it. */
export function entryOf(series: readonly number[], flagOf: FlagOf): number {
  return series.find((photo) => flagOf(photo) === null) ?? faceOf(series, flagOf)
}

/** The frame that stands for its series: the first that is kept, else the first. */
export function faceOf(series: readonly number[], flagOf: FlagOf): number {
  return series.find((photo) => flagOf(photo) === 'pick') ?? series[0]!
}

/** How many frames are kept, passed, rejected and open. */
export interface Tally {
  readonly pick: number
  readonly pass: number
  readonly reject: number
  readonly open: number
}

export function tallyOf(frames: readonly number[], flagOf: FlagOf): Tally {
  const tally = { pick: 0, pass: 0, reject: 0, open: 0 }
  for (const photo of frames) tally[flagOf(photo) ?? 'open']++
  return tally
}
