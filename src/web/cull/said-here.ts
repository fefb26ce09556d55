import { signal } from '@preact/signals'
import type { ShootFrames } from '../../server/messages/index.ts'
import type { Flag, FlagOf } from './next-open.ts'

interface SaidHere {
  readonly flag: Flag | null
  /** When the server acknowledged it, by `clock`; infinite until then. */
  readonly settledAt: number
}

/** By photo: what was said in this window, of which the answer that is shown may not know. */
const saidHere = signal<ReadonlyMap<number, SaidHere>>(new Map())

/** Counts questions and acknowledgements, to tell which came first. */
let clock = 0

/** Of each frame what was said of it last, here or before. */
export function flagsOf({ frameSeries }: Pick<ShootFrames, 'frameSeries'>): FlagOf {
  const flags = new Map<number, Flag | null>(
    frameSeries.flatMap(({ photos, flags: given }) => photos.map((photo, at) => [photo, given[at]!] as const)),
  )
  for (const [photo, { flag }] of saidHere.value) flags.set(photo, flag)
  return (photo) => flags.get(photo) ?? null
}

/** Shows a flag before the server has acknowledged it. @returns how that ended: kept, or shown as it was. */
export function showFlag(
  photo: number,
  { flag, was }: { readonly flag: Flag | null; readonly was: Flag | null },
): { readonly keep: () => void; readonly takeBack: () => void } {
  const said: SaidHere = { flag, settledAt: Infinity }
  put(photo, said)
  const end = (settled: Flag | null) => (): void => {
    // Something else may have been said of it meanwhile, which is shown.
    if (saidHere.peek().get(photo) === said) put(photo, { flag: settled, settledAt: ++clock })
  }
  return { keep: end(flag), takeBack: end(was) }
}

/** Shows a flag that the server is known to have. */
export function settleFlag(photo: number, flag: Flag | null): void {
  put(photo, { flag, settledAt: ++clock })
}

/** Of now: what is settled by then is known to an answer that is asked for then. */
export function askedNow(): number {
  return ++clock
}

/** Forgets what an answer to a question of that time knows itself. */
export function forgetSettled(askedAt: number): void {
  const rest = [...saidHere.peek()].filter(([, { settledAt }]) => settledAt > askedAt)
  if (rest.length < saidHere.peek().size) saidHere.value = new Map(rest)
}

function put(photo: number, said: SaidHere): void {
  saidHere.value = new Map(saidHere.peek()).set(photo, said)
}
