import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { Work } from '../../server/messages/index.ts'
import { sentenceOf } from '../server.ts'
import { forgetWork, workTold } from '../store/work.ts'
import { WorkProgress } from './work-progress.tsx'

/** Long work that a part of the page asks for and waits for. */
export interface LongWork {
  readonly isBusy: boolean
  /** Why it did not come to its end, in a sentence. */
  readonly wrong: string | null
  /** Resolves once it is done, stopped or failed. */
  readonly run: (act: (signal: AbortSignal) => Promise<void>) => Promise<void>
  readonly stop: () => void
  /** Forgets what was wrong. */
  readonly forget: () => void
}

export function useLongWork(name: Work['name']): LongWork {
  const [stopper, setStopper] = useState<AbortController | null>(null)
  const [wrong, setWrong] = useState<string | null>(null)
  const pressed = useRef<{ readonly button: HTMLElement; readonly row: Element | null } | null>(null)
  const isBusy = stopper !== null
  useEffect(() => {
    if (isBusy) return
    // The button that began it could not be pressed meanwhile, and the one that stopped it is gone.
    const { current } = pressed
    pressed.current = null
    const isLost = document.activeElement === document.body || document.activeElement?.tagName === 'DIALOG'
    if (!isLost || current === null) return
    const { button, row } = current
    const next = button.isConnected ? button : row?.querySelector<HTMLElement>('button:enabled')
    next?.focus({ preventScroll: true })
  }, [isBusy])
  const forget = useCallback(() => setWrong(null), [])
  return {
    isBusy,
    wrong,
    async run(act) {
      const mine = new AbortController()
      pressed.current = focused()
      forgetWork(name)
      setStopper(mine)
      setWrong(null)
      try {
        await act(mine.signal)
      } catch (error) {
        setWrong(mine.signal.aborted ? works[name].stopped : sentenceOf(error))
      } finally {
        setStopper(null)
      }
    },
    stop: () => stopper?.abort(),
    forget,
  }
}

/** What has the focus, and where to look for something else to have it if that goes: the form or part of the page that it is in. */
function focused(): { readonly button: HTMLElement; readonly row: Element | null } | null {
  const { activeElement } = document
  if (!(activeElement instanceof HTMLElement) || activeElement === document.body) return null
  return { button: activeElement, row: activeElement.closest('form, section, dialog') }
}

/** What is over sooner needs no bar. Milliseconds. */
const SOON = 300

/** How far such work is, as the server tells, and the way to stop it where there is one. */
export function HowFar({ name, onStop }: { readonly name: Work['name']; readonly onStop?: (() => void) | undefined }) {
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), SOON)
    return () => clearTimeout(timer)
  }, [])
  const told = workTold.value.get(name)
  if (!isLong || (told === undefined && onStop === undefined)) return null
  return <WorkProgress name={works[name].title} of={told ?? untold} onStop={onStop} />
}

const untold = { label: '', done: 0, total: 0 }

const kept = 'Stopped. What was taken over until then stays.'

/** Names of such work, and what is said of it where it was stopped. */
const works: Readonly<Record<Work['name'], { readonly title: string; readonly stopped: string }>> = {
  past: { title: 'Bringing in what you chose', stopped: kept },
  stars: { title: 'Reading stars', stopped: kept },
  write: { title: 'Files beside your photos', stopped: 'Stopped. Nothing was written.' },
  export: { title: 'Exporting', stopped: 'Stopped. Nothing was kept.' },
}
