import type { ShootSummary } from '../../server/messages/index.ts'
import { counted } from '../parts/names.ts'

/** Sums over shoots. */
export interface Choices {
  readonly shoots: number
  readonly frames: number
  readonly picked: number
  readonly passed: number
  readonly rejected: number
  readonly starred: number
  /** Shoots of which something was said. */
  readonly said: number
}

export function choicesIn(shoots: readonly ShootSummary[]): Choices {
  const sum = (of: (shoot: ShootSummary) => number): number => shoots.reduce((total, shoot) => total + of(shoot), 0)
  return {
    shoots: shoots.length,
    frames: sum(({ frames }) => frames),
    picked: sum(({ picked }) => picked),
    passed: sum(({ passed }) => passed),
    rejected: sum(({ rejected }) => rejected),
    starred: sum(({ starred }) => starred),
    said: shoots.length - notLookedThrough(shoots).length,
  }
}

export function choicesSentence({ shoots, frames, said }: Choices): string {
  if (frames === 0) return 'No photos are here yet.'
  const here = `${counted(frames, 'frame')} lie here in ${counted(shoots, 'shoot')}.`
  if (said === 0) return `${here} Nothing was said of them yet: bring in what you chose in other programs.`
  return `${here} Your choices are in ${said === shoots ? 'all of them' : `${said.toLocaleString('en')} of them`}.`
}

/** Frames of which nothing was said. */
export function openIn({ frames, picked, passed, rejected, starred }: Choices): number {
  return frames - picked - passed - rejected - starred
}

/** Shoots without flags and stars, in the order given. */
export function notLookedThrough(shoots: readonly ShootSummary[]): readonly ShootSummary[] {
  return shoots.filter(({ picked, passed, rejected, starred }) => picked + passed + rejected + starred === 0)
}
