import type { Given } from '../../server/messages/index.ts'
import { give } from '../store/give.ts'
import { counted } from './names.ts'
import './rating-buttons.css'

/** Stars and flags of one photo to press; pressed again they are taken away. The keys do the same. */
export function RatingButtons({
  photo,
  name,
  given,
}: {
  readonly photo: number
  readonly name: string
  readonly given: Given | null
}) {
  const stars = given?.score ?? given?.stars ?? 0
  return (
    <div class="rating-buttons" role="group" aria-label={`Rate ${name}`}>
      {([1, 2, 3, 4, 5] as const).map((score) => (
        <button
          key={score}
          type="button"
          class={score <= stars ? 'plain full' : 'plain'}
          aria-label={counted(score, 'star')}
          aria-pressed={given?.score === score}
          onClick={() =>
            void give(
              given?.score === score ? { kind: 'clear', photo, what: 'score' } : { kind: 'score', photo, score },
            )
          }
        >
          {score <= stars ? '\u2605' : '\u2606'}
        </button>
      ))}
      {flags.map(({ kind, label, sign }) => (
        <button
          key={kind}
          type="button"
          class={given?.flag === kind ? `plain ${kind}` : 'plain'}
          aria-label={label}
          title={label}
          aria-pressed={given?.flag === kind}
          onClick={() => void give(given?.flag === kind ? { kind: 'clear', photo, what: 'flag' } : { kind, photo })}
        >
          {sign}
        </button>
      ))}
    </div>
  )
}

const flags = [
  { kind: 'pick', label: 'Pick (P)', sign: '\u2691' },
  { kind: 'reject', label: 'Reject (X)', sign: '\u2715' },
] as const
