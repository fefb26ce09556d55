import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { toyKind } from '../../../test/support/toy-catalog.ts'
import { writeToyLibrary, writeToyPack } from '../../../test/support/toy-library.ts'
import { DEFAULT_SHOOTS, membersOf } from '../../archive/index.ts'
import type { Catalog } from '../../catalog/index.ts'
import { openOfferedOrders } from './offered-order.ts'
import { shelfOf } from './shelf.ts'

const root = temporaryFolder()
const now = new Date('2040-01-01T00:00:00Z')

/** A library of which the largest shoots were culled but for one, and its orders. */
async function world() {
  const folder = await mkdtemp(join(root, 'orders-'))
  const { catalog, model, options, photos } = await writeToyLibrary({ folder, pack: await writeToyPack(folder) })
  onTestFinished(() => catalog.close())
  const loaded = await catalog.loadWithFacts(toyKind(model), { folders: options.folders })
  const load = () => shelfOf(loaded, { ...DEFAULT_SHOOTS, now })
  const shelf = load()
  const frames = (shoot: number) => Array.from(membersOf(shelf.shoots(), shoot), (place) => shelf.ids[place]!)
  const cull = async (shoot: number, keeps: (at: number) => boolean) =>
    catalog.append({
      person: 'me',
      source: 'app',
      said: frames(shoot).map((id, at) => ({ kind: keeps(at) ? 'pick' : 'pass', photo: photos[id - 1]!.hash })),
    })
  const shoots = shelf.shoots().details.map((_, shoot) => shoot)
  const [open, ...others] = shoots.sort((a, b) => frames(b).length - frames(a).length)
  const culled = others.slice(0, 5).filter((shoot) => frames(shoot).length > 1)
  let measured: number[] = [] // photos of each question
  let meanwhile = async () => {}
  const counting: Pick<Catalog, 'events' | 'measures' | 'photoIds'> = {
    events: (query) => catalog.events(query),
    photoIds: (hashes) => catalog.photoIds(hashes),
    async measures(ids) {
      measured.push(ids.length)
      await meanwhile()
      return catalog.measures(ids)
    },
  }
  const orders = openOfferedOrders({ catalog: counting, model })
  return {
    catalog,
    cull,
    culled,
    load,
    orders,
    shelf,
    scores: (of = shelf, from = orders) => from.scoresOf(of, { shoot: open!, person: 'me', order: 'archive' }),
    fresh: () => openOfferedOrders({ catalog, model }),
    /** Numbers of the photos whose measures were asked for since. */
    asked: () => {
      const asked = measured
      measured = []
      return asked
    },
    during: (work: () => Promise<void>) => (meanwhile = work),
  }
}

describe('a learnt order', () => {
  it('is learnt once for what was said, and learnt again of another shelf', async () => {
    const { cull, culled, scores, asked, load, shelf } = await world()
    for (const shoot of culled) await cull(shoot, (at) => at === 0)
    const learnt = await scores()
    expect(learnt!.some((score) => score !== learnt![0])).toBe(true)
    expect(asked()).toEqual([shelf.ids.length])
    expect(await scores()).toEqual(learnt)
    expect(asked()).toEqual([])
    expect(await scores(load())).toEqual(learnt)
    expect(asked()).toEqual([shelf.ids.length])
  })

  it('follows a log that was forgotten by another process and begun anew', async () => {
    const { catalog, cull, culled, scores, fresh, shelf } = await world()
    for (const shoot of culled) await cull(shoot, (at) => at === 0)
    const before = await scores()
    await catalog.forgetPerson('me')
    for (const shoot of culled) await cull(shoot, (at) => at !== 0)
    const after = await scores()
    expect(after).not.toEqual(before)
    expect(after).toEqual(await scores(shelf, fresh()))
  })

  it('is not kept where its person is forgotten while it is learnt', async () => {
    const { catalog, cull, culled, scores, asked, during, orders } = await world()
    for (const shoot of culled) await cull(shoot, (at) => at === 0)
    during(async () => {
      await catalog.forgetPerson('me')
      orders.forget('me')
    })
    await scores()
    during(async () => {})
    expect(await scores()).toBeUndefined()
    // Said again, it is learnt again.
    for (const shoot of culled) await cull(shoot, (at) => at === 0)
    asked()
    await scores()
    expect(asked()).toHaveLength(1)
  })
})
