import type { ShootSummary } from '../../server/messages/index.ts'
import { counted } from '../parts/names.ts'
import type { Answer } from '../parts/use-answer.ts'
import { Waiting } from '../parts/waiting.tsx'
import { choicesIn, choicesSentence, openIn } from './choices.ts'

/** What the log says of the frames here, in one sentence and a bar of their shares. */
export function WhereChoicesAre({ answer }: { readonly answer: Answer<{ readonly shoots: readonly ShootSummary[] }> }) {
  return (
    <Waiting answer={answer}>
      {({ shoots }) => {
        const choices = choicesIn(shoots)
        const clocks = shoots.filter(({ notes }) => notes.length > 0)
        return (
          <>
            <p>{choicesSentence(choices)}</p>
            {choices.frames > 0 && (
              <ul class="archive-counts">
                <Count of={choices.picked} name="picked" />
                <Count of={choices.passed} name="passed over" />
                <Count of={choices.rejected} name="rejected" />
                <Count of={choices.starred} name="with stars only" />
                <Count of={openIn(choices)} name="nothing said" />
              </ul>
            )}
            {clocks.length > 0 && (
              <details>
                <summary>{counted(clocks.length, 'shoot')} with a clock that cannot be right</summary>
                <ul class="archive-list">
                  {clocks.map(({ key, label, notes }) => (
                    <li key={key}>
                      {label}: {notes.join(' ')}
                    </li>
                  ))}
                </ul>
              </details>
            )}
          </>
        )
      }}
    </Waiting>
  )
}

function Count({ of, name }: { readonly of: number; readonly name: string }) {
  return (
    <li>
      <strong>{of.toLocaleString('en')}</strong> <span class="quiet">{name}</span>
    </li>
  )
}
