import { Link } from 'wouter-preact'
import type { ShootSummary } from '../../server/messages/index.ts'
import { counted } from '../parts/names.ts'
import type { Answer } from '../parts/use-answer.ts'
import { notLookedThrough } from './choices.ts'

const SHOWN = 5

/** The newest shoots of which nothing was said. */
export function ShootsToSee({
  answer: { value },
}: {
  readonly answer: Answer<{ readonly shoots: readonly ShootSummary[] }>
}) {
  if (value === null) return null
  const left = notLookedThrough(value.shoots)
  if (left.length === 0) {
    return <p class="quiet">{value.shoots.length === 0 ? 'No shoots yet.' : 'Every shoot has been looked through.'}</p>
  }
  return (
    <>
      <p>
        {left.length === 1
          ? 'Of one shoot nothing was said yet.'
          : `Of ${counted(left.length, 'shoot')} nothing was said yet.`}
      </p>
      <ul class="archive-shoots">
        {left.slice(0, SHOWN).map(({ key, label, frames }) => (
          <li key={key}>
            <Link href={`/cull/${key}`}>{label}</Link> <span class="quiet">{counted(frames, 'frame')}</span>
          </li>
        ))}
      </ul>
      {left.length > SHOWN && (
        <p>
          <Link href="/cull">All shoots</Link>
        </p>
      )}
    </>
  )
}
