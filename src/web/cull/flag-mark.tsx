import type { Flag } from './next-open.ts'
import { flagWords } from './words.ts'

const signs: Readonly<Record<Flag, string>> = { pick: '\u2691', pass: '\u2013', reject: '\u2715' }

/** What was said of a frame, as a sign; nothing where it is open. */
export function FlagMark({ flag }: { readonly flag: Flag | null }) {
  if (flag === null) return null
  return (
    <span class={`cull-flag ${flag}`} role="img" aria-label={flagWords(flag)}>
      {signs[flag]}
    </span>
  )
}
