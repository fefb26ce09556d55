import { useState } from 'preact/hooks'
import { appState } from '../../server/messages/index.ts'
import { databaseName } from '../parts/names.ts'
import { post, sentenceOf } from '../server.ts'
import { state } from '../store/connection.ts'

/** Which pack reads the photos. */
export function PackChoice() {
  const [wrong, setWrong] = useState<string | null>(null)
  const pack = state.value?.pack
  if (pack === undefined) return null
  const choose = async (name: string): Promise<void> => {
    setWrong(null)
    try {
      state.value = await post('/api/pack', { name }, appState)
    } catch (error) {
      setWrong(sentenceOf(error))
    }
  }
  const chosen = pack.coming ?? pack.name
  return (
    <section aria-labelledby="settings-pack">
      <h3 id="settings-pack">How photos are read</h3>
      <fieldset>
        <legend class="unseen">Pack</legend>
        {pack.choices.map(({ name, databases, lacks }) => (
          <label key={name} class="settings-pack">
            <input
              type="radio"
              name="pack"
              checked={name === chosen}
              disabled={lacks !== null}
              onChange={() => void choose(name)}
            />
            <span>
              {name}
              {name === pack.coming && ' (being made ready)'}
              <span class="quiet">{lacks ?? databases.map(databaseName).join(', ')}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {pack.coming !== null && (
        <p role="status">
          {pack.name} orders your photos until {pack.coming} has read all of them.
        </p>
      )}
      {wrong !== null && (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      )}
      <p class="quiet">
        Another pack reads every photo again, in the background; meanwhile all goes on. What you rated counts for each.
      </p>
    </section>
  )
}
