import { useState } from 'preact/hooks'
import { shoots as shootsMessage } from '../../server/messages/index.ts'
import { nameOf } from '../parts/names.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { useTitle } from '../parts/use-title.ts'
import { saidCount, state } from '../store/connection.ts'
import { person } from '../store/person.ts'
import { Backtest } from './backtest.tsx'
import { BringIn } from './bring-in.tsx'
import { ShootsToSee } from './shoots-to-see.tsx'
import { WhereChoicesAre } from './where-choices-are.tsx'
import './archive.css'

/** What a person kept and passed over so far, the proof of what is learnt from it, and what is left to look through. */
export function ArchiveView() {
  useTitle('Archive')
  const mine = person.value
  const told = state.value
  const [imports, setImports] = useState(0)
  // While photos come in twice a second, all shoots would be counted again and again.
  const photos = told?.indexing.state === 'working' ? 'more' : (told?.photos ?? 0)
  const version = [saidCount.value, imports, photos].join('/')
  const answer = useAnswer('/api/shoots', { schema: shootsMessage, query: { person: mine }, version })
  return (
    <div class="archive">
      <header>
        <h1>What {mine === 'me' ? 'your' : `${nameOf(mine)}'s`} archive says</h1>
        <p class="quiet">
          Each frame that you kept, and each of its neighbours that you passed over, says what you like. It is learnt
          from here, and tried on your own past before it is believed.
        </p>
      </header>
      <section aria-labelledby="archive-choices">
        <h2 id="archive-choices">
          <Step number={1} /> Where your choices are
        </h2>
        <WhereChoicesAre answer={answer} />
        <BringIn key={mine} person={mine} onBroughtIn={() => setImports((count) => count + 1)} />
      </section>
      <section aria-labelledby="archive-backtest">
        <h2 id="archive-backtest">
          <Step number={2} /> Test it on your past
        </h2>
        <Backtest key={mine} person={mine} />
      </section>
      <section aria-labelledby="archive-next">
        <h2 id="archive-next">
          <Step number={3} /> Look through what is left
        </h2>
        <ShootsToSee answer={answer} />
      </section>
    </div>
  )
}

function Step({ number }: { readonly number: number }) {
  return <span class="archive-step">{number}</span>
}
