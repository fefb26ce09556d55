import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../../test/support/app-client.ts'
import { type AppWorld, writeAppWorld } from '../../../test/support/app-world.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { packHash } from '../../task-vectors/index.ts'
import {
  type BacktestReportMessage,
  acknowledged,
  backtestState,
  cards,
  diverse,
  forgotten,
  importedPast,
  log,
  measures,
  order,
  shootFrames,
  shoots,
  tasteSummary,
  undone,
  undoneStars,
  writtenStars,
} from '../messages/index.ts'

const folder = temporaryFolder()
let world: AppWorld
let client: TestServer
/** Numbers of the photos, by name: twelve in the folder itself, twelve in `sub`. */
let ids: readonly number[]
beforeAll(async () => {
  world = await writeAppWorld(folder)
  client = await startTestServer({ home: world.home, folders: [world.photos], pack: 'mini', exportsTo: folder })
  await client.server.idle()
  ids = await client.ids('?by=name')
})
afterAll(() => client.end())

const listed = async (person = 'me') => (await client.get(`/api/shoots?person=${person}`, shoots)).shoots
const opened = (key: number, person = 'me') => client.get(`/api/shoots/${key}?person=${person}`, shootFrames)
const say = (person: string, kind: 'pick' | 'reject' | 'pass', photo: number) =>
  client.post('/api/say', { person, said: { kind, photo } }, acknowledged)
const givenOf = async (photo: number, person: string) =>
  (await client.get(`/api/photos?ids=${photo}&person=${person}`, cards)).photos[0]!.given
const failureOf = async (path: string, options?: RequestInit) => {
  const { status, text } = await client.ask(path, options)
  return { status, error: (JSON.parse(text) as { readonly error: string }).error }
}

describe('shoots', () => {
  it('are listed with what was kept, and opened with every frame in one series', async () => {
    const found = await listed()
    expect(found.map(({ frames }) => frames)).toEqual([12, 12])
    expect(found.reduce((sum, { series }) => sum + series, 0)).toBe(24) // no two are alike
    for (const summary of found) {
      const { frameSeries, offered, why, ...same } = await opened(summary.key)
      expect(same).toEqual(summary)
      expect(frameSeries.flatMap(({ photos }) => photos)).toHaveLength(12)
      expect(frameSeries.flatMap(({ photos }) => photos)[0]).toBe(summary.cover)
      expect(frameSeries.every(({ places }) => places === null)).toBe(true)
      expect({ offered, why }).toEqual({
        offered: 'chronological',
        why: expect.stringMatching(/tested on your past yet/),
      })
    }
    const photos = await Promise.all(found.map(async ({ key }) => (await opened(key)).frameSeries))
    expect(
      photos
        .flat()
        .flatMap((series) => series.photos)
        .sort((a, b) => a - b),
    ).toEqual(ids.toSorted((a, b) => a - b))
  })

  it('count what a person picked, passed over and rejected, until that is taken back', async () => {
    const [first] = await listed()
    const frames = (await opened(first!.key)).frameSeries.flatMap(({ photos }) => photos)
    await say('anna', 'pick', frames[0]!)
    await say('anna', 'pass', frames[1]!)
    const { event } = await say('anna', 'pass', frames[2]!)
    await say('anna', 'reject', frames[3]!)
    await say('anna', 'pass', frames[4]!)
    await say('anna', 'pick', frames[4]!) // the last word
    expect((await listed('anna'))[0]).toMatchObject({ picked: 2, passed: 2, rejected: 1 })
    const shown = await opened(first!.key, 'anna')
    expect(shown).toMatchObject({ picked: 2, passed: 2, rejected: 1 })
    const flags = new Map(
      shown.frameSeries.flatMap((series) => series.photos.map((photo, at) => [photo, series.flags[at]])),
    )
    expect(frames.slice(0, 6).map((photo) => flags.get(photo))).toEqual([
      'pick',
      'pass',
      'pass',
      'reject',
      'pick',
      null,
    ])
    expect(await client.post('/api/undo', { person: 'anna', event }, undone)).toEqual({ event, photos: [frames[2]] })
    expect((await listed('anna'))[0]).toMatchObject({ picked: 2, passed: 1, rejected: 1 })
    expect((await listed())[0]).toMatchObject({ picked: 0, passed: 0, rejected: 0 })
  })

  it.each([
    ['of a number that names none', '/api/shoots/999', 404],
    ['of a photo that is not the first', 'SECOND', 404],
    ['of no number', '/api/shoots/x', 400],
    ['of no name', '/api/shoots?person=%0A', 400],
  ])('%s are refused in one sentence', async (_, path, status) => {
    const second = Math.max(...(await opened((await listed())[0]!.key)).frameSeries.flatMap(({ photos }) => photos))
    const answer = await failureOf(path.replace('SECOND', `/api/shoots/${second}`))
    expect(answer).toEqual({ status, error: expect.stringMatching(/^[^\n]+$/) })
  })
})

describe('a photo that was passed over', () => {
  it('is marked so, stays where it stands, and counts as no rating', async () => {
    const photo = ids[7]!
    const person = 'ben'
    const before = await client.get(`/api/order?person=${person}`, order)
    const { event } = await say(person, 'pass', photo)
    expect(await givenOf(photo, person)).toEqual({ flag: 'pass' })
    expect((await client.get(`/api/order?person=${person}`, order)).ids).toEqual(before.ids)
    expect(await client.ids(`?person=${person}&given=rated`)).toEqual([])
    expect(await client.ids(`?person=${person}&given=unrated`)).toHaveLength(24)
    expect(await client.ids(`?person=${person}&given=rejected`)).toEqual([])
    const { said, moved } = await client.get(`/api/taste?person=${person}`, tasteSummary)
    expect({ ...said, moved }).toEqual({ scores: 0, stars: 0, picks: 0, rejects: 0, duels: 0, waiting: 0, moved: 0 })
    expect((await client.get(`/api/log?person=${person}`, log)).said[0]).toMatchObject({
      event,
      what: 'passed over',
      photos: [photo],
    })
    expect((await client.state()).people).toContainEqual({ name: person, said: 1, imported: false })
    // Said again of a photo with stars, it takes none of them.
    await client.post('/api/say', { person, said: { kind: 'score', photo, score: 5 } }, acknowledged)
    expect(await givenOf(photo, person)).toEqual({ score: 5, flag: 'pass' })
    expect((await client.ids(`?person=${person}`))[0]).toBe(photo)
    await client.post('/api/say', { person, said: { kind: 'clear', photo, what: 'flag' } }, acknowledged)
    expect(await givenOf(photo, person)).toEqual({ score: 5 })
  })
})

describe('keepers', () => {
  const person = 'carla'
  const sidecar = (at: number) => join(world.photos, at < 12 ? '' : 'sub', `${String(at).padStart(2, '0')}.png.xmp`)

  it('that are good and unlike each other are found, without a word said of them', async () => {
    const { key } = (await listed(person))[0]!
    const frames = (await opened(key, person)).frameSeries.flatMap(({ photos }) => photos)
    const find = (count: number) => client.post(`/api/shoots/${key}/diverse`, { person, count }, diverse)
    const { photos } = await find(4)
    expect(new Set(photos).size).toBe(4)
    expect(photos.filter((photo) => !frames.includes(photo))).toEqual([])
    expect((await find(500)).photos.toSorted((a, b) => a - b)).toEqual(frames.toSorted((a, b) => a - b))
    expect((await listed(person))[0]).toMatchObject({ picked: 0, passed: 0, rejected: 0 })
    await say(person, 'reject', photos[0]!)
    expect((await find(500)).photos).not.toContain(photos[0])
    await client.post('/api/undo', { person }, undone)
  })

  it('are shown before they are written as stars or flags, and files are put back', async () => {
    const { key } = (await listed(person)).find(({ label }) => label.includes('sub'))!
    await say(person, 'pick', ids[12]!)
    await client.post('/api/say', { person, said: { kind: 'score', photo: ids[13], score: 5 } }, acknowledged)
    await say(person, 'pick', ids[13]!)
    await say(person, 'reject', ids[14]!)
    await say(person, 'pass', ids[15]!)
    const write = (body: object) => client.post(`/api/shoots/${key}/write`, { person, ...body }, writtenStars)
    const plan = await write({ as: 'stars' })
    expect(plan).toMatchObject({ applied: false, count: 3, same: 0, journal: null, skipped: [] })
    expect(plan.planned.map(({ name, isNew, stars, becomes }) => [name, isNew, stars, becomes])).toEqual([
      ['12.png', true, 3, undefined],
      ['13.png', true, 5, undefined],
      ['14.png', true, 0, 'rejected'],
    ])
    expect(existsSync(sidecar(12))).toBe(false)
    const written = await write({ as: 'stars', stars: 4, apply: true })
    expect(written).toMatchObject({ applied: true, count: 3, journal: expect.stringContaining('stars') })
    for (const [at, rating] of ['4', '5', '-1'].entries())
      expect(await readFile(sidecar(12 + at), 'utf8')).toContain(`xmp:Rating="${rating}"`)
    expect(existsSync(sidecar(15))).toBe(false)
    expect((await write({ as: 'flags' })).planned.map(({ becomes }) => becomes)).toEqual([
      'picked',
      'picked',
      'rejected',
    ])
    await write({ as: 'flags', apply: true })
    expect(await readFile(sidecar(14), 'utf8')).toMatch(/xmpDM:pick="-1"[^]*digiKam:PickLabel="1"/)
    const undo = () => client.post('/api/stars/undo', undefined, undoneStars)
    expect(await undo()).toEqual({ restored: 3, removed: 0, untouched: 0, left: [] })
    expect(await undo()).toEqual({ restored: 0, removed: 3, untouched: 0, left: [] })
    expect(existsSync(sidecar(12))).toBe(false)
  })
})

describe('a photo', () => {
  it('is measured when that is first asked for, and it is kept', async () => {
    const photo = ids[3]!
    const { measures: found } = await client.get(`/api/photos/${photo}/measures`, measures)
    expect(found!.exposure).toBeLessThan(0) // one of the darker ones
    expect((await client.get(`/api/photos/${photo}/measures`, measures)).measures).toEqual(found)
    expect((await client.ask('/api/photos/999/measures')).status).toBe(404)
  })
})

describe('the past', () => {
  it('is taken over from sidecars, a folder of keepers, and from nothing that is not there', async () => {
    const person = 'dora'
    const post = (body: object) =>
      failureOf('/api/past', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ person, ...body }),
      })
    for (const [body, status] of [
      [{}, 400],
      [{ lightroom: 'relative.lrcat' }, 400],
      [{ lightroom: join(folder, 'none.lrcat') }, 404],
      [{ lightroom: folder }, 400],
      [{ darktable: join(world.photos, '00.png') }, 400],
      [{ keepers: join(world.photos, '00.png') }, 400],
      [{ keepers: '/a\0b' }, 400],
      [{ xmp: true, labels: { pink: 'keep' } }, 400],
    ] as const)
      expect(await post(body), JSON.stringify(body)).toEqual({ status, error: expect.stringMatching(/^[^\n]+$/) })

    const path = join(world.photos, 'sub', '20.png.xmp')
    await writeFile(
      path,
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4" xmp:Label="Green"/></rdf:RDF></x:xmpmeta>`,
    )
    const take = (labels: object) => client.post('/api/past', { person, xmp: true, labels }, importedPast)
    const { sentences } = await take({})
    expect(sentences[0]).toMatch(/^Files and sidecars: 1 photo of the opened folders, 1 with stars/)
    expect(sentences.join('\n')).toContain('1 photo with the label green: it means nothing until you say what.')
    expect(await givenOf(ids[20]!, person)).toEqual({ stars: 4 })
    await take({ green: 'keep' })
    expect(await givenOf(ids[20]!, person)).toEqual({ stars: 4, flag: 'pick' })

    // Of keepers none of which is in the library nothing is taken back, whatever is asked for.
    const [kept, none] = [join(folder, 'kept'), join(folder, 'not mounted')]
    for (const each of [kept, none]) await mkdir(each)
    await copyFile(join(world.photos, '00.png'), join(kept, 'a.png'))
    const keep = async (body: object) =>
      (await client.post('/api/past', { person, ...body }, importedPast)).sentences.join('\n')
    expect(await keep({ keepers: kept })).toContain('In the log: 1 new')
    const left = 'The marks of 1 photo that it does not mention now are left as they are.'
    expect(await keep({ keepers: none })).toContain(left)
    const inVain = await keep({ keepers: none, replace: true })
    expect(inVain).toContain(left)
    expect(inVain).toContain('so nothing is replaced')
  })
})

describe('a backtest', () => {
  const person = 'emil'
  const state = () => client.get(`/api/backtest?person=${person}`, backtestState)

  it('of a short past ends with a sentence, which events tell, and chronological order is offered for it', async () => {
    expect(await state()).toMatchObject({ person, state: 'none', report: null })
    const heard = await client.listen(
      (events) => events.some(({ name, data }) => name === 'backtest' && data.state === 'done'),
      async () => {
        const begun = await client.post('/api/backtest', { person }, backtestState)
        expect(begun).toMatchObject({ person, state: 'working' })
      },
    )
    const told = heard.flatMap((event) => (event.name === 'backtest' ? [event.data] : []))
    expect(told.at(-1)).toEqual(await state())
    expect(told.at(-1)!.report).toMatchObject({ verdict: 'too-few', orders: [] })
    const { offered, why } = await opened((await listed())[0]!.key, person)
    expect({ offered, why }).toEqual({ offered: 'chronological', why: told.at(-1)!.report!.sentences[0] })
    await client.post('/api/backtest', { person }, backtestState)
    expect(await client.post('/api/backtest/stop', { person }, backtestState)).toEqual(told.at(-1))
    await client.post('/api/taste/forget', { person }, forgotten)
    expect(await state()).toMatchObject({ state: 'none', report: null })
  })

  it('that helps offers its order in shoots of which others teach something, and says why', async () => {
    const helped = 'fritz'
    const report: BacktestReportMessage = {
      verdict: 'helps',
      sentences: ['It found more.'],
      lookedAt: [],
      look: 0.35,
      shoots: { tested: 12, learntFrom: 20, leftOut: [] },
      orders: [],
      kinds: [],
      perShoot: [],
    }
    const kept = {
      schema: 1,
      person: helped,
      pack: await packHash(join(world.home, 'packs', 'mini')),
      folders: [world.photos],
      at: '2025-06-07T08:09:10.000Z',
      recommended: 'archive',
      report,
    }
    await mkdir(join(world.home, 'backtests'), { recursive: true })
    await writeFile(join(world.home, 'backtests', `${helped}.json`), JSON.stringify(kept))
    const [first, second] = await listed()
    expect(await opened(first!.key, helped)).toMatchObject({
      offered: 'chronological',
      why: 'Your other shoots teach no order: frames stand as they were taken.',
    })
    const frames = (await opened(second!.key)).frameSeries.flatMap(({ photos }) => photos)
    for (const [at, photo] of frames.entries()) await say(helped, at < 4 ? 'pick' : 'pass', photo)
    const { offered, why, frameSeries } = await opened(first!.key, helped)
    expect({ offered, why }).toEqual({ offered: 'archive', why: 'It found more.' })
    const places = frameSeries.flatMap((series) => series.places!)
    expect(places.toSorted((a, b) => a - b)).toEqual(places.map((_, at) => at + 1))
    const { photos } = await client.post(`/api/shoots/${first!.key}/diverse`, { person: helped, count: 3 }, diverse)
    expect(photos[0]).toBe(frameSeries.find((series) => series.places![0] === 1)!.photos[0])
    expect((await opened(first!.key, 'nobody')).offered).toBe('chronological')
  })
})
