import { useEffect, useState } from 'preact/hooks'
import { undoneStars, type WrittenStars, writtenStars } from '../../server/messages/index.ts'
import { counted } from '../parts/names.ts'
import { post, sentenceOf } from '../server.ts'
import { person } from '../store/person.ts'
import { PlannedStars } from './planned-stars.tsx'

/** Stars into sidecars, or JPEG files where that is asked for: first what would be written, then writing it, then taking it back. */
export function WriteStars() {
  const mine = person.value
  const [kind, setKind] = useState<'given' | 'predicted'>('given')
  const [asRating, setAsRating] = useState(false)
  const [into, setInto] = useState<'sidecars' | 'photos'>('sidecars')
  const [plan, setPlan] = useState<WrittenStars | null>(null)
  const [written, setWritten] = useState<(WrittenStars & { readonly noun: string }) | null>(null)
  const [outcome, setOutcome] = useState<string | null>(null)
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    setPlan(null) // it was another's
    setWrong(null)
  }, [mine, kind, asRating, into])

  const file = into === 'sidecars' ? 'sidecar' : 'JPEG file'
  const attempt = async (act: () => Promise<void>): Promise<void> => {
    setBusy(true)
    setWrong(null)
    try {
      await act()
    } catch (error) {
      setWrong(sentenceOf(error))
    } finally {
      setBusy(false)
    }
  }
  const ask = async (apply: boolean): Promise<WrittenStars> =>
    post(
      '/api/stars/write',
      { person: mine, kind, into, asRating: kind === 'predicted' && asRating, apply },
      writtenStars,
    )
  const look = (): Promise<void> =>
    attempt(async () => {
      setOutcome(null)
      setPlan(await ask(false))
    })
  const write = (): Promise<void> =>
    attempt(async () => {
      const done = await ask(true)
      setPlan(null)
      setWritten({ ...done, noun: file })
      setOutcome(`Wrote ${counted(done.count, file)}.`)
    })
  const takeBack = (): Promise<void> =>
    attempt(async () => {
      const noun = written?.noun ?? file
      const back = await post('/api/stars/undo', {}, undoneStars)
      setWritten(null)
      setOutcome(
        `Taken back: ${counted(back.restored, noun)} as before, ${back.removed.toLocaleString('en')} removed.` +
          (back.left.length === 0 ? '' : ` ${counted(back.left.length, noun)} changed since and stayed.`),
      )
    })

  return (
    <section aria-labelledby="write-stars">
      <h2 id="write-stars">Write stars beside your photos</h2>
      <p class="quiet">
        For other programs to show: into <code>.xmp</code> sidecar files next to the photos. The photos themselves are
        not touched unless you choose so, and everything else in a sidecar stays as it is.
      </p>
      <fieldset class="export-choices">
        <legend class="unseen">Which stars</legend>
        <label class="export-choice">
          <input type="radio" name="stars" checked={kind === 'given'} onChange={() => setKind('given')} />
          <span>{mine === 'me' ? 'Ratings that I gave' : `Ratings that ${mine} gave`}</span>
        </label>
        <label class="export-choice">
          <input type="radio" name="stars" checked={kind === 'predicted'} onChange={() => setKind('predicted')} />
          <span>
            Stars that palate expects <span class="quiet">marked as predicted, and never read back as ratings</span>
          </span>
        </label>
        {kind === 'predicted' && (
          <label class="export-choice inner">
            <input type="checkbox" checked={asRating} onChange={() => setAsRating(!asRating)} />
            <span>
              Also as ordinary stars{' '}
              <span class="quiet">
                so that every program shows them; where you have rated a photo yourself, your rating stays
              </span>
            </span>
          </label>
        )}
      </fieldset>
      <label class="export-choice">
        <input
          type="checkbox"
          checked={into === 'photos'}
          onChange={() => setInto(into === 'photos' ? 'sidecars' : 'photos')}
        />
        <span>
          Into the JPEG files themselves{' '}
          <span class="quiet">
            instead of sidecars: the stars and their date change, the picture and all other information stay as they are
          </span>
        </span>
      </label>
      <p class="export-row">
        <button type="button" disabled={busy} onClick={() => void look()}>
          {busy && plan === null ? 'Looking...' : 'Show what would be written'}
        </button>
        <span role="status">{outcome}</span>
        {written?.journal != null && (
          <button type="button" disabled={busy} onClick={() => void takeBack()}>
            Undo
          </button>
        )}
      </p>
      {wrong !== null && (
        <p class="export-error" role="alert">
          {wrong}
        </p>
      )}
      {written !== null && written.skipped.length > 0 && <Skipped reasons={written.skipped} />}
      {plan !== null && (
        <div class="export-plan">
          <PlannedStars plan={plan} kind={kind} file={file} />
          {plan.skipped.length > 0 && <Skipped reasons={plan.skipped} />}
          {plan.count > 0 && (
            <p class="export-row">
              <button type="button" class="primary" disabled={busy} onClick={() => void write()}>
                {busy ? 'Writing...' : `Write ${counted(plan.count, file)}`}
              </button>
              <button type="button" class="plain" disabled={busy} onClick={() => setPlan(null)}>
                Leave it
              </button>
            </p>
          )}
        </div>
      )}
    </section>
  )
}

function Skipped({ reasons }: { readonly reasons: readonly string[] }) {
  return (
    <details>
      <summary>{counted(reasons.length, 'photo')} left out</summary>
      <ul>
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </details>
  )
}
