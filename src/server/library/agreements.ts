import { agreementOf } from '../../catalog/index.ts'
import type { Agreement, AnyTaste } from '../../personalize/index.ts'
import type { AgreementOfTaste } from '../messages/index.ts'

/** Cross-validated agreements, each worked out once: it takes up to seconds. */
export interface Agreements {
  /** How well a taste knows its owner, or did after the `first` things said. */
  of(taste: AnyTaste, first?: number): AgreementOfTaste
}

export function openAgreements(seed: number): Agreements {
  const known = new WeakMap<AnyTaste, Map<number, AgreementOfTaste>>()
  return {
    of(taste, first = Infinity) {
      const ofTaste = known.get(taste) ?? new Map<number, AgreementOfTaste>()
      known.set(taste, ofTaste)
      const found = ofTaste.get(first) ?? agreementFor(taste, { seed, first })
      ofTaste.set(first, found)
      return found
    },
  }
}

function agreementFor(
  taste: AnyTaste,
  { seed, first }: { readonly seed: number; readonly first: number },
): AgreementOfTaste {
  if (!('people' in taste)) return forPeople(agreementOf(taste, { seed, first }))
  return {
    srocc: null,
    low: -1,
    high: 1,
    pairwise: null,
    ratings: new Set(taste.people.flatMap((person) => [...person.taste.photos.keys()])).size,
    verdict: 'too-few',
    sentence: 'This taste is of several people: how well each is known, their own tastes say.',
  }
}

function forPeople({ interval: [low, high], ...agreement }: Agreement): AgreementOfTaste {
  return { ...agreement, low, high }
}
