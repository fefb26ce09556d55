import { signal } from '@preact/signals'

/** Whether one photo is judged at a time, or two against each other. */
export const mode = signal<'one' | 'duel'>('one')
