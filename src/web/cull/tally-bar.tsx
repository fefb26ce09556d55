import type { Tally } from './next-open.ts'
import { tallyWords } from './words.ts'

/** How far a shoot is culled: a slim bar, and the same in words. */
export function TallyBar({ tally }: { readonly tally: Tally }) {
  return (
    <div class="cull-tally">
      <div class="cull-bar" aria-hidden="true">
        {(['pick', 'pass', 'reject', 'open'] as const).map((kind) => (
          <span key={kind} class={kind} style={{ flexGrow: tally[kind] }} />
        ))}
      </div>
      <span>{tallyWords(tally)}</span>
    </div>
  )
}
