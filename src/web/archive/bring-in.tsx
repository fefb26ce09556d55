import { useState } from 'preact/hooks'
import { type ImportingPast, importedPast } from '../../server/messages/index.ts'
import { HowFar, useLongWork } from '../parts/long-work.tsx'
import { post } from '../server.ts'
import { type Label, LabelMeanings, type Meaning } from './label-meanings.tsx'
import { PathField } from './path-field.tsx'

type Place = 'lightroom' | 'darktable' | 'keepers'

/** Takes in what was kept and passed over in other programs. */
export function BringIn({ person, onBroughtIn }: { readonly person: string; readonly onBroughtIn: () => void }) {
  const [places, setPlaces] = useState<Readonly<Record<Place, string>>>({ lightroom: '', darktable: '', keepers: '' })
  const [xmp, setXmp] = useState(false)
  const [labels, setLabels] = useState<Readonly<Partial<Record<Label, Meaning>>>>({})
  const [replace, setReplace] = useState(false)
  const [sentences, setSentences] = useState<readonly string[]>([])
  const { isBusy, wrong, run, stop } = useLongWork('past')
  const named = Object.fromEntries(
    Object.entries(places).flatMap(([place, path]) => (path.trim() === '' ? [] : [[place, path.trim()]])),
  )
  const isEmpty = Object.keys(named).length === 0 && !xmp
  const bringIn = (): Promise<void> =>
    run(async (signal) => {
      setSentences([])
      const asked: ImportingPast = { person, ...named, xmp, labels, replace }
      setSentences((await post('/api/past', asked, importedPast, { signal })).sentences)
      onBroughtIn()
    })
  const at = (place: Place) => ({
    value: places[place],
    onInput: (path: string) => setPlaces({ ...places, [place]: path }),
  })
  return (
    <form
      class="archive-form"
      aria-label="Bring in what you chose"
      onSubmit={(event) => {
        event.preventDefault()
        void bringIn()
      }}
    >
      <p>
        Bring in what you chose in other programs. <strong>Their files are only read, never written.</strong>
      </p>
      <PathField label="Lightroom catalog" example="/Users/ann/Pictures/Lightroom Catalog.lrcat" {...at('lightroom')} />
      <PathField label="darktable library" example="/home/ann/.config/darktable/library.db" {...at('darktable')} />
      <PathField label="Folder of keepers or exports" example="/home/ann/Pictures/Best" {...at('keepers')} />
      <label class="archive-check">
        <input type="checkbox" checked={xmp} onChange={({ currentTarget }) => setXmp(currentTarget.checked)} />
        <span>Stars, flags and labels in the photos' own files and sidecars</span>
      </label>
      <LabelMeanings chosen={labels} onChange={setLabels} />
      <label class="archive-check">
        <input type="checkbox" checked={replace} onChange={({ currentTarget }) => setReplace(currentTarget.checked)} />
        <span>
          Take back what an earlier import said of photos that are no longer in it{' '}
          <span class="quiet">otherwise that stays</span>
        </span>
      </label>
      <p class="archive-start">
        <button type="submit" class="primary" disabled={isBusy || isEmpty}>
          {isBusy ? 'Reading...' : 'Bring in'}
        </button>
        {isBusy && <HowFar name="past" onStop={stop} />}
      </p>
      <div role="status">
        {sentences.length > 0 && (
          <ul class="archive-list" aria-label="What was brought in">
            {sentences.map((sentence, index) => (
              <li key={index}>{sentence}</li>
            ))}
          </ul>
        )}
      </div>
      {wrong !== null && (
        <p class="archive-wrong" role="alert">
          {wrong}
        </p>
      )}
    </form>
  )
}
