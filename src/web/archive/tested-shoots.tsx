import { Link } from 'wouter-preact'
import type { BacktestReportMessage } from '../../server/messages/index.ts'
import { inTurn, orderName, percent } from './order-names.ts'
import { WideTable } from './wide-table.tsx'

/** Each shoot that was tested, with a way into it. */
export function TestedShoots({
  shoots,
  orders,
  look,
}: {
  readonly shoots: BacktestReportMessage['perShoot']
  readonly orders: BacktestReportMessage['orders']
  readonly look: number
}) {
  const listed = inTurn(orders)
  return (
    <section aria-labelledby="archive-tested">
      <h4 id="archive-tested">Shoot by shoot</h4>
      <p class="quiet">Share of its keepers seen after {percent(look)} of its frames.</p>
      <WideTable name="Shoots that were tested">
        <thead>
          <tr>
            <th scope="col">Shoot</th>
            <th scope="col">Frames</th>
            <th scope="col">Keepers</th>
            {listed.map(({ name }) => (
              <th key={name} scope="col">
                {orderName(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shoots.map(({ key, label, frames, keepers, seen }) => (
            <tr key={key}>
              <th scope="row">
                <Link href={`/cull/${key}`}>{label}</Link>
              </th>
              <td>{frames}</td>
              <td>{keepers}</td>
              {listed.map(({ name }) => (
                <td key={name}>{seen[name] === undefined ? '' : percent(seen[name])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </WideTable>
    </section>
  )
}
