import { afterAll, describe, expect, it } from 'vitest'
import { miniSupport } from '../../test/support/method-contract.ts'
import { openMiniBed } from '../../test/support/mini-bed.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { createRandom, srocc } from '../core/index.ts'
import type { Outcome } from './method.ts'
import { createMethod } from './methods.ts'
import type { Support } from './support.ts'

const bed = await openMiniBed(temporaryFolder())
afterAll(() => bed.close())

const learn = async (name: string, support: Support): Promise<readonly Outcome[]> =>
  createMethod(name, bed).learn(support, { rater: 'r1', random: createRandom('seed') })

describe('methods that only mix scores', () => {
  it('zero-shot gives the scores of each database model', async () => {
    const table = await bed.databaseScores()
    const outcomes = await learn('zero-shot', miniSupport(10))
    expect(outcomes.map(({ label }) => label)).toEqual(['zero-shot:beauty', 'zero-shot:valence', 'zero-shot:arousal'])
    outcomes.forEach(({ scores }, database) =>
      expect(Array.from(scores)).toEqual(bed.photos.map((_, photo) => table[photo * 3 + database])),
    )
  })

  it('best-single is the model whose scores agree best with the ratings', async () => {
    const models = await learn('zero-shot', miniSupport(10))
    const { photos } = miniSupport(10)
    for (const [index, model] of models.entries()) {
      const asModel = photos.map((photo) => model.scores[photo]!)
      const [best] = await learn('best-single', { photos, scores: asModel })
      expect(best!.scores).toEqual(models[index]!.scores)
    }
  })

  it('the uniform ensemble is the mean of the standardised scores, its deviation their spread', async () => {
    const models = (await learn('zero-shot', miniSupport(0))).map(({ scores }) => standardised(Array.from(scores)))
    const [found] = await learn('ensemble-uniform', miniSupport(10))
    bed.photos.forEach((_, photo) => {
      const each = models.map((scores) => scores[photo]!)
      const mean = each.reduce((a, b) => a + b) / 3
      const deviation = Math.sqrt(each.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 3)
      expect(found!.scores[photo]).toBeCloseTo(mean, 10)
      expect(found!.deviations![photo]).toBeCloseTo(deviation, 10)
    })
  })

  it('the ensemble is uniform without ratings and leans to the model that agrees, the more the more ratings', async () => {
    const models = (await learn('zero-shot', miniSupport(0))).map(({ scores }) => Array.from(scores))
    const leaning = async (shots: number): Promise<number> => {
      const photos = Array.from({ length: shots }, (_, photo) => photo)
      const [found] = await learn('ensemble', { photos, scores: photos.map((photo) => models[1]![photo]!) })
      return srocc(found!.scores, models[1]!)
    }
    const [uniform] = await learn('ensemble-uniform', miniSupport(0))
    const [without] = await learn('ensemble', miniSupport(0))
    expect(without!.scores).toEqual(uniform!.scores)
    expect(await leaning(12)).toBeGreaterThan(await leaning(3))
    expect(await leaning(12)).toBeGreaterThan(srocc(uniform!.scores, models[1]!))
  })

  it('the softmax ensemble weighs each model by exp(SROCC), however many ratings there are', async () => {
    const models = (await learn('zero-shot', miniSupport(0))).map(({ scores }) => Array.from(scores))
    for (const shots of [3, 10]) {
      const { photos, scores } = miniSupport(shots)
      const powers = models.map((model) =>
        Math.exp(
          srocc(
            photos.map((photo) => model[photo]!),
            scores,
          ),
        ),
      )
      const total = powers.reduce((a, b) => a + b)
      const [found] = await learn('ensemble-softmax', { photos, scores })
      const columns = models.map(standardised)
      bed.photos.forEach((_, photo) =>
        expect(found!.scores[photo]).toBeCloseTo(
          columns.reduce((sum, column, at) => sum + (powers[at]! / total) * column[photo]!, 0),
          9,
        ),
      )
    }
    const [uniform] = await learn('ensemble-uniform', miniSupport(0))
    for (const shots of [0, 1]) {
      const [without] = await learn('ensemble-softmax', miniSupport(shots))
      expect(without!.scores).toEqual(uniform!.scores)
    }
  })
})

function standardised(values: readonly number[]): number[] {
  const mean = values.reduce((a, b) => a + b) / values.length
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
  return values.map((value) => (value - mean) / deviation)
}
