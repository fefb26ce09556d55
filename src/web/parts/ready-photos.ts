import { signal, untracked } from '@preact/signals'
import { preload } from './photo-image.tsx'
import { connection } from '../store/connection.ts'

/** Photos that the browser has in hand, or knows that it cannot show: nobody should judge what they have not seen. */
export const ready = signal<ReadonlySet<number>>(new Set())

const asked = new Set<number>()

/** Has the browser fetch photos; each joins `ready` when it is there. */
export function getReady(photos: readonly number[]): void {
  for (const id of photos) {
    if (asked.has(id)) continue
    asked.add(id)
    preload(id, (isThere) => {
      // Without a server every photo fails, and would be there again with it.
      if (!isThere && untracked(() => connection.value) !== 'open') asked.delete(id)
      else ready.value = new Set(ready.value).add(id)
    })
  }
}
