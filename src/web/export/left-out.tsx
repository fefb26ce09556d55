import { counted } from '../parts/names.ts'

/** Photos of which nothing is written, and why. */
export function LeftOut({ reasons }: { readonly reasons: readonly string[] }) {
  return (
    <details>
      <summary>{counted(reasons.length, 'photo')} left out</summary>
      <ul>
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </details>
  )
}
