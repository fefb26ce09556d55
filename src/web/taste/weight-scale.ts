import type { TasteSummary } from '../../server/messages/index.ts'

export type Weight = TasteSummary['weights'][number]

/** Places of weights on one axis that holds all of them, their deviations and zero: percent from the left. */
export function weightScale(weights: readonly Weight[]): (value: number) => number {
  const ends = weights.flatMap(({ prior, learnt, deviation }) => [prior, learnt - deviation, learnt + deviation])
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)]
  const room = Math.max(1e-9, high - low) * 0.04
  return (value) => ((value - low + room) / (high - low + 2 * room)) * 100
}

/** The weight that moved furthest from the average rater's, among those that moved by more than their deviation. */
export function clearestDifference(weights: readonly Weight[]): Weight | undefined {
  const moved = ({ learnt, prior }: Weight): number => Math.abs(learnt - prior)
  return weights.filter((weight) => moved(weight) > weight.deviation).sort((a, b) => moved(b) - moved(a))[0]
}
