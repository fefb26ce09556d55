import type { ComponentChildren } from 'preact'
import { facets } from '../../server/messages/index.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { state } from '../store/connection.ts'
import { type Filters, filters } from '../store/order.ts'
import { plain } from '../store/filter-query.ts'

const givenChoices = [
  ['', 'anything'],
  ['unrated', 'not rated yet'],
  ['rated', 'rated'],
  ['picked', 'picked'],
  ['rejected', 'rejected'],
  ['5', '5 stars'],
  ['4', '4 stars'],
  ['3', '3 stars'],
  ['2', '2 stars'],
  ['1', '1 star'],
] as const

/** All that the library can be filtered by. Each change is obeyed at once. */
export function FilterFields() {
  const version = state.value?.photos ?? 0
  const { value: known, error } = useAnswer('/api/facets', { schema: facets, version })
  const chosen = filters.value
  const choose = (change: Filters): void => {
    filters.value = plain({ ...filters.value, ...change })
  }
  return (
    <div class="filter-fields">
      <Choice
        label="You gave"
        value={chosen.given ?? ''}
        choices={givenChoices}
        onChoose={(given) => choose({ given: (given || undefined) as Filters['given'] })}
      />
      <Choice
        label="Expected, at least"
        value={String(chosen.stars ?? '')}
        choices={[['', 'any stars'], ...[2, 3, 4, 5].map((stars) => [String(stars), `${stars} stars`] as const)]}
        onChoose={(stars) => choose({ stars: stars === '' ? undefined : Number(stars) })}
      />
      <Day label="From" value={chosen.from} range={known?.days} onChoose={(from) => choose({ from })} />
      <Day label="To" value={chosen.to} range={known?.days} onChoose={(to) => choose({ to })} />
      <Choice
        label="Camera"
        value={chosen.camera ?? ''}
        choices={named('any camera', known?.cameras, chosen.camera)}
        onChoose={(camera) => choose({ camera: camera || undefined })}
      />
      <Choice
        label="Folder"
        value={chosen.folder ?? ''}
        choices={named('all folders', known?.folders, chosen.folder)}
        onChoose={(folder) => choose({ folder: folder || undefined })}
      />
      <Check
        label="Unsure only"
        title="The third of your photos of which the taste knows least"
        isOn={chosen.unsure === true}
        onTurn={(unsure) => choose({ unsure })}
      />
      <Check
        label="Group near duplicates"
        title="Shows the best of each series; the others stand behind it"
        isOn={chosen.grouped === true}
        onTurn={(grouped) => choose({ grouped })}
      />
      {error !== null && <p class="quiet">{error}</p>}
    </div>
  )
}

/** Names with how many photos each has; one that is chosen is among them whatever the library holds. */
function named(
  any: string,
  known: readonly { readonly name: string; readonly photos: number }[] | undefined,
  chosen: string | undefined,
): readonly (readonly [string, string])[] {
  const found = (known ?? []).map(({ name, photos }) => [name, `${name} (${photos.toLocaleString('en')})`] as const)
  const isMissing = chosen !== undefined && !found.some(([name]) => name === chosen)
  return [['', any], ...(isMissing ? [[chosen, chosen] as const] : []), ...found]
}

function Choice({
  label,
  value,
  choices,
  onChoose,
}: {
  readonly label: string
  readonly value: string
  readonly choices: readonly (readonly [value: string, words: string])[]
  readonly onChoose: (value: string) => void
}) {
  return (
    <Field label={label}>
      <select value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        {choices.map(([name, words]) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </select>
    </Field>
  )
}

function Day({
  label,
  value,
  range,
  onChoose,
}: {
  readonly label: string
  readonly value: string | undefined
  readonly range: { readonly first: string; readonly last: string } | null | undefined
  readonly onChoose: (day: string | undefined) => void
}) {
  return (
    <Field label={label}>
      <input
        type="date"
        value={value ?? ''}
        min={range?.first}
        max={range?.last}
        onChange={({ currentTarget }) => onChoose(currentTarget.value || undefined)}
      />
    </Field>
  )
}

function Field({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    // oxlint-disable-next-line jsx-a11y/label-has-associated-control
    <label class="filter-field">
      <span>{label}</span>
      {children}
    </label>
  )
}

function Check({
  label,
  title,
  isOn,
  onTurn,
}: {
  readonly label: string
  readonly title: string
  readonly isOn: boolean
  readonly onTurn: (isOn: boolean) => void
}) {
  return (
    <label class="filter-check" title={title}>
      <input type="checkbox" checked={isOn} onChange={({ currentTarget }) => onTurn(currentTarget.checked)} />
      {label}
    </label>
  )
}
