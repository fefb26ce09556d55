import { decimals } from '../parts/names.ts'
import './agreement-scale.css'

interface Agreed {
  /** Rank correlation, in [-1, 1]. */
  readonly srocc: number
  /** Ends of its 90 % interval. */
  readonly low: number
  readonly high: number
}

/** An agreement with its interval, as a bar from none to perfect; where the interval reaches below none, the scale does too. */
export function AgreementScale({ srocc, low, high }: Agreed) {
  const left = Math.max(-1, Math.min(0, Math.floor(low * 5) / 5))
  const at = (value: number): string => `${((Math.min(1, Math.max(left, value)) - left) / (1 - left)) * 100}%`
  const interval = `${decimals(low)} to ${decimals(high)}`
  return (
    <div class="taste-agreement">
      <p>
        <strong data-testid="srocc">{decimals(srocc)}</strong>
        <span>
          90 % interval: <span class="whole">{interval}</span>
        </span>
      </p>
      <div
        class="taste-scale"
        role="img"
        aria-label={`Agreement ${decimals(srocc)}, on a scale from 0, no agreement, to 1, perfect; 90 % interval ${interval}`}
      >
        <span class="interval" style={{ left: at(low), width: `calc(${at(high)} - ${at(low)})` }} />
        <span class="none" style={{ left: at(0) }} />
        <span class="dot" style={{ left: at(srocc) }} />
      </div>
      <div class="taste-ends quiet" aria-hidden="true">
        <span style={left < 0 ? { position: 'absolute', left: at(0), translate: '-50%' } : {}}>no agreement</span>
        <span>perfect</span>
      </div>
    </div>
  )
}
