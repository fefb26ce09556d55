import { sureness } from '../parts/stars.tsx'

const levels = { 'a guess': 1, unsure: 2, 'fairly sure': 3 } as const

/** How sure the taste is, as bars of rising height; said in words by the stars beside it. */
export function SureMeter({ probability }: { readonly probability: number }) {
  const level = levels[sureness(probability)]
  return (
    <span class="sure-meter" aria-hidden="true">
      {[1, 2, 3].map((bar) => (
        <span key={bar} class={bar <= level ? 'full' : ''} />
      ))}
    </span>
  )
}
