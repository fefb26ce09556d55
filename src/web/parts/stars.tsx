import type { Expected, Given } from '../../server/messages/index.ts'
import { counted } from './names.ts'
import './stars.css'

/** What a person gave a photo: filled stars, a flag; nothing where nothing was given. */
export function GivenMark({ given }: { readonly given: Given | null }) {
  if (given === null) return null
  const stars = given.score ?? given.stars
  return (
    <span class="given-mark">
      {stars !== undefined && <Row stars={stars} label={`you gave ${counted(stars, 'star')}`} kind="given" />}
      {given.flag !== undefined && (
        <span class={`flag ${given.flag}`} role="img" aria-label={flagWord(given.flag)}>
          {signs[given.flag]}
        </span>
      )}
    </span>
  )
}

type Flag = NonNullable<Given['flag']>

const signs: Readonly<Record<Flag, string>> = { pick: '\u2691', reject: '\u2715', pass: '\u2013' }
const flagWords: Readonly<Record<Flag, string>> = { pick: 'picked', reject: 'rejected', pass: 'passed over' }

/** `picked`: what a flag says, in words. */
export function flagWord(flag: Flag): string {
  return flagWords[flag]
}

/** What the taste expects: stars in outline, the fainter the less sure. */
export function ExpectedStars({ expected }: { readonly expected: Expected }) {
  const { stars, probability } = expected
  const label = `${counted(stars, 'star')} expected, ${sureness(probability)}`
  return (
    <span class="expected-stars" title={label} data-sure={sureness(probability).replace(' ', '-')}>
      <Row stars={stars} label={label} kind="expected" />
    </span>
  )
}

/** In words, by the probability of exactly these stars; a guess among five would have a fifth. */
export function sureness(probability: number): 'fairly sure' | 'unsure' | 'a guess' {
  if (probability >= 0.5) return 'fairly sure'
  return probability >= 0.35 ? 'unsure' : 'a guess'
}

function Row({ stars, label, kind }: { readonly stars: number; readonly label: string; readonly kind: string }) {
  return (
    <span class={`star-row ${kind}`} role="img" aria-label={label}>
      {(kind === 'given' ? '\u2605' : '\u2606').repeat(stars)}
    </span>
  )
}
