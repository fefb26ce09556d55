import { z } from 'zod'
import { FormatError } from '../../core/index.ts'
import { type Evidence, photosOf } from './evidence.ts'
import type { PhotoId } from './photo-id.ts'
import { isSecond, type TasteEvidence, timeOf } from './taste-evidence.ts'

/**
 * Evidence as a taste file keeps it, some seven bytes an item: each kind of fact in a column of its own. A first photo with
 * four stars, a second with a score of 7.5, and a third liked less than the first are
 * `{ said: "4s>", photos: [2, -2, 1], scores: [7.5] }`.
 */
export const evidenceColumnsSchema = z.strictObject({
  said: z
    .string()
    .regex(/^[1-5prs<>=]*$/, 'evidence is written with 1 to 5, p, r, s, <, > and = alone')
    .describe(
      'one letter an item: 1 to 5 stars, p(ick), r(eject), s(core); duels: > left, < right, = neither is better',
    ),
  photos: z
    .array(z.int())
    .describe('photos of the items, two for a duel: k > 0 the next k of the list; -k the k-th before the next one'),
  scores: z.array(z.number()).describe('of the items s, in order'),
  times: z
    .array(z.int().nullable())
    .optional()
    .describe('when, item by item: seconds since the last item with a time, the first since 1970; null unknown'),
})
export type EvidenceColumns = z.output<typeof evidenceColumnsSchema>

/**
 * Columns of canonical evidence whose photos stand at `places`, in order of first mention.
 * `seen` counts the photos that were mentioned before.
 */
export function encodeEvidence(
  evidence: readonly TasteEvidence[],
  { places, seen }: { readonly places: ReadonlyMap<PhotoId, number>; readonly seen: number },
): { readonly columns: EvidenceColumns; readonly seen: number } {
  let next = seen
  let before = 0
  const photos: number[] = []
  const times: (number | null)[] = []
  for (const item of evidence) {
    for (const photo of photosOf<PhotoId>(item)) {
      const place = places.get(photo)!
      if (place < next) photos.push(place - next)
      else {
        if (photos.at(-1)! > 0) photos[photos.length - 1]!++
        else photos.push(1)
        next++
      }
    }
    const time = item.time === undefined ? undefined : Date.parse(item.time) / 1000
    times.push(time === undefined ? null : time - before)
    before = time ?? before
  }
  const columns = {
    said: evidence.map(letterOf).join(''),
    photos,
    scores: evidence.flatMap((item) => (item.kind === 'score' ? [item.value] : [])),
    ...(times.every((time) => time === null) ? {} : { times }),
  }
  return { columns, seen: next }
}

/** The inverse of `encodeEvidence`. @throws {FormatError} where columns do not belong together. */
export function decodeEvidence(
  { said, photos, scores, times }: EvidenceColumns,
  { ids, seen }: { readonly ids: readonly PhotoId[]; readonly seen: number },
): { readonly evidence: readonly TasteEvidence[]; readonly seen: number } {
  let next = seen
  let photosRead = 0
  let run = 0 // how much of the present step was taken
  let scoresRead = 0
  let before = 0
  const photo = (): PhotoId => {
    const step = photos[photosRead] ?? 0
    const id = ids[step > 0 ? next : next + step]
    if (step === 0 || id === undefined) throw new FormatError('evidence: it speaks of a photo that is not listed')
    if (step > 0) {
      next++
      run++
    }
    if (run >= step) {
      photosRead++
      run = 0
    }
    return id
  }
  const score = (): number => {
    const value = scores[scoresRead++]
    if (value === undefined) throw new FormatError('evidence: a score is missing')
    return value
  }
  const time = (at: number): { readonly time?: string } => {
    const since = times?.[at] ?? null
    if (since === null) return {}
    before += since
    if (!isSecond(before)) throw new FormatError(`evidence: the time of item ${at + 1} is none`)
    return { time: timeOf(before) }
  }
  const evidence = Array.from(said, (letter, at): TasteEvidence => ({
    ...meaningOf(letter, photo, score),
    ...time(at),
  }))
  if (photosRead !== photos.length || scoresRead !== scores.length || (times?.length ?? said.length) !== said.length)
    throw new FormatError('evidence: its columns have different lengths')
  return { evidence, seen: next }
}

function letterOf(item: TasteEvidence): string {
  switch (item.kind) {
    case 'score':
      return 's'
    case 'star':
      return String(item.stars)
    case 'flag':
      return item.flag === 'pick' ? 'p' : 'r'
    case 'duel':
      return { left: '>', right: '<', tie: '=' }[item.winner]
  }
}

function meaningOf(letter: string, photo: () => PhotoId, score: () => number): Evidence<PhotoId> {
  switch (letter) {
    case 's':
      return { kind: 'score', photo: photo(), value: score() }
    case 'p':
    case 'r':
      return { kind: 'flag', photo: photo(), flag: letter === 'p' ? 'pick' : 'reject' }
    case '>':
    case '<':
    case '=':
      return { kind: 'duel', left: photo(), right: photo(), winner: winners[letter] }
    default:
      return { kind: 'star', photo: photo(), stars: Number(letter) as 1 | 2 | 3 | 4 | 5 }
  }
}

const winners = { '>': 'left', '<': 'right', '=': 'tie' } as const
