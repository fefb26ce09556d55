import { useCallback, useState } from 'preact/hooks'
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
  const forget = useCallback(() => setWrong(null), [])
  return {
    isBusy: stopper !== null,
    wrong,
    async run(act) {
      const mine = new AbortController()
      forgetWork(name)
      setStopper(mine)
      setWrong(null)
      try {
        await act(mine.signal)
      } catch (error) {
        setWrong(mine.signal.aborted ? 'Stopped.' : sentenceOf(error))
      } finally {
        setStopper(null)
      }
    },
    stop: () => stopper?.abort(),
    forget,
  }
}

/** How far such work is, once the server tells of it. */
export function HowFar({ name, onStop }: { readonly name: Work['name']; readonly onStop?: () => void }) {
  const told = workTold.value.get(name)
  return told === undefined ? null : <WorkProgress name={titles[name]} of={told} onStop={onStop} />
}

const titles: Readonly<Record<Work['name'], string>> = {
  past: 'Bringing in what you chose',
  stars: 'Reading stars',
  write: 'Writing into files',
  export: 'Making a folder',
}
