import { useState } from 'preact/hooks'
import { type ImportingPast, importedPast } from '../../server/messages/index.ts'
import { post, sentenceOf } from '../server.ts'
import { type Label, LabelMeanings, type Meaning } from './label-meanings.tsx'
import { PathField } from './path-field.tsx'

type Place = 'lightroom' | 'darktable' | 'keepers'

/** Takes in what was kept and passed over in other programs. */
export function BringIn({ person, onBroughtIn }: { readonly person: string; readonly onBroughtIn: () => void }) {
  const [places, setPlaces] = useState<Readonly<Record<Place, string>>>({ lightroom: '', darktable: '', keepers: '' })
  const [xmp, setXmp] = useState(false)
  const [labels, setLabels] = useState<Readonly<Partial<Record<Label, Meaning>>>>({})
  const [isBusy, setBusy] = useState(false)
  const [sentences, setSentences] = useState<readonly string[]>([])
  const [wrong, setWrong] = useState<string | null>(null)
  const named = Object.fromEntries(
    Object.entries(places).flatMap(([place, path]) => (path.trim() === '' ? [] : [[place, path.trim()]])),
  )
  const isEmpty = Object.keys(named).length === 0 && !xmp
  const bringIn = async (): Promise<void> => {
    setBusy(true)
    setWrong(null)
    setSentences([])
    const asked: ImportingPast = { person, ...named, xmp, labels }
    try {
      setSentences((await post('/api/past', asked, importedPast)).sentences)
      onBroughtIn()
    } catch (error) {
      setWrong(sentenceOf(error))
    } finally {
      setBusy(false)
    }
  }
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
      <p>
        <button type="submit" class="primary" disabled={isBusy || isEmpty}>
          {isBusy ? 'Reading...' : 'Bring in'}
        </button>
      </p>
      <div role="status">
        {sentences.length > 0 && (
          <ul class="archive-list" aria-label="What was brought in">
            {sentences.map((sentence) => (
              <li key={sentence}>{sentence}</li>
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
