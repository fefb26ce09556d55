import type { Why } from '../../server/messages/index.ts'
import { databaseName } from '../parts/names.ts'

/** One line of the account: their parts sum to the score. */
export interface Reason {
  readonly label: string
  readonly part: number
}

/** What a score consists of, in the order in which it is told. */
export function reasonsOf({ prior, databases, rated, others, own }: Why): readonly Reason[] {
  const alike = rated.reduce((sum, { part }) => sum + part, 0)
  return [
    { label: 'What people in general like', part: prior },
    ...databases.map(({ name, part }) => ({ label: databaseName(name), part })),
    ...(rated.length > 0 ? [{ label: 'The rated photos below', part: alike }] : []),
    ...(rated.length > 0 || others !== 0 ? [{ label: 'All other rated photos', part: others }] : []),
    ...(own === 0 ? [] : [{ label: 'The rating of this photo', part: own }]),
  ]
}

/** Why it stands where it stands, in a sentence or two. */
export function whySentence(reasons: readonly Reason[], { hasRated, who }: { hasRated: boolean; who: string }): string {
  const largest = Math.max(...reasons.map(({ part }) => Math.abs(part)))
  if (!(largest > 0)) return 'Nothing speaks for or against it yet.'
  const start = hasRated
    ? ''
    : `Nothing that ${who} rated tells anything about it yet, so it stands where most people would put it. `
  const [up] = [...reasons].sort((a, b) => b.part - a.part)
  const [down] = [...reasons].sort((a, b) => a.part - b.part)
  const told = (reason: Reason | undefined): string => `\u201c${reason!.label}\u201d`
  const isUp = up!.part > 0.02 * largest
  const isDown = down!.part < -0.02 * largest
  if (isUp && isDown) return `${start}What lifts it most is ${told(up)}; what holds it back most is ${told(down)}.`
  if (isUp) return `${start}What lifts it most is ${told(up)}, and hardly anything holds it back.`
  return `${start}What holds it back most is ${told(down)}, and hardly anything lifts it.`
}

/** How alike two photos are, by their cosine. */
export function likeness(similarity: number): string {
  if (similarity > 0.999) return 'this photo itself'
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
