import { type AnyTaste, peopleOf, type TasteEvidence, waitingEvidence, weightsOf } from '../../personalize/index.ts'
import type { Comparison, TasteSummary } from '../messages/index.ts'
import type { Agreements } from './agreements.ts'

/** What a person said, how well that lets their photos be ordered, and what they weigh against the average rater. */
export function summaryOf(person: string, taste: AnyTaste, agreements: Agreements): TasteSummary {
  const people = peopleOf(taste).map((one) => one.taste)
  const evidence = people.flatMap((one) => one.evidence)
  const scored = evidence.filter((item) => item.kind === 'score')
  const count = (isOne: (item: TasteEvidence) => boolean): number => evidence.filter(isOne).length
  return {
    person,
    said: {
      scores: scored.length,
      stars: count(({ kind }) => kind === 'star'),
      picks: count((item) => item.kind === 'flag' && item.flag === 'pick'),
      rejects: count((item) => item.kind === 'flag' && item.flag === 'reject'),
      duels: count(({ kind }) => kind === 'duel'),
      waiting: people.reduce((sum, one) => sum + waitingEvidence(one).length, 0),
    },
    // An imported taste may have scores on a scale of its own, which are not counted here.
    scores: [1, 2, 3, 4, 5].map((score) => scored.filter(({ value }) => value === score).length),
    agreement: agreements.of(taste),
    weights: listedWeights(taste),
    moved: weightsOf(taste).embedding.moved,
  }
}

/** Of people in general, then of each database. */
export function listedWeights(taste: AnyTaste): Comparison['weights'][0] {
  const { general, databases } = weightsOf(taste)
  return [{ name: 'people in general', ...general }, ...databases]
}
