import { setImmediate } from 'node:timers/promises'
import { type AnyTaste, peopleOf } from '../../personalize/index.ts'
import type { LearningCurve } from '../messages/index.ts'
import type { Agreements } from './agreements.ts'

/** Things said at the first point. */
const FEWEST = 5
const POINTS = 8

/** How agreement grew with what was said; others are answered between its points. */
export async function learningCurveOf(taste: AnyTaste, agreements: Agreements): Promise<LearningCurve> {
  if ('people' in taste)
    return { points: [], sentence: 'This taste is of several people: how each was learnt, their own tastes say.' }
  const said = peopleOf(taste)[0]!.taste.evidence.length
  if (said < FEWEST)
    return { points: [], sentence: `The curve begins after ${FEWEST} ratings, and there ${areSaid(said)} yet.` }
  const points: LearningCurve['points'] = []
  for (const first of stepsTo(said)) {
    // After all of them it is the taste's own agreement, which is known.
    const { srocc, low, high } = agreements.of(taste, first === said ? undefined : first)
    if (srocc !== null) points.push({ said: first, srocc, low, high })
    await setImmediate()
  }
  return { points, sentence: points.length > 0 ? '' : agreements.of(taste).sentence }
}

function areSaid(said: number): string {
  return said === 0 ? 'are none' : said === 1 ? 'is 1' : `are ${said}`
}

/** About eight numbers from 5 on, each the same share larger than the one before: most is learnt at the start. */
function stepsTo(said: number): readonly number[] {
  const step = (at: number): number => Math.round(FEWEST * (said / FEWEST) ** (at / (POINTS - 1)))
  return [...new Set(Array.from({ length: POINTS }, (_, at) => step(at)))]
}
