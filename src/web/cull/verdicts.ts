import { cards as cardsMessage } from '../../server/messages/index.ts'
import { get, sentenceOf } from '../server.ts'
import { inQuestions, keep } from '../store/cards.ts'
import { saidLastOf } from '../store/give.ts'
import { notice } from '../store/notice.ts'
import { partner, person } from '../store/person.ts'
import { inTurn, say, undoLast } from '../store/say.ts'
import type { Flag } from './next-open.ts'
import { settleFlag, showFlag } from './said-here.ts'
import { forgetStep, keptOf, noteStep, putBack, type Step, takeLastStep } from './steps.ts'

/**
 * Says of frames that they are kept, passed or rejected: each is a thing of its own in the log, and one undo takes all of
 * them back. `onLost` hears of each that could not be kept.
 */
export function judge(
  verdicts: readonly { readonly photo: number; readonly flag: Flag }[],
  { words, onLost }: { readonly words: string; readonly onLost: (photo: number) => void },
): void {
  const by = person.value
  const step = noteStep('flags', { words, of: verdicts.map(({ photo }) => photo) })
  for (const [at, { photo, flag }] of verdicts.entries()) {
    const shown = showFlag(photo, { flag, by })
    void say(
      { kind: flag, photo },
      {
        onKept: (event) => {
          shown.keep()
          step.said[at]!.event = event
        },
        onLost: () => {
          shown.takeBack()
          if (step.said.every(({ event }) => event === null)) forgetStep(step)
          onLost(photo)
        },
      },
    )
  }
}

/** Gives a frame stars, which say nothing of whether it is kept. */
export function giveStars(photo: number, { score, words }: { readonly score: number; readonly words: string }): void {
  const step = noteStep('stars', { words, of: [photo] })
  void say({ kind: 'score', photo, score }, heardBy(step))
}

/** Takes the flag or the stars from a frame. */
export function clear(
  photo: number,
  { what, words }: { readonly what: 'flag' | 'score'; readonly words: string },
): void {
  const by = person.value
  const step = noteStep('clear', { words, of: [photo] })
  const shown = what === 'flag' ? showFlag(photo, { flag: null, by }) : null
  const { onKept, onLost } = heardBy(step)
  void say(
    { kind: 'clear', photo, what },
    {
      onKept: (event) => {
        shown?.keep()
        onKept(event)
      },
      onLost: () => {
        shown?.takeBack()
        onLost()
        void inTurn(() => lookUp([photo], { by, isQuiet: true })) // there may have been nothing to clear
      },
    },
  )
}

/**
 * Takes back the last step of now, newest first until all of it is back; where there is none in this window, the last
 * thing that was said anywhere. `onBack` hears of the first of its frames.
 */
export async function undo({ onBack }: { readonly onBack: (photo: number) => void }): Promise<void> {
  const by = person.value
  const step = takeLastStep()
  return inTurn(async () => {
    if (step === null) await undoSaidLast({ by, onBack })
    // Of what could not be kept a notice tells already.
    else if (keptOf(step).length === 0) return
    else if (step.kind === 'clear') await undoSaidLast({ step, by, onBack })
    else await undoStep(step, { by, onBack })
  })
}

interface Undoing {
  readonly by: string
  readonly onBack: (photo: number) => void
}

/** The last thing in the log, which is that step unless something was said elsewhere since. */
async function undoSaidLast({ step, by, onBack }: Undoing & { readonly step?: Step }): Promise<void> {
  const { taken, status } = await undoLast({ by })
  const isStep = step !== undefined && taken?.event === step.said[0]?.event
  if (step !== undefined && !isStep && (taken !== null || status === 0)) putBack(step)
  if (taken === null) return
  if (!(await lookUp(taken.photos, { by }))) return
  tell(isStep ? step.words : saidLastOf(taken.photos))
  if (taken.photos[0] !== undefined) onBack(taken.photos[0])
}

/** The log is in the order of the keys, and is taken back so. */
async function undoStep(step: Step, { by, onBack }: Undoing): Promise<void> {
  const left = [...keptOf(step)]
  const undone: number[] = []
  let isBack = false
  for (let saying = left[0]; saying !== undefined; saying = left[0]) {
    const { photo, event } = saying
    // oxlint-disable-next-line no-await-in-loop
    const { taken, status } = await undoLast({ event, by })
    if (taken === null && status === 0) {
      putBack({ ...step, said: left.reverse() }) // for when the server is back
      break
    }
    left.shift()
    undone.push(photo)
    isBack ||= taken !== null // it may have been taken back elsewhere
    if (taken !== null && step.kind === 'flags') settleFlag(photo, { flag: null, by }) // may be said again at once
  }
  const isKnown = await lookUp(undone, { by })
  if (left.length > 0 || !isBack || !isKnown) return
  tell(step.words)
  onBack(undone.at(-1)!)
}

/**
 * Shows what the server has of photos, of which something older counts again: what this window showed may have been lost.
 * @returns whether it answered; a notice says why not.
 */
async function lookUp(
  photos: readonly number[],
  { by, isQuiet = false }: { readonly by: string; readonly isQuiet?: boolean },
): Promise<boolean> {
  try {
    for (const part of inQuestions(photos)) {
      const query = { ids: part.join(','), person: by, with: person.value === by ? partner.value : undefined }
      // oxlint-disable-next-line no-await-in-loop
      const found = await get('/api/photos', { schema: cardsMessage, query })
      if (person.value === by) keep(found.photos)
      for (const { id, given } of found.photos) settleFlag(id, { flag: given?.flag ?? null, by })
    }
    return true
  } catch (error) {
    if (!isQuiet) notice.value = { kind: 'failed', text: sentenceOf(error) }
    return false
  }
}

function heardBy(step: Step): { readonly onKept: (event: number) => void; readonly onLost: () => void } {
  return {
    onKept: (event) => {
      step.said[0]!.event = event
    },
    onLost: () => forgetStep(step),
  }
}

function tell(words: string): void {
  notice.value = { kind: 'done', text: `Taken back: ${words[0]!.toLowerCase()}${words.slice(1)}.` }
}
