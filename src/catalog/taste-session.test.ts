import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openMiniBed } from '../../test/support/mini-bed.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { toyCatalog, toyKind, writeToyPhotos } from '../../test/support/toy-catalog.ts'
import { toyPhotos, toyTasteModel } from '../../test/support/toy-taste.ts'
import { createRandom, UsageError } from '../core/index.ts'
import { addEvidence, emptyTaste, orderByTaste, type Taste, tasteText } from '../personalize/index.ts'
import { evidenceOf, openTasteSession, startTasteSession, type TasteSession } from './index.ts'

const folder = temporaryFolder()
const model = toyTasteModel()
const kind = toyKind(model)
let made = 0

/** A catalog of toy photos, numbered from 1, and whatever sessions are opened on it. */
async function world(count = 300) {
  const toys = await toyCatalog(join(folder, `${made++}.sqlite`), model, count)
  onTestFinished(() => toys.catalog.close())
  const start = (person = 'anna') => startTasteSession({ catalog: toys.catalog, kind, model, person })
  return { ...toys, start }
}

/** Rates some photos, compares some, picks some and takes some back; the same seed does the same. */
async function useFor(session: TasteSession, events: number, seed = 0): Promise<void> {
  const random = createRandom(seed)
  for (let at = 0; at < events; at++) {
    const [a, b] = random.sample(
      Array.from({ length: session.count }, (_, index) => index + 1),
      2,
    ) as [number, number]
    if (at % 7 === 6) await session.undo()
    else if (at % 5 === 4) await session.duel(a, b, random.uniform() < 0.5 ? 'left' : 'tie')
    else if (at % 6 === 5) await (random.uniform() < 0.5 ? session.pick(a) : session.reject(a))
    else await session.rate(a, (1 + random.integer(5)) as 1)
  }
}

/** Weights of both tastes agree to many digits; the way there may differ. */
function expectSame(a: Taste, b: Taste): void {
  expect(a.evidence).toEqual(b.evidence)
  a.posterior.weights.forEach((weight, at) => expect(weight).toBeCloseTo(b.posterior.weights[at]!, 7))
}

describe('a taste session', () => {
  it('orders the library by the taste that all of what was said gives, learnt at once', async () => {
    const { catalog, stored, descriptors, start } = await world()
    const session = await start()
    await useFor(session, 60)
    const events = await catalog.events({ person: 'anna' })
    const direct = addEvidence(emptyTaste(model), evidenceOf(events), stored)
    expectSame(await session.taste(), direct)
    const { places, scores } = orderByTaste((await session.taste()).posterior.weights, descriptors, model)
    const { photos, event } = await session.order({ top: 400 })
    expect(event).toBe(events.at(-1)!.id)
    const given = await session.given()
    const isRated = (photo: number): boolean => {
      const { score, stars, flag } = given.get(photo) ?? {}
      return (score ?? stars ?? flag) !== undefined
    }
    const unrated = photos.filter(({ photo }) => !isRated(photo))
    const byTaste = [...places].filter((place) => !isRated(place + 1))
    expect(unrated.map(({ photo }) => photo)).toEqual(byTaste.map((place) => place + 1))
    expect(unrated.map(({ score }) => score)).toEqual(byTaste.map((place) => scores[place]))
    expect(photos.map(({ score }) => score)).toEqual(photos.map(({ score }) => score).toSorted((a, b) => b - a))
    expect(await session.ids()).toEqual(Int32Array.from(photos, ({ photo }) => photo))
    expect((await session.order({ top: 7, offset: 20 })).photos).toEqual(photos.slice(20, 27))
    const looked = await session.predictions([photos[9]!.photo, photos[2]!.photo])
    expect(looked).toEqual([photos[9], photos[2]])
    for (const { deviation, stars, probability } of photos) {
      expect(deviation).toBeGreaterThan(0)
      expect([1, 2, 3, 4, 5]).toContain(stars)
      expect(probability > 0 && probability <= 1).toBe(true)
    }
    const stars = photos.map((photo) => photo.stars)
    expect(stars[0]).toBeGreaterThan(stars.at(-1)!)
  })

  it('puts photos that were rated where their ratings put them', async () => {
    const { start } = await world()
    const session = await start()
    const best = (await session.order({ top: 5 })).photos.map(({ photo }) => photo)
    const worst = (await session.ids()).subarray(-5)
    for (const photo of best) await session.rate(photo, 1) // against all that the taste expects
    for (const photo of worst) await session.rate(photo, 5)
    const order = [...(await session.ids())]
    expect(new Set(order.slice(0, 5))).toEqual(new Set(worst))
    expect(new Set(order.slice(-5))).toEqual(new Set(best))
    await session.undo()
    expect((await session.ids()).subarray(0, 4)).not.toContain(worst[4])
  })

  it('changes the order with a rating, and an undo brings the one before back', async () => {
    const { start } = await world()
    const session = await start()
    await session.rate(1, 2)
    await session.rate(2, 4)
    const before = await session.taste()
    const order = await session.ids()
    const { photo } = (await session.order({ top: 1 })).photos[0]!
    const { id } = await session.rate(photo, 1)
    expect(await session.ids()).not.toEqual(order)
    const undo = await session.undo()
    expect(undo).toMatchObject({ kind: 'undo', undoes: id })
    expectSame(await session.taste(), before)
    expect(await session.ids()).toEqual(order)
    await session.undo(undo!.id)
    expect(await session.ids()).not.toEqual(order)
    expect(Object.fromEntries(await session.given())).toEqual({
      1: { score: 2 },
      2: { score: 4 },
      [photo]: { score: 1 },
    })
  })

  it('starts again where it was, to the bit when it was closed, and in the last digits when it was killed', async () => {
    const { catalog, start } = await world()
    const session = await start()
    await useFor(session, 50)
    const taste = await session.taste()
    const ids = await session.ids()
    const killed = await start()
    expectSame(await killed.taste(), taste)
    expect(await killed.ids()).toEqual(ids)
    await session.close()
    const again = await start()
    expect(tasteText(await again.taste())).toBe(tasteText(taste))
    expect(await again.order()).toEqual(await session.order())
    await useFor(session, 5, 1)
    await useFor(again, 5, 2)
    expectSame(await again.taste(), await session.taste())
    // A kept taste that cannot be read costs the time to learn it again, no more.
    const last = (await catalog.events()).at(-1)!.id
    await catalog.keepTaste({ person: 'anna', packHash: model.pack.hash, event: last, content: '{"format":"other"}' })
    expectSame(await (await start()).taste(), await session.taste())
  })

  it('takes in what was said in another tab, and keeps people apart', async () => {
    const { start } = await world()
    const [one, other, ben] = [await start(), await start(), await start('ben')]
    await one.ids()
    await other.rate(5, 5)
    await one.rate(6, 1)
    await ben.rate(7, 3)
    expect([...(await one.given()).keys()]).toEqual([5, 6])
    expect(await one.ids()).toEqual(await other.ids())
    expect((await ben.taste()).evidence).toHaveLength(1)
    expect((await one.undo())!.kind).toBe('undo')
    expect([...(await other.given()).keys()]).toEqual([5])
  })

  it('answers many questions at once as one after another', async () => {
    const { start } = await world()
    const session = await start()
    const results = await Promise.all([
      session.rate(1, 5),
      session.order(),
      session.rate(2, 1),
      session.rate(3, 2),
      session.ids(),
      session.undo(),
      session.agreement(),
    ])
    expect(results[0].id).toBeLessThan(results[2].id)
    expectSame(await session.taste(), await (await start()).taste())
  })

  it('asks about photos that were not given anything, each once, others as more is known', async () => {
    const { start } = await world(40)
    const session = await start()
    const first = await session.next({ count: 5 })
    expect(await session.next({ count: 5 })).toEqual(first)
    expect(await session.next({ count: 5, exclude: first })).not.toContain(first[0])
    for (const photo of first) await session.rate(photo, 3)
    const rest = await session.next({ count: 100 })
    expect([...rest, ...first].sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, at) => at + 1))
    await session.undo()
    expect(await session.next({ count: 100 })).toContain(first[4])
    const pair = (await session.nextPair())!
    expect(pair.left).not.toBe(pair.right)
    for (const photo of [pair.left, pair.right]) expect(first.slice(0, 4)).not.toContain(photo)
    const [left, right] = await session.predictions([pair.left, pair.right])
    expect(pair.preference > 0.5).toBe(left!.score > right!.score)
    for (const photo of await session.next({ count: 40 })) await session.pick(photo)
    expect(await session.next()).toEqual([])
    const again = (await session.nextPair())!
    expect(again.left).not.toBe(again.right)
    const { left: one, right: other } = (await session.nextPair({ exclude: [again.left, again.right] }))!
    expect([one, other].filter((photo) => photo === again.left || photo === again.right)).toEqual([])
    expect(await session.nextPair({ exclude: first.concat(rest).slice(1) })).toBeUndefined()
  })

  it('says how well it knows a person, and how well it did after fewer ratings', async () => {
    const { descriptors, start } = await world(120)
    const session = await start()
    expect(await session.agreement()).toMatchObject({ verdict: 'too-few', ratings: 0 })
    // A person who goes by the first database.
    const ranks = Array.from({ length: 60 }, (_, place) => descriptors.scores[6 * place]!)
    for (const [place, score] of ranks.entries())
      await session.rate(place + 1, Math.max(1, Math.min(5, Math.round(3 + 1.5 * score))) as 1)
    const all = await session.agreement()
    expect(all.srocc!).toBeGreaterThan(0.5)
    expect(all.ratings).toBe(60)
    expect((await session.agreement({ first: 10 })).ratings).toBe(10)
  })

  it('lets what was said of photos that are not described yet wait, and counts it once they are', async () => {
    const { catalog, start } = await world(50)
    const session = await start()
    const late = toyPhotos(model, 60, 'late')
    const said = late.hashes.slice(0, 3).map((photo, at) => ({ kind: 'score' as const, photo, score: (at + 1) as 1 }))
    await catalog.append({ person: 'anna', source: 'cli', said })
    const before = await session.ids()
    expect((await session.taste()).photos.size).toBe(0)
    await session.close()
    await writeToyPhotos(catalog, model, late)
    expect((await session.taste()).photos.size).toBe(3)
    expect(await session.ids()).not.toEqual(before)
    expect(session.count).toBe(50)
    await session.reloadLibrary()
    expect(session.count).toBe(110)
    expect([...(await session.given()).keys()]).toEqual([51, 52, 53])
    expect((await (await start()).taste()).photos.size).toBe(3)
  })

  it('goes on knowing photos whose files are gone, and does not list them', async () => {
    const { catalog, hashes, start } = await world(50)
    const session = await start()
    await session.rate(3, 5)
    await session.rate(4, 1)
    const taste = await session.taste()
    await catalog.dropFiles([`/toys/${hashes[2]}.jpg`])
    const again = await start()
    expectSame(await again.taste(), taste)
    expect(again.count).toBe(49)
    expect([...(await again.ids())]).not.toContain(3)
    await expect(again.predictions([3])).rejects.toThrow(new UsageError('photo 3 is not in this library; reload it'))
  })

  it('forgets with the log', async () => {
    const { catalog, start } = await world(50)
    const session = await start()
    const order = await session.ids()
    await useFor(session, 20)
    await session.close()
    await catalog.forgetPerson('anna')
    expect(await session.ids()).toEqual(order)
    await session.rate(1, 5)
    expect((await session.taste()).evidence).toHaveLength(1)
    expectSame(await session.taste(), await (await start()).taste())
  })

  it('opens with a pack', async () => {
    const { pack, close } = await openMiniBed(join(folder, 'bed'), { photos: 2 })
    await close()
    const { catalog } = await world(1)
    const session = await openTasteSession({ catalog, pack })
    expect([session.person, session.count]).toEqual(['me', 0])
    expect(await session.order()).toEqual({ photos: [], event: 0 })
    expect(await session.next()).toEqual([])
  })
})

describe('stars that are expected', () => {
  it('are on the scale of the scores said, which need not reach its ends', async () => {
    const { start } = await world(200)
    const session = await start()
    const { photos } = await session.order({ top: 200 })
    for (let at = 0; at < 60; at++) await session.rate(photos[3 * at]!.photo, at < 20 ? 4 : at < 40 ? 3 : 2)
    const stars = new Set((await session.order({ top: 200 })).photos.map((photo) => photo.stars))
    expect([...stars].sort((a, b) => a - b)).toEqual([2, 3, 4])
  })
})
