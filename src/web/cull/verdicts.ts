import { signal } from '@preact/signals'
import { cards as cardsMessage } from '../../server/messages/index.ts'
import { get, sentenceOf } from '../server.ts'
import { keep } from '../store/cards.ts'
import { notice } from '../store/notice.ts'
import { person } from '../store/person.ts'
import { inTurn, say, undoLast } from '../store/say.ts'
import type { Flag } from './next-open.ts'
import { settleFlag, showFlag } from './said-here.ts'

/** One press of a key, which may say something of many frames: one undo takes all of it back. */
interface Step {
  /** In words: `Kept IMG_1.jpg`. */
  readonly words: string
  readonly said: readonly {
    readonly photo: number
    readonly was: Flag | null
    /** Its number in the log once it is kept. */
    event: number | null
  }[]
  /** Taken back as the last thing said: clearing is many things in the log. */
  readonly asLast?: boolean
}

/** What this window did in this shoot, last one last. */
export const steps = signal<readonly Step[]>([])

/** Enough to take back a slip that was noticed late. */
const KEPT = 1000

/** Begins with another shoot, or as another person. */
export function beginSteps(): void {
  steps.value = []
}

/**
 * Says of frames that they are kept, passed or rejected: each is a thing of its own in the log, and one undo takes all of
 * them back. `onLost` hears of each that could not be kept.
 */
export function judge(
  verdicts: readonly { readonly photo: number; readonly flag: Flag; readonly was: Flag | null }[],
  { words, onLost }: { readonly words: string; readonly onLost: (photo: number) => void },
): void {
  const step: Step = { words, said: verdicts.map(({ photo, was }) => ({ photo, was, event: null })) }
  note(step)
  for (const [at, { photo, flag, was }] of verdicts.entries()) {
    const shown = showFlag(photo, { flag, was })
    void say(
      { kind: flag, photo },
      {
        onKept: (event) => {
          shown.keep()
          step.said[at]!.event = event
        },
        onLost: () => {
          shown.takeBack()
          if (step.said.every(({ event }) => event === null)) forget(step)
          onLost(photo)
        },
      },
    )
  }
}

/** Gives a frame stars, which say nothing of whether it is kept. */
export function giveStars(photo: number, { score, words }: { readonly score: number; readonly words: string }): void {
  const step: Step = { words, said: [{ photo, was: null, event: null }], asLast: true }
  note(step)
  void say({ kind: 'score', photo, score }, { onLost: () => forget(step) })
}

/** Takes the flag or the stars from a frame. */
export function clear(
  photo: number,
  { what, was, words }: { readonly what: 'flag' | 'score'; readonly was: Flag | null; readonly words: string },
): void {
  const step: Step = { words, said: [{ photo, was, event: null }], asLast: true }
  note(step)
  const shown = what === 'flag' ? showFlag(photo, { flag: null, was }) : null
  void say(
    { kind: 'clear', photo, what },
    {
      onKept: () => shown?.keep(),
      onLost: () => {
        shown?.takeBack()
        forget(step)
      },
    },
  )
}

/**
 * Takes back the last step, newest first until all of it is back; where there is none in this window, the last thing that
 * was said anywhere. `onBack` hears of the first of its frames.
 */
export async function undo({ onBack }: { readonly onBack: (photo: number) => void }): Promise<void> {
  return inTurn(async () => {
    const step = steps.peek().at(-1)
    if (step !== undefined) forget(step)
    if (step === undefined || step.asLast === true) {
      const taken = await undoLast()
      if (taken === null) return
      await lookUp(taken.photos)
      tell(step?.words ?? 'what you last said')
      if (taken.photos[0] !== undefined) onBack(taken.photos[0])
      return
    }
    const kept = step.said.filter(({ event }) => event !== null)
    let back = 0
    for (const { photo, was, event } of [...kept].reverse()) {
      // The log is in the order of the keys, and is taken back so.
      // oxlint-disable-next-line no-await-in-loop
      if ((await undoLast({ event: event! })) === null) {
        note({ ...step, said: kept.slice(0, kept.length - back) })
        return
      }
      back++
      settleFlag(photo, was)
    }
    tell(step.words)
    onBack(step.said[0]!.photo)
  })
}

/** What the server has of photos, of which something older counts again. */
async function lookUp(photos: readonly number[]): Promise<void> {
  if (photos.length === 0) return
  try {
    const query = { ids: photos.join(','), person: person.value }
    const found = await get('/api/photos', { schema: cardsMessage, query })
    keep(found.photos)
    for (const { id, given } of found.photos) settleFlag(id, given?.flag ?? null)
  } catch (error) {
    notice.value = { kind: 'failed', text: sentenceOf(error) }
  }
}

function tell(words: string): void {
  notice.value = { kind: 'done', text: `Taken back: ${words[0]!.toLowerCase()}${words.slice(1)}.` }
}

function note(step: Step): void {
  steps.value = [...steps.value, step].slice(-KEPT)
}

function forget(step: Step): void {
  steps.value = steps.value.filter((other) => other !== step)
}
