import { type JudgedOrder, orderName, percent } from './order-names.ts'

/** What each line is, by its number and its dash, and where it stands at the share that is read. */
export function CurveKey({
  orders,
  judged,
  at,
  share,
}: {
  readonly orders: readonly JudgedOrder[]
  readonly judged: JudgedOrder | undefined
  readonly at: number
  readonly share: number
}) {
  return (
    <div class="archive-key">
      <p class="quiet">Keepers seen after {percent(share)} of the frames</p>
      <ol>
        {orders.map(({ name, seen, low, high }, number) => (
          <li key={name}>
            <span class="number" aria-hidden="true">
              {number + 1}
            </span>
            <svg width="30" height="8" viewBox="0 0 30 8" aria-hidden="true">
              <path class={`line ${name}`} d="M0 4H30" />
            </svg>
            <span class="name">{orderName(name)}</span>
            <strong>{percent(seen[at] ?? 0)}</strong>
            {judged?.name === name && (
              <span class="quiet within">
                with 95 % certainty {percent(low[at] ?? 0)} to {percent(high[at] ?? 0)} (the band)
              </span>
            )}
          </li>
        ))}
      </ol>
    </div>
  )
}
