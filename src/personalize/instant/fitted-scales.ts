import { type Comparisons, comparisonsOf, imaginedComparisons } from './comparisons.ts'
import { fixedDesign } from './design.ts'
import type { Evidence } from './evidence.ts'
import { findMode, usualThresholds } from './newton.ts'
import type { LikelihoodSettings, Posterior, Scale } from './posterior.ts'

type Scales = Posterior['scales']

/** The scales of some comparisons with the thresholds found for them. */
export function fittedScales(comparisons: Comparisons, thresholds: Float64Array): Scales {
  return Object.fromEntries(
    comparisons.scales.map(({ name, levels, first }): [string, Scale] => [
      name,
      { levels, thresholds: thresholds.slice(first, first + levels.length - 1) },
    ]),
  )
}

/**
 * Scales where ratings were turned into pairs, which know no thresholds: the ones under which the ratings are likeliest,
 * given the latents that the pairs led to.
 */
export function scalesBesidePairs({
  evidence,
  settings,
  latents,
}: {
  readonly evidence: readonly Evidence[]
  readonly settings: LikelihoodSettings
  readonly latents: Float64Array
}): Scales {
  const comparisons = comparisonsOf(evidence, { ...settings, scores: 'ordinal' })
  const { thresholds } = findMode({ design: fixedDesign(latents), comparisons, spread: settings.spread })
  return fittedScales(comparisons, thresholds)
}

/** The stars of somebody who has given none: the prior's thresholds alone. */
export function usualStars(settings: LikelihoodSettings): Scale {
  const anyStar = comparisonsOf([{ kind: 'star', photo: 0, stars: 3 }], { ...settings, scores: 'ordinal' })
  const comparisons = imaginedComparisons(anyStar, settings)
  const { thresholds } = findMode({ design: fixedDesign(new Float64Array(0)), comparisons, spread: settings.spread })
  return fittedScales(comparisons, thresholds).star!
}

/** Where to start looking for thresholds: where they were, on scales whose levels are the same. */
export function startingThresholds(comparisons: Comparisons, before: Scales): Float64Array {
  const start = usualThresholds(comparisons)
  for (const { name, levels, first } of comparisons.scales) {
    const scale = before[name]
    if (scale?.levels.length === levels.length && levels.every((level, at) => level === scale.levels[at]))
      start.set(scale.thresholds, first)
  }
  return start
}
