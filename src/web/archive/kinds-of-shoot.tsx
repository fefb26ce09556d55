import type { BacktestReportMessage } from '../../server/messages/index.ts'
import { counted } from '../parts/names.ts'
import { inTurn, orderName, percent, percentWithin, unbroken } from './order-names.ts'

/** The same for each kind of shoot: what helps with one may not with another. */
export function KindsOfShoot({ kinds, look }: Pick<BacktestReportMessage, 'kinds' | 'look'>) {
  // Those too few to tell stand last.
  const some = kinds
    .filter(({ shoots }) => shoots > 0)
    .sort((a, b) => Math.sign(b.orders.length) - Math.sign(a.orders.length))
  return (
    <section aria-labelledby="archive-kinds">
      <h4 id="archive-kinds">By kind of shoot</h4>
      <div class="archive-kinds">
        {some.map(({ kind, shoots, sentence, orders }) => (
          <div key={kind}>
            <h5>
              {kind} <span class="quiet">{counted(shoots, 'shoot')}</span>
            </h5>
            <p>{unbroken(sentence)}</p>
            {orders.length > 0 && (
              <table>
                <caption class="unseen">
                  {kind}: share of keepers seen after {percent(look)} of the frames
                </caption>
                <tbody>
                  {inTurn(orders).map(({ name, atLook }) => (
                    <tr key={name}>
                      <th scope="row">{orderName(name)}</th>
                      <td>{percentWithin(atLook)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </div>
        ))}
      </div>
    </section>
  )
}
