import { Link } from 'wouter-preact'
import { nameOf } from '../parts/names.ts'
import { partner, person } from '../store/person.ts'
import './side-by-side.css'

/** Says for as long as it lasts that two tastes order the library, and ends it. */
export function Together({ other }: { readonly other: string }) {
  return (
    <p class="taste-together">
      <span>
        The <Link href="/library">library</Link> is in an order for {nameOf(person.value).replace('You', 'you')} and{' '}
        {nameOf(other).replace('You', 'you')} together.
      </span>
      <button type="button" onClick={() => (partner.value = undefined)}>
        End it
      </button>
    </p>
  )
}
