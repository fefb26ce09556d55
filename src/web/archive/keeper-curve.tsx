import { useState } from 'preact/hooks'
import type { BacktestReportMessage } from '../../server/messages/index.ts'
import { useIsPhone } from '../parts/use-media.ts'
import { CurveKey } from './curve-key.tsx'
import { CurvePicture } from './curve-picture.tsx'
import { CurveTable } from './curve-table.tsx'
import type { Plot } from './curve-shape.ts'
import { inTurn, type JudgedOrder, judgedOf, orderInSentence, percent } from './order-names.ts'

const large: Plot = { width: 640, height: 400, left: 52, right: 12, top: 12, bottom: 44 }
const small: Plot = { width: 350, height: 300, left: 46, right: 10, top: 10, bottom: 42 }

/** How many keepers each order shows how early. A slider moves the place that the numbers are read at. */
export function KeeperCurve({ report: { orders, lookedAt, look } }: { readonly report: BacktestReportMessage }) {
  const plot = useIsPhone() ? small : large
  const start = nearest(lookedAt, look)
  const [moved, setMoved] = useState<number | null>(null)
  const at = moved ?? start
  const listed = inTurn(orders)
  const judged = judgedOf(orders)
  const byTaking = orders.find(({ name }) => name === 'chronological')
  const share = lookedAt[at] ?? look
  const seen = [judged, byTaking].flatMap((order) =>
    order === undefined ? [] : [{ ...order, share: order.seen[at] ?? 0 }],
  )
  return (
    <section class="archive-curve" aria-labelledby="archive-curve-title">
      <h4 id="archive-curve-title">How early your keepers come</h4>
      <div class="archive-curve-columns">
        <div>
          <CurvePicture plot={plot} orders={listed} judged={judged} lookedAt={lookedAt} at={at} />
          <input
            type="range"
            class="archive-slider"
            // Its thumb stands under the line that it moves.
            style={{
              marginInlineStart: `calc(${(plot.left / plot.width) * 100}% - 8px)`,
              width: `calc(${((plot.width - plot.left - plot.right) / plot.width) * 100}% + 16px)`,
            }}
            min={0}
            max={lookedAt.length - 1}
            value={at}
            aria-label="Share of the frames looked at"
            aria-valuetext={`${percent(share)} of the frames`}
            onInput={({ currentTarget }) => setMoved(Number(currentTarget.value))}
          />
        </div>
        <CurveKey orders={listed} judged={judged} at={at} share={share} />
      </div>
      <p class="archive-read">
        <output>{readOut(share, seen)}</output>
      </p>
      <CurveTable orders={listed} lookedAt={lookedAt} />
    </section>
  )
}

/** The place of the value that is nearest. */
function nearest(values: readonly number[], to: number): number {
  return values.reduce((best, value, at) => (Math.abs(value - to) < Math.abs(values[best]! - to) ? at : best), 0)
}

/** `After 35 % of the frames, you have seen 74 % of your keepers by your archive; 36 % by chronological order.` */
function readOut(
  share: number,
  seen: readonly { readonly name: JudgedOrder['name']; readonly share: number }[],
): string {
  const [first, ...others] = seen.map((each, at) => {
    const of = at === 0 ? ' of your keepers' : ''
    return `${percent(each.share)}${of} by ${orderInSentence(each.name)}`
  })
  return `After ${percent(share)} of the frames, you have seen ${[first, ...others].join('; ')}.`
}
