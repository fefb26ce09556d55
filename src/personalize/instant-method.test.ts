import { afterAll, describe, expect, it } from 'vitest'
import { miniSupport } from '../../test/support/method-contract.ts'
import { openMiniBed } from '../../test/support/mini-bed.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { createRandom, srocc, UsageError } from '../core/index.ts'
import { addReadOut, readReadOut } from '../task-vectors/index.ts'
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

  it.each(['instant', 'instant-plain', 'ridge', 'residual-ridge'])(
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

  it.each(['prior', 'instant', 'instant-plain', 'residual-ridge'])(
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
