import { useState } from 'preact/hooks'
import { writtenStars } from '../../server/messages/index.ts'
import { post } from '../server.ts'
import { person } from '../store/person.ts'
import { PlanAndWrite } from './plan-and-write.tsx'
import { useWriting } from './use-writing.ts'

/** Stars into sidecars, or JPEG files where that is asked for: first what would be written, then writing it, then taking it back. */
export function WriteStars() {
  const mine = person.value
  const [kind, setKind] = useState<'given' | 'predicted'>('given')
  const [asRating, setAsRating] = useState(false)
  const [into, setInto] = useState<'sidecars' | 'photos'>('sidecars')
  const file = into === 'sidecars' ? 'sidecar' : 'JPEG file'
  const writing = useWriting({
    noun: file,
    question: `${mine} ${kind} ${asRating} ${into}`,
    ask: async (apply, signal) =>
      post(
        '/api/stars/write',
        { person: mine, kind, into, asRating: kind === 'predicted' && asRating, apply },
        writtenStars,
        { signal },
      ),
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
      <PlanAndWrite writing={writing} kind={kind} file={file} />
    </section>
  )
}
