import type { Taste } from './learn-taste.ts'
import type { AnyTaste } from './taste-record.ts'

/** The people of a taste: one without a name, or those of a merge. */
export function peopleOf(taste: AnyTaste): readonly { readonly name: string | null; readonly taste: Taste }[] {
  return 'people' in taste ? taste.people : [{ name: null, taste }]
}
