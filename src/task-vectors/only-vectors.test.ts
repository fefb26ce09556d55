import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { miniBase, miniTaskVector, temporaryFolder } from '../../test/support/mini-vectors.ts'
import { UsageError } from '../core/index.ts'
import { buildPack } from './build-pack.ts'
import { onlyVectors } from './only-vectors.ts'
import { openPack, type Pack, pretrainedOf } from './pack.ts'
import { packSchema } from './pack-schema.ts'
import { readAll } from './source.ts'

const base = miniBase()
const vectors = ['beauty', 'arousal', 'valence'].map((name, index) => miniTaskVector({ name, seed: 10 + index }))

async function openMini(photos: 'known' | 'one unknown' = 'known'): Promise<Pack> {
  const out = join(await temporaryFolder(), 'mini')
  const some = vectors.map((vector, at) =>
    photos === 'one unknown' && at === 1 ? { ...vector, photos: null } : vector,
  )
  await buildPack({ name: 'mini', out, base, vectors: some, storage: { kind: 'f32' } })
  return openPack(out)
}

describe('a pack with some of its task vectors only', () => {
  it('has those that are named, in their order, and of the rest of the pack all', async () => {
    const pack = await openMini()
    const view = onlyVectors(pack, ['valence', 'beauty'])
    expect(view.databases).toEqual([pack.databases[2], pack.databases[0]])
    expect([...(await view.vector(0))]).toEqual([...(await pack.vector(2))])
    expect([...(await view.vector(1))]).toEqual([...(await pack.vector(0))])
    const streamed = await view.openVector(0)
    expect([...(await readAll(streamed))]).toEqual([...(await pack.vector(2))])
    await streamed.close()
    expect(await view.photosOf(1)).toEqual(vectors[0]!.photos)
    expect(await view.photos()).toEqual([...vectors[2]!.photos!, ...vectors[0]!.photos!])
    const { tower, head, layers, commonHead, preprocessing } = pack
    expect(view).toMatchObject({ tower, head, layers, preprocessing, base: pack.base })
    expect([...pretrainedOf(view, base)]).toEqual([...pretrainedOf({ ...pack, commonHead }, base)])
  })

  it('has no read-out, and a record of what it is', async () => {
    const view = onlyVectors(await openMini(), ['arousal'])
    expect(view.readOut).toBeNull()
    expect(packSchema.parse(view.record)).toEqual(view.record)
    expect(view.record.databases).toEqual(view.databases)
    expect(view.record.readOut).toBeNull()
  })

  it('is another pack by name and hash: of other vectors, of another order, of another pack', async () => {
    const pack = await openMini()
    const views = [['beauty', 'arousal'], ['arousal', 'beauty'], ['beauty'], ['beauty', 'arousal']].map((names) =>
      onlyVectors(pack, names),
    )
    expect(views[0]!.name).toBe('mini (beauty, arousal)')
    expect(views[3]!.hash).toBe(views[0]!.hash)
    expect(views[0]!.hash).toMatch(/^[0-9a-f]{64}$/)
    const other = onlyVectors({ ...pack, hash: 'another' }, ['beauty'])
    expect(new Set([pack.hash, other.hash, ...views.map(({ hash }) => hash)]).size).toBe(5)
  })

  it('knows the photos that it has seen where only a vector left out does not', async () => {
    const pack = await openMini('one unknown')
    expect(await pack.photos()).toBe('unknown')
    expect(await onlyVectors(pack, ['beauty', 'valence']).photos()).toEqual([
      ...vectors[0]!.photos!,
      ...vectors[2]!.photos!,
    ])
    expect(await onlyVectors(pack, ['beauty', 'arousal']).photos()).toBe('unknown')
  })

  it('is the pack itself where all are named in its order, and only then', async () => {
    const pack = await openMini()
    expect(onlyVectors(pack, ['beauty', 'arousal', 'valence'])).toBe(pack)
    expect(onlyVectors(pack, ['valence', 'arousal', 'beauty']).hash).not.toBe(pack.hash)
  })

  it('can be made of such a one again', async () => {
    const pack = await openMini()
    const view = onlyVectors(onlyVectors(pack, ['valence', 'beauty']), ['beauty'])
    expect([...(await view.vector(0))]).toEqual([...(await pack.vector(0))])
    expect(() => onlyVectors(view, ['valence'])).toThrow(UsageError)
  })

  it.each([
    {
      names: ['beauty', 'beuaty', 'x'],
      says: 'pack mini has no task vector beuaty, x; it has beauty, arousal, valence',
    },
    { names: [], says: 'pack mini: name at least one task vector; it has beauty, arousal, valence' },
    { names: ['beauty', 'arousal', 'beauty'], says: 'pack mini: the task vector beauty is named twice' },
  ])('is refused for $names', async ({ names, says }) => {
    const pack = await openMini()
    expect(() => onlyVectors(pack, names)).toThrow(new UsageError(says))
  })

  it.each([2, -1, 0.5])('has no vector number %d where two were named', async (index) => {
    const view = onlyVectors(await openMini(), ['valence', 'beauty'])
    const refusal = new UsageError(`pack mini (valence, beauty) has 2 task vectors; there is no number ${index}`)
    await expect(view.vector(index)).rejects.toThrow(refusal)
    await expect(view.openVector(index)).rejects.toThrow(refusal)
    await expect(view.photosOf(index)).rejects.toThrow(refusal)
  })
})
