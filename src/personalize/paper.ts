import { createRandom } from '../core/index.ts'
import { randomBatches } from './batches.ts'
import type { Bed } from './bed.ts'
import { trainCoefficients } from './coefficients.ts'
import { linearObjective, linearScores } from './linear-objective.ts'
import { openMergedObjective } from './merged-objective.ts'
import type { Method, Outcome } from './method.ts'
import { relevanceOf } from './relevance.ts'
import type { PaperSettings } from './settings.ts'

/**
 * The paper's method through the merged network: coefficients trained for one person, then every photo scored by that
 * person's own network. Labels are `name@step`, and `name` alone when only the last step is kept.
 * With fewer than two photos, or all scores equal, nothing can be learnt and the merge stays as initialised.
 */
export function paperMethod(bed: Bed, options: { readonly name: string; readonly settings: PaperSettings }): Method {
  const { name, settings } = options
  return {
    name,
    async learn(support, { random, signal, onStep }) {
      const started = performance.now()
      const seed = String(random.integer(2 ** 31))
      const relevance = await relevanceOf(bed, support)
      const objective = openMergedObjective(bed, { support, settings })
      try {
        const kept = await trainCoefficients({
          objective,
          support,
          relevance,
          settings,
          batches: randomBatches(support, { settings, hidden: bed.pack.head.hidden, seed }),
          ...(signal === undefined ? {} : { signal }),
          ...(onStep === undefined ? {} : { onStep: (step, loss) => onStep(step, settings.steps, loss) }),
        })
        const trained = performance.now() - started
        const outcomes: Outcome[] = []
        for (const { step, coefficients } of kept) {
          const scoring = performance.now()
          // Ratings without order leave the coefficients as they were: the same network need not score twice.
          const before = outcomes.find((each) => sameNumbers(each.coefficients!.data, coefficients.data))
          const scores =
            before?.scores ?? (await bed.score(await bed.merged(coefficients), flipsOf(bed, settings, seed)))
          outcomes.push({
            label: labelOf(name, step, settings),
            scores,
            seconds: (trained * shareOf(step, settings) + performance.now() - scoring) / 1000,
            coefficients,
          })
        }
        return outcomes
      } finally {
        await objective.close()
      }
    },
  }
}

/** The same training on cached tangent rows (see `linearObjective`). */
export function linearMethod(bed: Bed, options: { readonly name: string; readonly settings: PaperSettings }): Method {
  const { name, settings } = options
  return {
    name,
    async learn(support, { random, signal }) {
      const tangent = await bed.tangent()
      const seed = String(random.integer(2 ** 31))
      const relevance = await relevanceOf(bed, support)
      const started = performance.now()
      const objective = await linearObjective(bed, { support, settings })
      const kept = await trainCoefficients({
        objective,
        support,
        relevance,
        settings,
        batches: randomBatches(support, { settings, hidden: bed.pack.head.hidden, seed }),
        ...(signal === undefined ? {} : { signal }),
      })
      const seconds = (performance.now() - started) / 1000
      return kept.map(({ step, coefficients }) => ({
        label: labelOf(name, step, settings),
        scores: linearScores(tangent, coefficients.data, coefficients.databases),
        seconds: seconds * shareOf(step, settings),
        coefficients,
      }))
    },
  }
}

function labelOf(name: string, step: number, settings: PaperSettings): string {
  return settings.keep.length === 0 ? name : `${name}@${step}`
}

/** Share of the training that a result after `step` steps took. */
function shareOf(step: number, settings: PaperSettings): number {
  return settings.steps === 0 ? 1 : step / settings.steps
}

function sameNumbers(a: Float32Array, b: Float32Array): boolean {
  return a.every((value, at) => value === b[at])
}

function flipsOf(bed: Bed, settings: PaperSettings, seed: string): { readonly flips?: readonly boolean[] } {
  if (!settings.flips) return {}
  const random = createRandom(`${seed}/test flips`)
  return { flips: bed.photos.map(() => random.uniform() < 0.5) }
}
