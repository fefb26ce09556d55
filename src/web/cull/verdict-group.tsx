import { keepFocus } from '../parts/keep-focus.ts'
import type { Flag } from './next-open.ts'

const verdicts = [
  { flag: 'pick', label: 'Keep', key: 'K' },
  { flag: 'pass', label: 'Pass', key: 'N' },
  { flag: 'reject', label: 'Reject', key: 'X' },
] as const

/** Keep, pass, reject: what a frame has is pressed. */
export function VerdictGroup({
  label,
  flag,
  isDisabled = false,
  onVerdict,
}: {
  readonly label: string
  readonly flag: Flag | null
  readonly isDisabled?: boolean
  readonly onVerdict: (flag: Flag) => void
}) {
  return (
    <div class="cull-judge" role="group" aria-label={label}>
      {verdicts.map(({ flag: kind, label: word, key }) => (
        <button
          key={kind}
          type="button"
          class={kind}
          disabled={isDisabled}
          aria-keyshortcuts={key.toLowerCase()}
          aria-pressed={flag === kind}
          onClick={() => onVerdict(kind)}
          {...keepFocus}
        >
          {word} <kbd aria-hidden="true">{key}</kbd>
        </button>
      ))}
    </div>
  )
}
