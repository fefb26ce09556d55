import { acrossOf, bandPath, downOf, linePath, placeNumbers, type Plot } from './curve-shape.ts'
import { type JudgedOrder, orderName, percent } from './order-names.ts'

const ticks = [0, 0.25, 0.5, 0.75, 1]

/** Lines over shares: each has a dash of its own and carries the number that it has in the key. The judged one has a band. */
export function CurvePicture({
  plot,
  orders,
  judged,
  lookedAt,
  at,
}: {
  readonly plot: Plot
  readonly orders: readonly JudgedOrder[]
  readonly judged: JudgedOrder | undefined
  readonly lookedAt: readonly number[]
  /** Which share is read. */
  readonly at: number
}) {
  const { width, height, left, right, top, bottom } = plot
  const across = (share: number): number => acrossOf(plot, share)
  const down = (share: number): number => downOf(plot, share)
  const numbers = placeNumbers(
    plot,
    lookedAt,
    orders.map(({ seen }) => seen),
  )
  const marker = across(lookedAt[at] ?? 0)
  const told = orders.map(({ name, atLook }) => `${orderName(name)} ${percent(atLook.mean)}`).join(', ')
  return (
    <svg
      class="archive-picture"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`Share of keepers seen by share of frames looked at. At the share that was asked about: ${told}`}
    >
      {ticks.map((share) => (
        <g key={share} class="grid">
          <line x1={left} x2={width - right} y1={down(share)} y2={down(share)} />
          <text x={left - 6} y={down(share) + 4} text-anchor="end">
            {percent(share)}
          </text>
          <text x={across(share)} y={height - bottom + 18} text-anchor={share === 1 ? 'end' : 'middle'}>
            {percent(share)}
          </text>
        </g>
      ))}
      <text class="axis" x={across(0.5)} y={height - 4} text-anchor="middle">
        frames looked at
      </text>
      <text class="axis" x={left + 6} y={top + 12}>
        keepers seen
      </text>
      {judged !== undefined && (
        <path class="band" d={bandPath(plot, { x: lookedAt, low: judged.low, high: judged.high })} />
      )}
      <line class="marker" x1={marker} x2={marker} y1={top} y2={height - bottom} />
      {orders.map(({ name, seen }) => (
        <path key={name} class={`line ${name}`} d={linePath(plot, lookedAt, seen)} />
      ))}
      {orders.map(({ name, seen }, order) => {
        const place = numbers[order]!
        return (
          <g key={name} class="number" transform={`translate(${across(lookedAt[place]!)} ${down(seen[place]!)})`}>
            <circle r={9} />
            <text y={4} text-anchor="middle">
              {order + 1}
            </text>
          </g>
        )
      })}
    </svg>
  )
}
