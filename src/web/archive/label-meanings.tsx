import type { ImportingPast } from '../../server/messages/index.ts'

export type Label = keyof NonNullable<ImportingPast['labels']>
export type Meaning = 'keep' | 'pass' | 'reject'

const labels: readonly Label[] = ['red', 'yellow', 'green', 'blue', 'purple']
const meanings: readonly (readonly [Meaning | '', string])[] = [
  ['', 'nothing'],
  ['keep', 'keep'],
  ['pass', 'passed over'],
  ['reject', 'reject'],
]

/** What each colour label means: everybody has meanings of their own, so it means nothing until it is said. */
export function LabelMeanings({
  chosen,
  onChange,
}: {
  readonly chosen: Readonly<Partial<Record<Label, Meaning>>>
  readonly onChange: (chosen: Readonly<Partial<Record<Label, Meaning>>>) => void
}) {
  const choose = (label: Label, meaning: string): void => {
    const { [label]: _, ...rest } = chosen
    onChange(meaning === '' ? rest : { ...rest, [label]: meaning as Meaning })
  }
  return (
    <fieldset class="archive-labels">
      <legend>What a colour label means</legend>
      {labels.map((label) => (
        <label key={label}>
          <span>{label[0]!.toUpperCase() + label.slice(1)}</span>
          <select value={chosen[label] ?? ''} onChange={({ currentTarget }) => choose(label, currentTarget.value)}>
            {meanings.map(([meaning, name]) => (
              <option key={meaning} value={meaning}>
                {name}
              </option>
            ))}
          </select>
        </label>
      ))}
    </fieldset>
  )
}
