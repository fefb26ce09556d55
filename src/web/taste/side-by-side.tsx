import { useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { type Comparison, comparison } from '../../server/messages/index.ts'
import { decimals, nameOf } from '../parts/names.ts'
import { Thumbnail } from '../parts/thumbnail.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { state } from '../store/connection.ts'
import { becomePerson, partner, person } from '../store/person.ts'
import { Waiting } from '../parts/waiting.tsx'
import { weightScale } from './weight-scale.ts'
import { WeightTable } from './weights.tsx'
import './side-by-side.css'

/** Photos shown of those that two people think of most differently. */
const SHOWN = 6

/** Two people's tastes: how alike they are, where they part, and an order for both. */
export function SideBySide({ version }: { readonly version: string }) {
  const people = state.value?.people.map(({ name }) => name) ?? []
  const [chosen, setChosen] = useState<readonly [string | undefined, string | undefined]>([undefined, undefined])
  const known = (name: string | undefined): string | undefined =>
    name !== undefined && people.includes(name) ? name : undefined
  const first = known(chosen[0]) ?? known(person.value) ?? people[0]
  const second = known(chosen[1] === first ? undefined : chosen[1]) ?? people.find((name) => name !== first)
  return (
    <section aria-labelledby="side-by-side">
      <h2 id="side-by-side">Two tastes side by side</h2>
      {first === undefined || second === undefined ? (
        <p class="quiet">
          There is one taste so far. Begin another with the menu at the top, for a partner or an album, or import one
          below.
        </p>
      ) : (
        <>
          <div class="taste-choose">
            <Choice label="First taste" people={people} value={first} onChange={(name) => setChosen([name, second])} />
            <span class="quiet">and</span>
            <Choice
              label="Second taste"
              people={people.filter((name) => name !== first)}
              value={second}
              onChange={(name) => setChosen([first, name])}
            />
          </div>
          <Compared first={first} second={second} version={version} />
        </>
      )}
    </section>
  )
}

function Choice({
  label,
  people,
  value,
  onChange,
}: {
  readonly label: string
  readonly people: readonly string[]
  readonly value: string
  readonly onChange: (name: string) => void
}) {
  return (
    <select aria-label={label} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
      {people.map((name) => (
        <option key={name} value={name}>
          {nameOf(name)}
        </option>
      ))}
    </select>
  )
}

function Compared({
  first,
  second,
  version,
}: {
  readonly first: string
  readonly second: string
  readonly version: string
}) {
  const [, go] = useLocation()
  const query = { person: first, with: second }
  const answer = useAnswer('/api/taste/compare', { schema: comparison, query, version })
  const order = (): void => {
    if (person.value !== first) becomePerson(first)
    partner.value = second
    go('/library')
  }
  return (
    <Waiting answer={answer}>
      {(found) => (
        <>
          <p class="taste-sentence">{alikeness(found)}</p>
          <p>
            <button type="button" onClick={order}>
              Order the library for both of us
            </button>
          </p>
          <Preferred name={first} over={second} photos={found.first} />
          <Preferred name={second} over={first} photos={found.second} />
          <TwoWeights found={found} />
        </>
      )}
    </Waiting>
  )
}

function Preferred({
  name,
  over,
  photos,
}: {
  readonly name: string
  readonly over: string
  readonly photos: Comparison['first']
}) {
  if (photos.length === 0) return null
  const title = name === 'me' ? `You like these more than ${over} does` : `${name} likes these more than ${them(over)}`
  return (
    <figure class="taste-apart">
      <figcaption>{title}</figcaption>
      <div>
        {photos.slice(0, SHOWN).map((card) => (
          <Thumbnail key={card.id} id={card.id} name={card.name} />
        ))}
      </div>
    </figure>
  )
}

function TwoWeights({ found: { people, weights } }: { readonly found: Comparison }) {
  const scale = weightScale(weights.flat())
  return (
    <div class="taste-two">
      {weights.map((own, at) => (
        <div key={people[at]}>
          <h3>{nameOf(people[at]!)}</h3>
          <WeightTable weights={own} who={nameOf(people[at]!)} scale={scale} />
        </div>
      ))}
    </div>
  )
}

function them(name: string): string {
  return name === 'me' ? 'you do' : `${name} does`
}

/** Rank correlation in words. */
function alikeness({ srocc, people }: Comparison): string {
  const [first, second] = people
  const who = second === 'me' ? `You and ${first}` : `${nameOf(first)} and ${second}`
  if (srocc === null) return 'There are too few photos to compare two orders.'
  return `${who} ${inWords(srocc)} (rank correlation ${decimals(srocc)}).`
}

function inWords(srocc: number): string {
  if (srocc > 0.9) return 'would put these photos in nearly the same order'
  if (srocc > 0.6) return 'would put these photos in much the same order'
  if (srocc > 0.25) return 'agree on some of these photos'
  if (srocc > -0.25) return 'have little in common in these photos'
  return 'would put these photos in nearly opposite orders'
}
