import { useEffect, useRef, useState } from 'preact/hooks'
import { type BacktestState, backtestState } from '../../server/messages/index.ts'
import { sentenceOf } from '../server.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { askForBacktest, backtestTold } from '../store/backtest.ts'
import { Waiting } from '../parts/waiting.tsx'
import { WorkProgress } from '../parts/work-progress.tsx'
import { BacktestReport } from './backtest-report.tsx'

/** Learns from older shoots, tries it on later ones, and shows what came out. */
export function Backtest({ person }: { readonly person: string }) {
  const asked = useAnswer('/api/backtest', { schema: backtestState, query: { person } })
  const told = backtestTold.value
  // What the server tells by itself is newer than what it was asked.
  const answer = told?.person === person ? { ...asked, value: told, error: null } : asked
  const [wrong, setWrong] = useState<string | null>(null)
  const act = async (what: 'start' | 'stop'): Promise<void> => {
    setWrong(null)
    try {
      await askForBacktest(what, person)
    } catch (error) {
      setWrong(sentenceOf(error))
    }
  }
  return (
    <>
      <p>
        palate goes back in time: it learns from your older shoots alone, then says in which order you should have
        looked through the later ones. What you kept there is the judge.
      </p>
      <Waiting answer={answer}>
        {(found) => (
          <>
            <StartOrStop state={found} onAct={(what) => void act(what)} />
            {found.state === 'failed' && (
              <p class="archive-wrong" role="alert">
                {found.label}
              </p>
            )}
            {found.report !== null && <BacktestReport report={found.report} />}
          </>
        )}
      </Waiting>
      {wrong !== null && (
        <p class="archive-wrong" role="alert">
          {wrong}
        </p>
      )}
    </>
  )
}

/** The button that starts, or how far it is and the button that stops. Who pressed one has the focus on the other then. */
function StartOrStop({
  state: found,
  onAct,
}: {
  readonly state: BacktestState
  readonly onAct: (what: 'start' | 'stop') => void
}) {
  const row = useRef<HTMLDivElement>(null)
  const wasPressed = useRef(false)
  const isWorking = found.state === 'working'
  useEffect(() => {
    void isWorking
    const isLost = document.activeElement === null || document.activeElement === document.body
    if (wasPressed.current && isLost) row.current?.querySelector('button')?.focus({ preventScroll: true })
  }, [isWorking])
  const press = (what: 'start' | 'stop'): void => {
    wasPressed.current = true
    onAct(what)
  }
  return (
    <div ref={row} class="archive-start">
      {isWorking ? (
        <WorkProgress name="Backtest" of={found} onStop={() => press('stop')} />
      ) : (
        <>
          <button type="button" class={found.report === null ? 'primary' : undefined} onClick={() => press('start')}>
            {found.report === null ? 'Test it on your past' : 'Test it again'}
          </button>
          {found.at !== null && found.report !== null && <span class="quiet">Tested {dayOf(found.at)}.</span>}
        </>
      )}
      <span class="unseen" role="status">
        {isWorking ? 'The test is at work.' : found.report === null ? '' : 'The test is done.'}
      </span>
    </div>
  )
}

/** `30 November 2026, 10:12`, by the clock of this machine. */
function dayOf(at: string): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return at
  return date.toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short' })
}
