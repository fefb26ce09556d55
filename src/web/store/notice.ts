import { signal } from '@preact/signals'

/** A short sentence at the bottom of the page. */
export interface Notice {
  readonly text: string
  readonly kind: 'done' | 'failed'
}

/** What just happened; null once it was there long enough to be read (parts/notices.tsx). */
export const notice = signal<Notice | null>(null)
