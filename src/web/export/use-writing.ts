import { useEffect, useRef, useState } from 'preact/hooks'
import { undoneStars, type WrittenStars } from '../../server/messages/index.ts'
import { useLongWork } from '../parts/long-work.tsx'
import { counted } from '../parts/names.ts'
import { post } from '../server.ts'

/** Writing into files beside photos: first what would be written, then writing it, then taking it back. */
export interface Writing {
  /** What would be written; null where that was not asked for. */
  readonly plan: WrittenStars | null
  readonly written: WrittenStars | null
  /** What came of it, in a sentence. */
  readonly outcome: string | null
  readonly wrong: string | null
  readonly isBusy: boolean
  /** Stops looking; null where nothing can be stopped: what is written is written to its end. */
  readonly stop: (() => void) | null
  readonly look: () => Promise<void>
  readonly write: () => Promise<void>
  readonly takeBack: () => Promise<void>
  /** Forgets the plan. */
  readonly drop: () => void
}

/** `ask` says what would be written, or writes it; another `question` drops the plan. `noun` names one file: `sidecar`. */
export function useWriting({
  noun,
  question,
  ask,
}: {
  readonly noun: string
  readonly question: string
  readonly ask: (apply: boolean, signal: AbortSignal) => Promise<WrittenStars>
}): Writing {
  const [plan, setPlan] = useState<WrittenStars | null>(null)
  const [written, setWritten] = useState<(WrittenStars & { readonly noun: string }) | null>(null)
  const [outcome, setOutcome] = useState<string | null>(null)
  const [isLooking, setLooking] = useState(false)
  const { isBusy, wrong, run, stop, forget } = useLongWork('write')
  const latest = useRef(question)
  latest.current = question
  useEffect(() => {
    setPlan(null) // it was another's
    forget()
  }, [question, forget])
  return {
    plan,
    written,
    outcome,
    wrong,
    isBusy,
    stop: isLooking ? stop : null,
    async look() {
      setLooking(true)
      await run(async (signal) => {
        setOutcome(null)
        try {
          const found = await ask(false, signal)
          if (latest.current === question) setPlan(found)
        } catch (error) {
          if (latest.current === question) throw error
        } // else it answers what nobody asks any more
      })
      setLooking(false)
    },
    write: () =>
      run(async (signal) => {
        const done = await ask(true, signal)
        setPlan(null)
        setWritten({ ...done, noun })
        setOutcome(`Wrote ${counted(done.count, noun)}.`)
      }),
    takeBack: () =>
      run(async () => {
        const file = written?.noun ?? noun
        const back = await post('/api/stars/undo', {}, undoneStars)
        setWritten(null)
        setOutcome(
          `Taken back: ${counted(back.restored, file)} as before, ${back.removed.toLocaleString('en')} removed.` +
            (back.left.length === 0 ? '' : ` ${counted(back.left.length, file)} changed since and stayed.`),
        )
      }),
    drop: () => setPlan(null),
  }
}
