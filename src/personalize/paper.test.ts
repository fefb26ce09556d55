import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { miniSupport } from '../../test/support/method-contract.ts'
import { openMiniBed } from '../../test/support/mini-bed.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { CancelledError, createRandom, srocc, UsageError } from '../core/index.ts'
import type { Bed } from './bed.ts'
import { linearScores } from './linear-objective.ts'
import type { Outcome } from './method.ts'
import { createMethod, type MethodOptions } from './methods.ts'
import { adaptiveWeights, relevanceOf } from './relevance.ts'
import type { Support } from './support.ts'

const folder = temporaryFolder()
const bed = await openMiniBed(folder)
afterAll(() => bed.close())

const learn = async (
  name: string,
  support: Support,
  options: MethodOptions & { readonly on?: Bed } = {},
): Promise<readonly Outcome[]> =>
  createMethod(name, options.on ?? bed, options).learn(support, { rater: 'r1', random: createRandom('seed') })

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
    for (const name of ['paper-uniform-init', 'paper-linear-uniform-init']) {
      const outcomes = await learn(name, support, { steps: 120, keep: [0, 120] })
      const [before, after] = outcomes.map(({ scores }) => srocc(scores, support.scores))
      expect(1 - after!).toBeLessThan((1 - before!) / 2)
    }
  })

  it('bring the loss down, whichever it is', async () => {
    for (const name of ['paper', 'paper-mse', 'paper-layer-agnostic', 'best-fit-ft']) {
      const losses: number[] = []
      await createMethod(name, bed, { steps: 30 }).learn(miniSupport(10), {
        rater: 'r1',
        random: createRandom(1),
        onStep: (_step, _steps, loss) => losses.push(loss),
      })
      expect(losses).toHaveLength(30)
      expect(losses.at(-1)).toBeLessThan(losses[0]!)
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
        expect(gap).toBeLessThan(0.02 * way)
      })
    },
  )
})
