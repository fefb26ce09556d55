import type { PhotoFacts } from '../catalog/index.ts'
import { wordsDistance } from '../image/index.ts'
import { SERIES_DISTANCE } from './series.ts'

/** What is doubtful of the times of a shoot, in a sentence that says what to do. */
export interface ClockNote {
  readonly kind: 'no-time' | 'one-time' | 'wrong-year' | 'cameras-apart'
  readonly sentence: string
}

/** Minutes to add to the clock of a camera, by the camera's name. */
export interface ClockCorrections {
  readonly [camera: string]: number
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Before this nobody photographed with a camera that writes EXIF, which came out in that year. */
const FIRST_TIME = Date.UTC(1995, 0, 1)

/** From so many frames on it is no burst within a second, but files that were given one date. */
const COPIED = 5

/** (photo): milliseconds by the cameras' clocks as they were set right; NaN where no time is known. */
export function correctedTimes(
  { takenAt, camera, cameras }: Pick<PhotoFacts, 'takenAt' | 'camera' | 'cameras'>,
  clocks: ClockCorrections,
): Float64Array {
  const minutes = cameras.map((name) => (Object.hasOwn(clocks, name) ? clocks[name]! : 0))
  return takenAt.map((time, place) => time + MINUTE * (minutes[camera[place]!] ?? 0))
}

/** Whether a camera's clock can have shown this: not before 1995, and at most a day after now, for clocks elsewhere. */
export function isPossibleTime(time: number, now: number): boolean {
  return time >= FIRST_TIME && time <= now + DAY
}

/** What is doubtful of a shoot's times (ascending, or all NaN), each camera's clock taken for itself. */
export function notesOfTimes(times: ArrayLike<number>, now: number): readonly ClockNote[] {
  const [frames, first, last] = [times.length, times[0]!, times[times.length - 1]!]
  const what = frames === 1 ? 'its one frame' : `its ${frames} frames`
  if (Number.isNaN(first))
    return [{ kind: 'no-time', sentence: `${what} carry no time: they stand by name, and belong to no date` }]
  const notes: ClockNote[] = []
  if (!isPossibleTime(first, now) || !isPossibleTime(last, now)) {
    const wrong = isPossibleTime(first, now) ? last : first
    const day = new Date(wrong).toISOString().slice(0, 10)
    notes.push({
      kind: 'wrong-year',
      sentence: `a clock showed ${day}, which cannot be; its order is kept, but it has no date until --clock sets it right`,
    })
  }
  if (frames >= COPIED && first === last)
    notes.push({
      kind: 'one-time',
      sentence: `${what} all carry the same time, as files do that were copied or scanned; they stand by name`,
    })
  return notes
}

/** A camera whose clock shows another time than another's. */
export interface CameraShift {
  /** Numbers of cameras. */
  readonly camera: number
  readonly other: number
  /** By how many minutes `camera` is ahead of `other`; negative where it is behind. */
  readonly minutes: number
  /** Frames of the one that show what a frame of the other shows, at this shift. */
  readonly pairs: number
}

/** Frames of a camera that are looked at: 160,000 comparisons a pair of cameras, whatever the size of the folder. */
const SAMPLE = 400

/** Pairs of frames agree on a shift within so much, and so many of them must, each of other frames. */
const AGREEMENT = 2 * MINUTE
const LEAST_PAIRS = 3

/** Less is no clock set wrong, but two people who stood in one place one after the other. */
const LEAST_SHIFT = 20 * MINUTE

/**
 * Cameras that photographed the same things at different times by their clocks. Each is compared with the camera of most
 * frames among these photos (`places`, with times): for each frame the likest of the other camera, where one is as like
 * as frames of a series are. Where most of these pairs lie within two minutes of one shift, that is how far the clocks are
 * apart; a shift near a quarter of an hour is taken for it, since most come of time zones and summer time.
 */
export function camerasApart(
  { camera, cameras, hashes }: Pick<PhotoFacts, 'camera' | 'cameras' | 'hashes'>,
  { times, places }: { readonly times: Float64Array; readonly places: ArrayLike<number> },
): readonly CameraShift[] {
  const framesOf = new Map<number, number[]>()
  for (let at = 0; at < places.length; at++) {
    const place = places[at]!
    const frames = framesOf.get(camera[place]!)
    if (frames === undefined) framesOf.set(camera[place]!, [place])
    else frames.push(place)
  }
  framesOf.delete(-1) // nobody could set the clock of a camera without a name
  if (framesOf.size < 2) return []
  const byFrames = [...framesOf].sort(
    ([a, ofA], [b, ofB]) => ofB.length - ofA.length || (cameras[a]! < cameras[b]! ? -1 : 1),
  )
  const [[other, known], ...rest] = byFrames as [[number, number[]], ...[number, number[]][]]
  const sample = spread(known)
  return rest.flatMap(([own, frames]) => {
    const found = shiftBetween(spread(frames), sample, { times, hashes })
    return found === undefined ? [] : [{ camera: own, other, ...found }]
  })
}

/** The golden ratio's fraction: multiples of it fall evenly, and keep step with no habit of a photographer. */
const GOLDEN = 0.618_034

/** At most `SAMPLE` of these, one of each of as many equal parts. */
function spread(places: readonly number[]): readonly number[] {
  if (places.length <= SAMPLE) return places
  const part = places.length / SAMPLE
  return Array.from({ length: SAMPLE }, (_, at) => places[Math.floor((at + ((at * GOLDEN) % 1)) * part)]!)
}

function shiftBetween(
  own: readonly number[],
  others: readonly number[],
  { times, hashes }: { readonly times: Float64Array; readonly hashes: Int32Array },
): { readonly minutes: number; readonly pairs: number } | undefined {
  const matches: { readonly shift: number; readonly other: number }[] = []
  for (const place of own) {
    let [nearest, least] = [-1, SERIES_DISTANCE + 1]
    for (const other of others) {
      const distance = wordsDistance(hashes, place, hashes, other)
      if (distance < least) [nearest, least] = [other, distance]
    }
    if (nearest !== -1) matches.push({ shift: times[place]! - times[nearest]!, other: nearest })
  }
  matches.sort((a, b) => a.shift - b.shift)
  let [start, from, to] = [0, 0, 0]
  for (let end = 0; end < matches.length; end++) {
    while (matches[end]!.shift - matches[start]!.shift > AGREEMENT) start++
    if (end + 1 - start > to - from) [from, to] = [start, end + 1]
  }
  const agreeing = matches.slice(from, to)
  const pairs = new Set(agreeing.map(({ other }) => other)).size
  if (pairs < LEAST_PAIRS || 2 * agreeing.length < matches.length) return undefined
  const { shift } = agreeing[agreeing.length >> 1]!
  if (Math.abs(shift) < LEAST_SHIFT) return undefined
  const quarter = 15 * Math.round(shift / MINUTE / 15)
  const isQuarter = Math.abs(shift - MINUTE * quarter) <= AGREEMENT
  return { minutes: isQuarter ? quarter : Math.round(shift / MINUTE), pairs }
}

/** What to set, given what is set already. */
export function noteOfShift(
  { camera, other, minutes, pairs }: CameraShift,
  { cameras, clocks }: { readonly cameras: readonly string[]; readonly clocks: ClockCorrections },
): ClockNote {
  const name = cameras[camera]!
  const set = (Object.hasOwn(clocks, name) ? clocks[name]! : 0) - minutes
  return {
    kind: 'cameras-apart',
    sentence:
      `camera ${name} runs ${Math.abs(minutes)} minutes ${minutes > 0 ? 'ahead of' : 'behind'} ${cameras[other]!}, ` +
      `by ${pairs} frames that both took alike; set it right with palate shoots --clock '${name}=${set}'`,
  }
}
