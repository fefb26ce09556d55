import { tasteSummary } from '../../server/messages/index.ts'
import { tasteOf } from '../parts/names.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { useTitle } from '../parts/use-title.ts'
import { saidCount, state } from '../store/connection.ts'
import { partner, person } from '../store/person.ts'
import { Together } from './together.tsx'
import { Curve } from './curve.tsx'
import { HowWell } from './how-well.tsx'
import { KeepOrForget } from './keep-or-forget.tsx'
import { LatestSaid } from './latest-said.tsx'
import { Said } from './said.tsx'
import { SideBySide } from './side-by-side.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { Weights } from './weights.tsx'
import './taste.css'

/** How well palate knows this person, what it has learnt, what was said; and other people's tastes beside it. */
export function TasteView() {
  useTitle('Taste')
  const mine = person.value
  const known = state.value?.people.find(({ name }) => name === mine)
  const told = state.value
  // While photos come in twice a second, what is here would be worked out again and again.
  const photos = told?.indexing.state === 'working' ? 'more' : (told?.photos ?? 0)
  const version = [saidCount.value, known?.said ?? 0, photos, told?.pack.name ?? ''].join('/')
  const summary = useAnswer('/api/taste', { schema: tasteSummary, query: { person: mine }, version })
  const isImported = known?.imported === true
  return (
    <div class="taste">
      <header>
        <h1>{tasteOf(mine)}</h1>
        {isImported && <p class="quiet">Imported from a file: it orders photos, and nothing can be added to it.</p>}
      </header>
      {partner.value !== undefined && <Together other={partner.value} />}
      <Waiting answer={summary}>
        {(found) => (
          <div class="taste-columns">
            <div>
              <HowWell summary={found} />
              {!isImported && <Curve person={mine} version={version} />}
            </div>
            <div>
              <Weights summary={found} />
              <Said summary={found} />
            </div>
          </div>
        )}
      </Waiting>
      {!isImported && <LatestSaid person={mine} version={version} />}
      <SideBySide version={version} />
      <KeepOrForget person={mine} isImported={isImported} />
    </div>
  )
}
