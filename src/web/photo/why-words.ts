import type { Why } from '../../server/messages/index.ts'
import { databaseName } from '../parts/names.ts'

/** One line of the account: their parts sum to the score. */
export interface Reason {
  readonly label: string
  readonly part: number
  /** Puts the photo where its rating says, whatever the other parts are. */
  readonly decides?: true
}

/** An own part of less is what rounding leaves: a flag or a duel teaches the taste, and puts the photo nowhere. */
const ROUNDING = 1e-5

/** What the score of a photo consists of, in the order in which it is told. */
export function reasonsOf({ prior, databases, rated, others, own }: Why, photo: number): readonly Reason[] {
  const alike = ratedOthers(rated, photo)
  const sum = (parts: Why['rated']): number => parts.reduce((total, { part }) => total + part, 0)
  const itself = sum(rated) - sum(alike)
  const isRated = Math.abs(own) > ROUNDING
  return [
    { label: 'What people in general like', part: prior },
    ...databases.map(({ name, part }) => ({ label: databaseName(name), part })),
    ...(alike.length > 0 ? [{ label: 'The rated photos below', part: sum(alike) }] : []),
    ...(rated.length > 0 || others !== 0 ? [{ label: 'All other rated photos', part: others }] : []),
    ...(isRated ? [{ label: 'The rating of this photo', part: own + itself, decides: true as const }] : []),
    ...(!isRated && alike.length < rated.length ? [{ label: 'What was said of this photo', part: itself }] : []),
  ]
}

/** Without the photo itself, which resembles itself most once something was said of it. */
export function ratedOthers(rated: Why['rated'], photo: number): Why['rated'] {
  return rated.filter((each) => each.photo !== photo)
}

/** Why it stands where it stands, in a sentence or two. */
export function whySentence(all: readonly Reason[], { hasRated, who }: { hasRated: boolean; who: string }): string {
  const reasons = all.filter(({ decides }) => decides !== true)
  const isRated = reasons.length < all.length
  const largest = Math.max(...reasons.map(({ part }) => Math.abs(part)))
  if (isRated) {
    const start = 'It was rated, and stands where its rating puts it.'
    return largest > 0 ? `${start} Of all else, ${withSmall(strongest(reasons, largest))}` : start
  }
  if (!(largest > 0)) return 'Nothing speaks for or against it yet.'
  return hasRated
    ? strongest(reasons, largest)
    : `Nothing that ${who} rated tells anything about it yet, so it stands where most people would put it. ${strongest(reasons, largest)}`
}

function strongest(reasons: readonly Reason[], largest: number): string {
  const [up] = [...reasons].sort((a, b) => b.part - a.part)
  const [down] = [...reasons].sort((a, b) => a.part - b.part)
  const told = (reason: Reason | undefined): string => `\u201c${reason!.label}\u201d`
  const isUp = up!.part > 0.02 * largest
  const isDown = down!.part < -0.02 * largest
  if (isUp && isDown) return `What lifts it most is ${told(up)}; what holds it back most is ${told(down)}.`
  if (isUp) return `What lifts it most is ${told(up)}, and hardly anything holds it back.`
  return `What holds it back most is ${told(down)}, and hardly anything lifts it.`
}

function withSmall(sentence: string): string {
  return sentence[0]!.toLowerCase() + sentence.slice(1)
}

/** How alike two photos are, by their cosine. */
export function likeness(similarity: number): string {
  if (similarity >= 0.7) return 'very much like it'
  if (similarity >= 0.4) return 'much like it'
  if (similarity >= 0.1) return 'a little like it'
  return similarity > -0.1 ? 'hardly like it' : 'unlike it'
}

/** `1st`, `12th`, `4,211th`. */
export function ordinal(place: number): string {
  const tens = place % 100
  const ones = place % 10
  const end = tens >= 11 && tens <= 13 ? 'th' : ones === 1 ? 'st' : ones === 2 ? 'nd' : ones === 3 ? 'rd' : 'th'
  return `${place.toLocaleString('en')}${end}`
}

/** `+0.42`, `\u22120.012`, `0.00`: small parts with one decimal more. */
export function signed(part: number): string {
  const decimals = Math.abs(part) < 0.1 ? 3 : 2
  const text = Math.abs(part).toFixed(decimals)
  if (Number(text) === 0) return '0.00'
  return (part > 0 ? '+' : '\u2212') + text
}
