import { afterAll, describe, expect, it } from 'vitest'
import { miniSupport } from '../../test/support/method-contract.ts'
import { openMiniBed } from '../../test/support/mini-bed.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { createRandom, srocc, UsageError } from '../core/index.ts'
import { addReadOut, readReadOut } from '../task-vectors/index.ts'
import type { Bed } from './bed.ts'
import type { Outcome } from './method.ts'
import { createMethod } from './methods.ts'
import { applyAffine } from './ridge.ts'
import type { Support } from './support.ts'

const folder = temporaryFolder()
const bed = await openMiniBed(folder)
afterAll(() => bed.close())

const nothing: Support = { photos: [], scores: [] }

async function learn(name: string, support: Support): Promise<Outcome> {
  const [outcome] = await createMethod(name, bed).learn(support, { rater: 'r1', random: createRandom(1) })
  return outcome!
}

/** Photos best first. */
function orderOf({ scores }: Outcome): number[] {
  return bed.photos.map((_, photo) => photo).sort((a, b) => scores[b]! - scores[a]!)
}

describe('instant', () => {
  it('without ratings says what the prior says, as residual ridge does', async () => {
    const prior = await learn('prior', nothing)
    const instant = await learn('instant', nothing)
    for (const [photo, score] of Array.from(prior.scores).entries())
      expect(instant.scores[photo]).toBeCloseTo(score, 12)
    expect(orderOf(await learn('residual-ridge', nothing))).toEqual(orderOf(prior))
    // Of people in general the miniature knows that they like what its first database likes.
    const { scores } = await bed.descriptors()
    const first = bed.photos.map((_, photo) => scores[photo * 3]!)
    expect(srocc(prior.scores, first)).toBeCloseTo(1, 12)
  })

  it('leaves the prior, which no rating moves', async () => {
    const rated = await learn('prior', miniSupport(10))
    expect(rated.scores).toEqual((await learn('prior', nothing)).scores)
    expect((await learn('instant', miniSupport(10))).scores).not.toEqual(rated.scores)
  })

  it.each(['instant', 'instant-plain', 'nearest', 'svr', 'ridge', 'residual-ridge'])(
    '%s comes to agree with what was rated',
    async (name) => {
      // A person who likes what one number of the method's own rows says.
      const { plain } = (await readReadOut(bed.pack))!
      const embeddings = await bed.embed(bed.pretrained)
      const plainRows = applyAffine(plain!.embedding, { rows: 12, columns: embeddings.length / 12, data: embeddings })
      const { scores } = await bed.descriptors()
      const ratings = bed.photos.map((_, photo) =>
        name === 'instant-plain' ? -plainRows[photo * 6]! : -scores[photo * 3]!,
      )
      const before = srocc((await learn(name, nothing)).scores, ratings) || 0
      const photos = bed.photos.map((_, photo) => photo)
      const after = srocc((await learn(name, { photos, scores: ratings })).scores, ratings)
      expect(before).toBeLessThan(0.2)
      expect(after).toBeGreaterThan(before + 0.5)
    },
  )

  it('is less sure of each photo the less was rated', async () => {
    const few = await learn('instant', miniSupport(2))
    const none = await learn('instant', nothing)
    const sum = ({ deviations }: Outcome) => Array.from(deviations!).reduce((total, each) => total + each, 0)
    expect(sum(few)).toBeLessThan(sum(none))
    expect(sum(await learn('instant', miniSupport(12)))).toBeLessThan(sum(few))
  })

  it('flat says without ratings what the mean of the database scores says, at variance 1', async () => {
    const { scores, databases } = await bed.descriptors()
    const means = bed.photos.map(
      (_, photo) => scores.subarray(photo * databases, (photo + 1) * databases).reduce((a, b) => a + b) / databases,
    )
    const flat = await learn('instant-flat', nothing)
    expect(srocc(flat.scores, means)).toBe(1)
    const values = Array.from(flat.scores)
    const mean = values.reduce((a, b) => a + b) / values.length
    expect(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length).toBeCloseTo(1, 9)
  })

  it('flat is before any rating unsure of each photo by half the mean square of its scores and half that of its embedding', async () => {
    const { scores, databases, embedding, width } = await bed.descriptors()
    const { deviations } = await learn('instant-flat', nothing)
    bed.photos.forEach((_, photo) => {
      const meanSquare = (values: ArrayLike<number>) =>
        Array.from(values).reduce((sum, value) => sum + value ** 2, 0) / values.length
      const own = scores.subarray(photo * databases, (photo + 1) * databases)
      const axes = Array.from(embedding.subarray(photo * width, (photo + 1) * width), (steps) => steps / 32)
      expect(deviations![photo]! ** 2).toBeCloseTo((meanSquare(own) + meanSquare(axes)) / 2, 9)
    })
  })

  it('flat leans to the database that a person agrees with, the more the more they rated', async () => {
    const { scores, databases } = await bed.descriptors()
    const likes = bed.photos.map((_, photo) => scores[photo * databases + 1]!)
    const agreement: number[] = []
    for (const shots of [0, 4, 12]) {
      const photos = Array.from({ length: shots }, (_, photo) => photo)
      const flat = await learn('instant-flat', { photos, scores: photos.map((photo) => likes[photo]!) })
      agreement.push(srocc(flat.scores, likes))
    }
    expect(agreement[1]).toBeGreaterThan(agreement[0]!)
    expect(agreement[2]).toBeGreaterThan(agreement[1]!)
  })

  it('flat hangs on nothing that the pack has learnt of people, as instant does', async () => {
    const other = await openMiniBed(`${folder}/other-people`)
    const readOut = (await readReadOut(other.pack))!
    const { fidelity, prior, settings } = other.pack.readOut!
    const { mean, deviation, score } = readOut.prior
    const context = { rater: 'r1', random: createRandom(1) }
    const names = ['instant-flat', 'instant'] as const
    const learnAll = async (some: Bed) =>
      Promise.all(
        names.map(async (name) => (await createMethod(name, some).learn(miniSupport(10), context))[0]!.scores),
      )
    const [flat, instant] = await learnAll(other)
    const changed = { mean: mean.map((each) => -each), deviation, score: score.map((each) => each + 0.3), caution: 20 }
    const people = { photos: [], fidelity, prior, settings }
    const pack = await addReadOut(other.pack, { ...readOut, prior: changed }, people)
    const [flatAfter, instantAfter] = await learnAll({ ...other, pack })
    expect(flatAfter).toEqual(flat)
    expect(instantAfter).not.toEqual(instant)
    await other.close()
  })

  it.each(['prior', 'instant', 'instant-flat', 'instant-plain', 'residual-ridge'])(
    '%s is refused in one sentence by a pack without a read-out',
    async (name) => {
      const bare = await openMiniBed(`${folder}/bare`, { photos: 2, readOut: false })
      const refused = createMethod(name, bare).learn(nothing, { rater: 'r1', random: createRandom(1) })
      await expect(refused).rejects.toThrow(UsageError)
      await expect(refused).rejects.toThrow(
        'pack mini has no read-out, which descriptors and the method instant need; ',
      )
      await bare.close()
    },
  )

  it('plain is refused by a read-out without the baseline', async () => {
    const other = await openMiniBed(`${folder}/no-plain`, { photos: 2 })
    const { fidelity, prior, settings } = other.pack.readOut!
    const readOut = { ...(await readReadOut(other.pack))!, plain: null }
    const pack = await addReadOut(other.pack, readOut, { photos: [], fidelity, prior, settings })
    const refused = createMethod('instant-plain', { ...other, pack }).learn(nothing, {
      rater: 'r1',
      random: createRandom(1),
    })
    await expect(refused).rejects.toThrow(
      new UsageError('pack mini has no baseline without task vectors; leave instant-plain out'),
    )
    await other.close()
  })
})
