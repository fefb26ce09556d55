import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeMethodContract, miniSupport } from '../../test/support/method-contract.ts'
import { openMiniBed } from '../../test/support/mini-bed.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { CancelledError, createRandom, srocc, UsageError } from '../core/index.ts'
import type { Bed } from './bed.ts'
import { linearScores } from './linear-objective.ts'
import type { Outcome } from './method.ts'
import { createMethod, methodNames, type MethodOptions } from './methods.ts'
import { adaptiveWeights, relevanceOf } from './relevance.ts'
import type { Support } from './support.ts'

const folder = temporaryFolder()
const bed = await openMiniBed(folder)
afterAll(() => bed.close())

/** Few steps: what the steps do is held against PyTorch in oracle.test.ts. */
const short: MethodOptions = { steps: 3 }

const learn = async (
  name: string,
  support: Support,
  options: MethodOptions & { readonly on?: Bed } = {},
): Promise<readonly Outcome[]> =>
  createMethod(name, options.on ?? bed, options).learn(support, { rater: 'r1', random: createRandom('seed') })

for (const name of methodNames)
  describeMethodContract(name, async () => ({ bed, method: createMethod(name, bed, short) }))

describe('methods by name', () => {
  it('are those of the issue', () => {
    expect(methodNames).toEqual(
      expect.arrayContaining([
        'zero-shot',
        'ensemble',
        'uniform-merge',
        'adaptive-merge',
        'paper',
        'paper-linear',
        'released-code',
        'best-fit-ft',
      ]),
    )
  })

  it('are listed where a name is none of them', () => {
    for (const name of ['papers', 'toString', '']) {
      expect(() => createMethod(name, bed)).toThrow(UsageError)
      expect(() => createMethod(name, bed)).toThrow(
        `there is no method called ${name}; choose ${methodNames.join(', ')}`,
      )
    }
  })
})

describe('training methods', () => {
  const steps = { steps: 20, keep: [0, 5, 20] }

  it('report what they found after each step that is to be kept', async () => {
    for (const name of ['paper', 'paper-linear', 'released-code']) {
      const outcomes = await learn(name, miniSupport(10), steps)
      expect(outcomes.map(({ label }) => label)).toEqual([`${name}@0`, `${name}@5`, `${name}@20`])
      const [before, , after] = outcomes.map(({ scores }) => Array.from(scores))
      expect(after).not.toEqual(before)
    }
    expect(() => createMethod('paper', bed, { steps: 20, keep: [0, 21] })).toThrow(
      new UsageError('a result after 21 training steps was asked for, but steps go from 0 to 20'),
    )
  })

  it('start from the adaptive merge', async () => {
    const support = miniSupport(10)
    const [merge] = await learn('adaptive-merge', support)
    const [paper] = await learn('paper', support, steps)
    expect(paper!.coefficients).toEqual(merge!.coefficients)
    expect(paper!.scores).toEqual(merge!.scores)
    const [linear] = await learn('paper-linear', support, steps)
    expect(linear!.coefficients).toEqual(merge!.coefficients)
    expect(linear!.scores).toEqual(linearScores(await bed.tangent(), merge!.coefficients!.data, 3))
    const weights = adaptiveWeights(await relevanceOf(bed, support), 1)
    expect(merge!.coefficients!.data.slice(0, 3)).toEqual(Float32Array.from(weights))
    expect(new Set(weights).size).toBe(3)
  })

  it.each([
    { what: 'no rating', support: miniSupport(0) },
    { what: 'one rating', support: miniSupport(1) },
    { what: 'equal ratings', support: { photos: [0, 4, 5, 9], scores: [3, 3, 3, 3] } },
  ])(
    'stay at their initialisation with $what: all vectors alike, or the first one for best fit',
    async ({ support }) => {
      const [uniform] = await learn('uniform-merge', support)
      for (const name of ['paper', 'paper-mse', 'paper-layer-agnostic', 'paper-uniform-init']) {
        for (const { scores } of await learn(name, support, steps)) expect(scores).toEqual(uniform!.scores)
      }
      const [first] = await learn('zero-shot', support)
      for (const name of ['paper-best-fit-init', 'best-fit-ft', 'best-single']) {
        for (const { scores } of await learn(name, support, steps)) expect(Array.from(scores)).toEqual(first!.scores)
      }
    },
  )

  it('find the order of a person whose taste is a merge of the vectors', async () => {
    const layers = bed.pack.layers.length
    const random = createRandom('a taste')
    const data = Float32Array.from({ length: layers * 3 }, (_, at) =>
      at < 3 * (layers - 4) ? 6 * random.uniform() - 3 : 1 / 3,
    )
    const taste = await bed.score(await bed.merged({ layers, databases: 3, data }))
    const photos = bed.photos.map((_, photo) => photo)
    const support = { photos, scores: photos.map((photo) => taste[photo]!) }
    for (const name of ['paper-uniform-init', 'paper-linear-uniform-init', 'paper-mse']) {
      const outcomes = await learn(name, support, { steps: 120, keep: [0, 120] })
      const [before, after] = outcomes.map(({ scores }) => srocc(scores, support.scores))
      console.log(name, before, after)
      expect(1 - after!).toBeLessThan((1 - before!) / 2)
    }
  })

  it('move one coefficient a database when layer-agnostic, and leave a frozen head where it was', async () => {
    const support = miniSupport(10)
    const rows = async (name: string): Promise<string[]> => {
      const { layers, data } = (await learn(name, support, { steps: 5 }))[0]!.coefficients!
      return Array.from({ length: layers }, (_, layer) => data.slice(layer * 3, layer * 3 + 3).join())
    }
    const initial = adaptiveWeights(await relevanceOf(bed, support), 1)
      .map(Math.fround)
      .join()
    const [agnostic, wise, released] = [
      await rows('paper-layer-agnostic'),
      await rows('paper'),
      await rows('released-code'),
    ]
    expect(new Set(agnostic.slice(0, -4)).size).toBe(1)
    expect(agnostic[0]).not.toBe(initial)
    expect(new Set(wise.slice(0, -4)).size).toBe(wise.length - 4)
    for (const frozen of [agnostic, wise]) expect(frozen.slice(-4)).toEqual([initial, initial, initial, initial])
    expect(new Set(released.slice(-4)).size).toBe(4)
  })

  it('can be stopped while they train', async () => {
    for (const name of ['paper', 'best-fit-ft', 'released-code']) {
      const stop = new AbortController()
      const seen: string[] = []
      const stopped = createMethod(name, bed, { steps: 9 }).learn(miniSupport(10), {
        rater: 'r1',
        random: createRandom(1),
        signal: stop.signal,
        onStep(step, count, loss) {
          seen.push(`${step} of ${count}`)
          expect(loss).toBeGreaterThan(0)
          if (step === 2) stop.abort()
        },
      })
      await expect(stopped).rejects.toThrow(CancelledError)
      expect(seen).toEqual(['0 of 9', '1 of 9', '2 of 9'])
    }
  })
})

describe('the linearised method', () => {
  let small: Bed
  beforeAll(async () => {
    small = await openMiniBed(folder, { scale: 1e-3 })
  })
  afterAll(() => small.close())

  it.each(['', '-mse', '-layer-agnostic', '-best-fit-init'])(
    'equals the true one where task vectors are so small that the network is linear in them: paper%s',
    async (variant) => {
      const options = { on: small, steps: 20, keep: [0, 1, 2, 5, 10, 20] }
      const support = miniSupport(10)
      const paper = await learn(`paper${variant}`, support, options)
      const linear = await learn(`paper-linear${variant}`, support, options)
      const start = paper[0]!.scores
      const way = Math.max(...Array.from(paper.at(-1)!.scores, (score, photo) => Math.abs(score - start[photo]!)))
      expect(way).toBeGreaterThan(1e-3)
      paper.forEach(({ scores }, index) => {
        const gap = Math.max(...Array.from(scores, (score, photo) => Math.abs(score - linear[index]!.scores[photo]!)))
        if (index === 5) console.log(variant, gap, way)
        expect(gap).toBeLessThan(0.02 * way)
      })
    },
  )
})

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
})

function standardised(values: readonly number[]): number[] {
  const mean = values.reduce((a, b) => a + b) / values.length
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
  return values.map((value) => (value - mean) / deviation)
}
