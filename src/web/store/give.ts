import { untracked } from '@preact/signals'
import type { SaidOfPhoto } from '../../server/messages/index.ts'
import { cards } from './cards.ts'
import { person } from './person.ts'
import { notice, say, undoLast } from './say.ts'

type SaidOfOne = Exclude<SaidOfPhoto, { kind: 'duel' }>

/** What this window said, last one last: what was cleared has what gives it again, for in the log clearing is an undo itself. */
let done: { readonly again: SaidOfOne | null }[] = []
let doneBy = ''

/** Sayings are undone in the order of the server's log, so an undo waits for those under way. */
let underWay: Promise<unknown> = Promise.resolve()

/** Says something of a photo, so that `takeBack` takes it back. */
export function give(said: SaidOfOne): void {
  forgetOthers()
  const given = untracked(() => cards.value.get(said.photo)?.card.given)
  const entry = { again: said.kind === 'clear' ? again(said, given ?? {}) : null }
  if (said.kind === 'clear' && entry.again === null) return // there is nothing to clear
  done.push(entry)
  underWay = Promise.all([underWay, keep(said, entry)])
}

async function keep(said: SaidOfOne, entry: (typeof done)[number]): Promise<void> {
  if (!(await say(said))) done = done.filter((each) => each !== entry)
}

/** Takes back the last thing said: here, or before in another window. */
export function takeBack(): void {
  underWay = underWay.then(takeBackLast)
}

async function takeBackLast(): Promise<void> {
  forgetOthers()
  const last = done.pop()
  if (last !== undefined && last.again !== null) {
    if (await say(last.again)) tell([last.again.photo])
    else done.push(last)
    return
  }
  const taken = await undoLast()
  if (taken === undefined) {
    if (last !== undefined) done.push(last)
  } else if (taken.event !== null) tell(taken.photos)
}

function tell(photos: readonly number[]): void {
  const names = photos.map((photo) => cards.value.get(photo)?.card.name ?? `photo ${photo}`)
  notice.value = { kind: 'done', text: `Taken back: what you last said of ${names.join(' and ')}.` }
}

function forgetOthers(): void {
  if (doneBy !== person.value) done = []
  doneBy = person.value
}

function again(
  { photo, what }: SaidOfOne & { kind: 'clear' },
  { score, flag }: { readonly score?: number | undefined; readonly flag?: 'pick' | 'reject' | undefined },
): SaidOfOne | null {
  if (what === 'score') return score === undefined ? null : { kind: 'score', photo, score }
  return flag === undefined ? null : { kind: flag, photo }
}
