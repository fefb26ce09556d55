import { type JudgedOrder, orderName, percent } from './order-names.ts'
import { WideTable } from './wide-table.tsx'

/** The curve in numbers. */
export function CurveTable({
  orders,
  lookedAt,
}: {
  readonly orders: readonly JudgedOrder[]
  readonly lookedAt: readonly number[]
}) {
  return (
    <details>
      <summary>The same in numbers</summary>
      <WideTable name="Share of keepers seen by share of frames looked at">
        <thead>
          <tr>
            <th scope="col">Looked at</th>
            {orders.map(({ name }) => (
              <th key={name} scope="col">
                {orderName(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lookedAt.map((share, at) => (
            <tr key={share}>
              <th scope="row">{percent(share)}</th>
              {orders.map(({ name, seen }) => (
                <td key={name}>{percent(seen[at] ?? 0)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </WideTable>
    </details>
  )
}
