import type { BacktestReportMessage } from '../../server/messages/index.ts'
import { counted } from '../parts/names.ts'
import { KeeperCurve } from './keeper-curve.tsx'
import { KindsOfShoot } from './kinds-of-shoot.tsx'
import { unbroken } from './order-names.ts'
import { TestedShoots } from './tested-shoots.tsx'

const headings: Readonly<Record<BacktestReportMessage['verdict'], string>> = {
  helps: 'It helps on your own past',
  'no-help': 'It is not shown to help on your own past',
  'too-few': 'Too little to tell yet',
}

/** What to do with it, as plainly where it is no good news. */
const recommendations: Readonly<Record<BacktestReportMessage['verdict'], string>> = {
  helps: 'Shoots are offered in the order learnt from your archive. It is an order only: no frame is hidden.',
  'no-help': 'Look through your shoots in chronological order. They are offered so.',
  'too-few': 'Look through your shoots in chronological order until there is more to learn from.',
}

/** What a backtest found: in sentences, as a curve, by kind of shoot, and shoot by shoot. */
export function BacktestReport({ report }: { readonly report: BacktestReportMessage }) {
  const { verdict, sentences, shoots, orders, kinds, perShoot } = report
  return (
    <article class="archive-report" aria-labelledby="archive-verdict">
      <h3 id="archive-verdict">{headings[verdict]}</h3>
      <div class="archive-sentences">
        {sentences.map((sentence) => (
          <p key={sentence}>{unbroken(sentence)}</p>
        ))}
        <p>{recommendations[verdict]}</p>
      </div>
      {orders.length > 0 && <KeeperCurve report={report} />}
      {kinds.some((kind) => kind.shoots > 0) && <KindsOfShoot kinds={kinds} look={report.look} />}
      {perShoot.length > 0 && <TestedShoots shoots={perShoot} orders={orders} look={report.look} />}
      <LeftOut shoots={shoots} />
    </article>
  )
}

function LeftOut({ shoots: { tested, learntFrom, leftOut } }: Pick<BacktestReportMessage, 'shoots'>) {
  return (
    <section aria-labelledby="archive-left-out">
      <h4 id="archive-left-out">What was tested</h4>
      <p>
        {counted(tested, 'shoot')} tested, {learntFrom.toLocaleString('en')} to learn from.
        {leftOut.length === 0 && ' None was left out.'}
      </p>
      {leftOut.length > 0 && (
        <>
          <p>Left out:</p>
          <ul class="archive-list">
            {leftOut.map(({ reason, shoots }) => (
              <li key={reason}>
                {counted(shoots, 'shoot')}: {reason}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
