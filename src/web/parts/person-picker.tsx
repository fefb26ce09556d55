import { useState } from 'preact/hooks'
import { state } from '../store/connection.ts'
import { becomePerson, partner, person } from '../store/person.ts'
import { Dialog } from './dialog.tsx'
import { NameField } from './name-field.tsx'
import './person-picker.css'

const NEW = '\u0000new'

/** Whose taste this is: everybody who rated something here, and a new name. */
export function PersonPicker() {
  const [isNaming, setNaming] = useState(false)
  const known = new Map(state.value?.people.map(({ name, imported }) => [name, imported]))
  const names = [...new Set(['me', ...known.keys(), person.value])]
  return (
    <>
      <label class="person-picker">
        <span class="unseen">Whose taste</span>
        <select
          value={person.value}
          onChange={({ currentTarget }) => {
            if (currentTarget.value === NEW) {
              currentTarget.value = person.value
              setNaming(true)
            } else becomePerson(currentTarget.value)
          }}
        >
          {names.map((name) => (
            <option key={name} value={name}>
              {name === 'me' ? 'My taste' : name}
              {known.get(name) === true && ' (imported)'}
            </option>
          ))}
          <option value={NEW}>Another person or album...</option>
        </select>
      </label>
      {partner.value !== undefined && (
        <button
          type="button"
          class="plain person-partner"
          title="Order by one taste again"
          onClick={() => (partner.value = undefined)}
        >
          <span class="name">with {partner.value === 'me' ? 'you' : partner.value}</span> {'\u2715'}
          <span class="unseen"> and order by one taste again</span>
        </button>
      )}
      {isNaming && <Naming onClose={() => setNaming(false)} />}
    </>
  )
}

function Naming({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('')
  return (
    <Dialog title="A taste of its own" onClose={onClose}>
      <p class="quiet">
        Another person, or an album that is judged by other measures. It begins with what people in general like.
      </p>
      <form
        class="naming"
        onSubmit={(event) => {
          event.preventDefault()
          becomePerson(name.trim())
          onClose()
        }}
      >
        <NameField label="Name" value={name} onInput={setName} />
        <button type="submit" class="primary">
          Begin
        </button>
      </form>
    </Dialog>
  )
}
