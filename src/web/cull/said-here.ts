import { batch, signal } from '@preact/signals'
import type { ShootFrames } from '../../server/messages/index.ts'
import type { Flag, FlagOf } from './next-open.ts'

interface SaidHere {
  readonly photo: number
  /** The person. */
  readonly by: string
  /** What was said last, while it is under way. */
  readonly pending: { readonly flag: Flag | null } | null
  /** What the server acknowledged last, and when, by `clock`. */
  readonly acknowledged: { readonly flag: Flag | null; readonly at: number } | null
}

/** By photo and person: what was said in this window, of which the answer that is shown may not know. */
export const saidHere = signal<ReadonlyMap<string, SaidHere>>(new Map())

/** Counts questions and acknowledgements, to tell which came first. */
let clock = 0

/** Of each frame what a person said of it last, here or before. */
export function flagsOf({ frameSeries }: Pick<ShootFrames, 'frameSeries'>, by: string): FlagOf {
  const flags = new Map<number, Flag | null>(
    frameSeries.flatMap(({ photos, flags: given }) => photos.map((photo, at) => [photo, given[at]!] as const)),
  )
  for (const said of saidHere.value.values()) if (said.by === by) flags.set(said.photo, flagIn(said))
  return (photo) => flags.get(photo) ?? null
}

/** Shows a flag before the server has acknowledged it. @returns how that ended: kept, or as the server last had it. */
export function showFlag(
  photo: number,
  { flag, by }: { readonly flag: Flag | null; readonly by: string },
): { readonly keep: () => void; readonly takeBack: () => void } {
  const mine = { flag }
  change(photo, by, (said) => ({ ...said, pending: mine }))
  // Something else may have been said of it meanwhile, which is shown.
  const others = ({ pending }: SaidHere): SaidHere['pending'] => (pending === mine ? null : pending)
  return {
    keep: () => change(photo, by, (said) => ({ ...said, pending: others(said), acknowledged: { flag, at: ++clock } })),
    takeBack: () => change(photo, by, (said) => ({ ...said, pending: others(said) })),
  }
}

/** Shows a flag that the server is known to have. What is under way was said since. */
export function settleFlag(photo: number, { flag, by }: { readonly flag: Flag | null; readonly by: string }): void {
  change(photo, by, (said) => ({ ...said, acknowledged: { flag, at: ++clock } }))
}

/** Whether this flag was said in this window last: what an older answer tells may have changed elsewhere since. */
export function isSaidHere(photo: number, { flag, by }: { readonly flag: Flag; readonly by: string }): boolean {
  const said = saidHere.peek().get(keyOf(photo, by))
  return said !== undefined && flagIn(said) === flag
}

/** Of now: what is settled by then is known to an answer that is asked for then. */
export function askedNow(): number {
  return ++clock
}

/** Forgets what an answer to a question of that time, of that person, knows itself. */
export function forgetSettled(askedAt: number, by: string): void {
  const known = [...saidHere.peek().values()].filter(
    (said) => said.by === by && said.acknowledged !== null && said.acknowledged.at <= askedAt,
  )
  batch(() => {
    for (const { photo } of known) change(photo, by, (said) => ({ ...said, acknowledged: null }))
  })
}

function flagIn({ pending, acknowledged }: SaidHere): Flag | null {
  return (pending ?? acknowledged)?.flag ?? null
}

function change(photo: number, by: string, to: (said: SaidHere) => SaidHere): void {
  const next = new Map(saidHere.peek())
  const key = keyOf(photo, by)
  const said = to(next.get(key) ?? { photo, by, pending: null, acknowledged: null })
  if (said.pending === null && said.acknowledged === null) next.delete(key)
  else next.set(key, said)
  saidHere.value = next
}

function keyOf(photo: number, by: string): string {
  return `${photo} ${by}`
}
