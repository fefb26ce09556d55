import { signal } from '@preact/signals'
import type { Work } from '../../server/messages/index.ts'

/** By name: how far long work is that a page waits for, as the server last told of it. */
export const workTold = signal<ReadonlyMap<Work['name'], Work>>(new Map())

export function hearOfWork(work: Work): void {
  workTold.value = new Map(workTold.peek()).set(work.name, work)
}

/** Before such work begins: what was told of the last is not of this. */
export function forgetWork(name: Work['name']): void {
  workTold.value = new Map([...workTold.peek()].filter(([other]) => other !== name))
}
