import type { ComponentChildren } from 'preact'
import { filters } from '../store/order.ts'
import { person } from '../store/person.ts'
import { inWords, type Selection } from './selection.ts'

/** The best so many, what the library shows, or what was picked. */
export function ChoosePhotos({
  selection,
  onChange,
}: {
  readonly selection: Selection
  readonly onChange: (selection: Selection) => void
}) {
  const { which, top, stars } = selection
  const choice = (value: Selection['which'], label: ComponentChildren): ComponentChildren => (
    <label class="export-choice">
      <input
        type="radio"
        name="which"
        value={value}
        checked={which === value}
        onChange={() => onChange({ ...selection, which: value })}
      />
      <span>{label}</span>
    </label>
  )
  return (
    <fieldset class="export-choices">
      <legend class="unseen">Which photos</legend>
      <div>
        {choice('best', 'The best')}
        <input
          type="number"
          aria-label="How many of the best"
          min={1}
          max={1_000_000}
          value={top}
          onFocus={() => which !== 'best' && onChange({ ...selection, which: 'best' })}
          onInput={({ currentTarget }) => {
            const count = Math.floor(currentTarget.valueAsNumber)
            if (count >= 1 && count <= 1_000_000) onChange({ ...selection, which: 'best', top: count })
          }}
          onBlur={({ currentTarget }) => (currentTarget.value = String(top))}
        />
      </div>
      <div>
        {choice(
          'shown',
          <>
            As the library stands <span class="quiet">({inWords(filters.value)})</span>
          </>,
        )}
        <select
          aria-label="Expected stars"
          value={stars}
          onChange={({ currentTarget }) =>
            onChange({ ...selection, which: 'shown', stars: Number(currentTarget.value) })
          }
        >
          <option value={0}>any stars expected</option>
          {[1, 2, 3, 4].map((count) => (
            <option key={count} value={count}>
              {`${count} or more expected`}
            </option>
          ))}
          <option value={5}>5 expected</option>
        </select>
      </div>
      <div>{choice('picks', person.value === 'me' ? 'My picks' : `Picks of ${person.value}`)}</div>
    </fieldset>
  )
}
