import { pbkdf2 } from 'node:crypto'
import { rename, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AppWorld, writeAppWorld } from '../../test/support/app-world.ts'
import { startTestServer, type TestServer } from '../../test/support/app-client.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { eventsInForce, openCatalog } from '../catalog/index.ts'
import { startServer } from './index.ts'
import { acknowledged, cards, facets, log, order, pair, photoDetails, undone, why } from './messages/index.ts'

const folder = temporaryFolder()
const exportsTo = join(folder, 'exports')
let world: AppWorld
let client: TestServer
/** Numbers of the photos, by name. */
let ids: readonly number[]
beforeAll(async () => {
  world = await writeAppWorld(folder)
  client = await startTestServer({ home: world.home, folders: [world.photos], pack: 'mini', exportsTo })
  await client.server.idle()
  ids = await client.ids('?by=name')
})
afterAll(() => client.end())

const say = async (said: object, person = 'me') =>
  (await client.post('/api/say', { person, said }, acknowledged)).event!
const given = async (photo: number, person = 'me') =>
  (await client.get(`/api/photos?ids=${photo}&person=${person}`, cards)).photos[0]!.given

describe('a server', () => {
  it('indexes its folders and says how things stand', async () => {
    const state = await client.state()
    expect(state).toMatchObject({
      folders: [{ path: world.photos, here: true }],
      photos: 24,
      indexing: { state: 'idle', label: '', skipped: { count: 0, reasons: [] } },
      people: [],
      pack: { name: 'mini', coming: null },
      exportsTo,
    })
    const choices = new Map(state.pack.choices.map(({ name, ...choice }) => [name, choice]))
    expect(choices.get('mini')).toEqual({ databases: ['beauty', 'valence', 'arousal'], lacks: null })
    expect(choices.get('unknown')!.lacks).toContain('it has no read-out')
    expect(choices.get('dinov2-small')!.lacks).toContain('its base dinov2-small is not installed')
  })

  it('gives all photos in an order, as cells and in detail', async () => {
    expect(new Set(await client.ids())).toEqual(new Set(ids))
    expect(ids).toHaveLength(24)
    const { photos } = await client.get(`/api/photos?ids=${ids.join(',')}`, cards)
    expect(photos.map(({ name }) => name)).toEqual(ids.map((_, at) => `${String(at).padStart(2, '0')}.png`))
    expect(photos[13]).toMatchObject({ id: ids[13], width: 36, height: 32, given: null })
    const details = await client.get(`/api/photos/${ids[13]!}`, photoDetails)
    expect(details).toMatchObject({ name: '13.png', files: [join(world.photos, 'sub', '13.png')], of: 24 })
    const account = await client.get(`/api/photos/${ids[13]!}/why`, why)
    const parts = [...account.databases, ...account.rated].map(({ part }) => part)
    expect(parts.reduce((sum, part) => sum + part, account.prior + account.others)).toBeCloseTo(account.score, 6)
    const series = await client.get(`/api/photos/${ids[13]!}/series`, cards)
    expect(series.photos.map(({ id }) => id)).toContain(ids[13])
    expect((await client.get('/api/facets', facets)).folders.length).toBeGreaterThan(0)
  })

  it('shows those that are there where some that are asked for are not', async () => {
    const { photos } = await client.get(`/api/photos?ids=${ids[0]!},999,${ids[1]!}`, cards)
    expect(photos.map(({ id }) => id)).toEqual([ids[0], ids[1]])
  })

  it('puts all in another order after a rating, by what it was acknowledged with', async () => {
    const person = 'somebody'
    const before = await client.get(`/api/order?person=${person}`, order)
    expect(before.event).toBe(0)
    const worst = before.ids.at(-1)!
    await say({ kind: 'score', photo: worst, score: 5 }, person)
    const event = await say({ kind: 'score', photo: before.ids[0]!, score: 1 }, person)
    const after = await client.get(`/api/order?person=${person}`, order)
    expect(after.event).toBe(event)
    expect(after.ids.indexOf(worst)).toBeLessThan(23)
    expect(after.ids.indexOf(before.ids[0]!)).toBeGreaterThan(0)
    expect((await client.state()).people).toContainEqual({ name: person, said: 2, imported: false })
  })

  it('asks for photos that were not rated, and for pairs', async () => {
    const { photos } = await client.get(`/api/next?count=4&exclude=${ids[0]!},${ids[1]!}`, cards)
    expect(photos).toHaveLength(4)
    expect(photos.map(({ id }) => id)).not.toContain(ids[0])
    const asked = (await client.get('/api/pair', pair)).pair!
    expect(asked.left.id).not.toBe(asked.right.id)
    expect(asked.preference).toBeGreaterThan(0)
    expect(asked.preference).toBeLessThan(1)
  })
})

describe('what is said', () => {
  it('is given, taken back, and listed', async () => {
    const person = 'sayer'
    const [a, b] = [ids[3]!, ids[4]!]
    await say({ kind: 'score', photo: a, score: 2 }, person)
    await say({ kind: 'pick', photo: a }, person)
    await say({ kind: 'duel', left: a, right: b, winner: 'right' }, person)
    expect(await given(a, person)).toEqual({ score: 2, flag: 'pick', duels: 1, won: 0 })
    const { event, photos } = await client.post('/api/undo', { person }, undone)
    expect(photos).toEqual([b, a])
    expect(await given(a, person)).toEqual({ score: 2, flag: 'pick' })
    expect((await client.get(`/api/log?person=${person}`, log)).said).toMatchObject([
      { event, what: 'preferred to', photos: [b, a], undone: true },
      { what: 'picked', photos: [a], undone: false },
      { what: 'scored 2', photos: [a], undone: false },
    ])
  })

  it('is cleared of a photo, however often it was said, and nothing else with it', async () => {
    const person = 'clearer'
    const [a, b] = [ids[5]!, ids[6]!]
    for (const score of [1, 4]) await say({ kind: 'score', photo: a, score }, person)
    await say({ kind: 'reject', photo: a }, person)
    await say({ kind: 'score', photo: b, score: 3 }, person)
    await say({ kind: 'clear', photo: a, what: 'score' }, person)
    expect(await given(a, person)).toEqual({ flag: 'reject' })
    expect(await given(b, person)).toEqual({ score: 3 })
    await say({ kind: 'clear', photo: a, what: 'flag' }, person)
    expect(await given(a, person)).toBeNull()
    const again = await client.post(
      '/api/say',
      { person, said: { kind: 'clear', photo: a, what: 'flag' } },
      acknowledged,
    )
    expect(again.event).toBeNull()
    // Clearing is taken back like anything else, and before what was said earlier.
    const undo = () => client.post('/api/undo', { person }, undone)
    expect((await undo()).photos).toEqual([a])
    expect(await given(a, person)).toEqual({ flag: 'reject' })
    expect((await undo()).photos).toEqual([a])
    expect(await given(a, person)).toEqual({ flag: 'reject', score: 4 })
    expect((await undo()).photos).toEqual([b])
  })

  it('is cleared of every flag in force, wherever it was said, and comes back as it was', async () => {
    const person = 'importer'
    const photo = ids[5]!
    const catalog = await openCatalog(join(world.home, 'catalog.sqlite'))
    const hash = (await catalog.photos([photo]))[0]!.contentHash
    for (const source of ['xmp', 'xmp-flags', 'lightroom', 'darktable', 'keepers', 'cli'])
      await catalog.append({ person, source, said: [{ kind: source === 'xmp' ? 'reject' : 'pick', photo: hash }] })
    await catalog.append({ person, source: 'xmp', said: [{ kind: 'star', photo: hash, stars: 4 }] })
    const inForce = async () => eventsInForce(await catalog.events({ person })).map(({ id }) => id)
    const before = await inForce()
    const clear = () => say({ kind: 'clear', photo, what: 'flag' }, person)
    await clear()
    expect(await given(photo, person)).toEqual({ stars: 4 })
    await client.post('/api/undo', { person }, undone)
    expect(await given(photo, person)).toEqual({ flag: 'pick', stars: 4 })
    expect(await inForce()).toEqual(before)
    const event = await clear()
    expect(await inForce()).toHaveLength(1)
    expect((await client.post('/api/undo', { person, event }, undone)).photos).toEqual([photo])
    expect(await inForce()).toEqual(before)
    await catalog.close()
  })

  it('is taken back by its number, once, and by nobody else', async () => {
    const person = 'undoer'
    const event = await say({ kind: 'score', photo: ids[7]!, score: 5 }, person)
    await say({ kind: 'score', photo: ids[8]!, score: 5 }, person)
    const undo = (body: object) =>
      client.ask('/api/undo', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    expect((await undo({ person: 'me', event })).status).toBe(400)
    expect(JSON.parse((await undo({ person, event })).text)).toEqual({ event, photos: [ids[7]] })
    expect((await undo({ person, event })).text).toContain('undone already')
    expect(await given(ids[7]!, person)).toBeNull()
    expect((await undo({ person: 'nobody' })).text).toBe('{"event":null,"photos":[]}')
  })

  it('is on disk when it is acknowledged: another process sees it', async () => {
    const event = await say({ kind: 'score', photo: ids[9]!, score: 3 }, 'writer')
    const catalog = await openCatalog(join(world.home, 'catalog.sqlite'))
    expect(await catalog.events({ person: 'writer' })).toMatchObject([
      { id: event, kind: 'score', score: 3, source: 'app' },
    ])
    await catalog.close()
  })

  it('is acknowledged although photos are being decoded by all of libuv’s threads', async () => {
    await say({ kind: 'pick', photo: ids[9]! }, 'hasty')
    const work = promisify(pbkdf2)
    let done = 0
    const busy = Array.from({ length: 8 }, () => work('a', 'b', 1e6, 64, 'sha512').then(() => done++))
    await say({ kind: 'reject', photo: ids[9]! }, 'hasty')
    expect(done).toBe(0)
    await Promise.all(busy)
  })

  it('of photos that are not here is refused', async () => {
    for (const said of [
      { kind: 'score', photo: 999, score: 3 },
      { kind: 'duel', left: ids[0], right: 999, winner: 'tie' },
    ]) {
      const answer = await client.ask('/api/say', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ said }),
      })
      expect([answer.status, answer.text]).toEqual([404, expect.stringContaining('there is no photo')])
    }
  })

  it('reaches every page at once, in the order of saying', async () => {
    const hear = (heard: readonly { name: string }[]) => heard.filter(({ name }) => name === 'said').length === 3
    const [first, second] = await Promise.all([
      client.listen(hear, async () => {
        for (const score of [1, 2, 3]) await say({ kind: 'score', photo: ids[10]!, score }, 'speaker')
      }),
      client.listen(hear),
    ])
    expect(first[0]).toMatchObject({ name: 'state', data: { photos: 24 } })
    const said = first.flatMap((event) => (event.name === 'said' ? [event.data] : []))
    expect(said.map(({ person }) => person)).toEqual(['speaker', 'speaker', 'speaker'])
    expect(said.map(({ event }) => event)).toEqual(said.map(({ event }) => event).sort((a, b) => a - b))
    expect(second.flatMap((event) => (event.name === 'said' ? [event.data] : []))).toEqual(said)
  })
})

describe('pictures', () => {
  it.each([
    ['thumbnail', 'image/webp', 'webp'],
    ['preview', 'image/webp', 'webp'],
    ['full', 'image/png', 'png'],
  ])('come as %s', async (size, type, format) => {
    const answer = await fetch(`http://127.0.0.1:${client.server.port}/api/photos/${ids[0]!}/${size}`, {
      headers: { authorization: `Bearer ${client.server.token}` },
    })
    expect(answer.headers.get('content-type')).toBe(type)
    const { width, height, format: found } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata()
    expect({ width, height, found }).toEqual({ width: 36, height: 32, found: format })
  })

  it('are asked for again only where they may have changed', async () => {
    const path = `/api/photos/${ids[0]!}/thumbnail`
    const { headers } = await client.ask(path)
    const tag = headers.get('etag')!
    expect(headers.get('cache-control')).toBe('private, no-cache')
    const again = await client.ask(path, { headers: { 'if-none-match': tag } })
    expect([again.status, again.text]).toEqual([304, ''])
    expect((await client.ask(path, { headers: { 'if-none-match': '"other"' } })).status).toBe(200)
    const named = await client.ask(`${path}?v=${tag.slice(1, 17)}`)
    expect(named.headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
    expect((await client.ask(`${path}?v=00000000`)).headers.get('cache-control')).toBe('private, no-cache')
  })

  it('are none of a file that a link now leads to from elsewhere, or that is gone', async () => {
    const path = join(world.photos, '01.png')
    await rename(path, join(folder, 'elsewhere.png'))
    const gone = await client.ask(`/api/photos/${ids[1]!}/full`)
    expect([gone.status, gone.text]).toEqual([404, expect.stringContaining('there is no such file')])
    await symlink(join(folder, 'elsewhere.png'), path)
    const led = await client.ask(`/api/photos/${ids[1]!}/full`)
    expect([led.status, led.text]).toEqual([404, expect.stringContaining('leads out of the opened folders')])
    await rename(join(folder, 'elsewhere.png'), path)
  })

  it('are none of photos that the catalog has from other folders', async () => {
    const catalog = await openCatalog(join(world.home, 'catalog.sqlite'))
    const outside = join(folder, 'outside.png')
    await writeFile(outside, 'x')
    const contentHash = 'e'.repeat(64)
    const kind = { key: 'x/fast', shape: { databases: 1, width: 1 } }
    const photo = { contentHash, perceptualHash: '0'.repeat(32), width: 1, height: 1, descriptor: new Uint8Array(5) }
    await catalog.write({ kind, photos: [photo], files: [{ path: outside, size: 1, mtimeMs: 1, contentHash }] })
    const [found] = await catalog.photosByPrefix([contentHash])
    await catalog.close()
    for (const path of ['', '/why', '/series', '/thumbnail', '/preview', '/full']) {
      const answer = await client.ask(`/api/photos/${found!.id}${path}`)
      expect([path, answer.status, answer.text]).toEqual([path, 404, expect.stringContaining('in the opened folders')])
    }
    expect((await client.ask(`/api/photos?ids=${found!.id}`)).status).toBe(400)
    const said = { kind: 'score', photo: found!.id, score: 5 }
    await expect(client.post('/api/say', { said }, acknowledged)).rejects.toThrow('404')
  })
})

describe('requests', () => {
  const post = (path: string, body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    client.ask(path, { method: 'POST', body, headers })

  it.each([
    ['a form', '/api/say', 'said=1', { 'content-type': 'application/x-www-form-urlencoded' }, 400],
    ['text', '/api/say', '{"said":{"kind":"score","photo":1,"score":5}}', { 'content-type': 'text/plain' }, 400],
    ['no JSON', '/api/say', '{"said":', undefined, 400],
    ['what cannot be meant', '/api/say', '{"said":{"kind":"score","photo":1,"score":6}}', undefined, 400],
    ['what is not known', '/api/say', '{"said":{"kind":"pick","photo":1},"more":1}', undefined, 400],
    ['too much', '/api/say', `"${'x'.repeat(2 ** 20)}"`, undefined, 413],
    ['nothing to ask for', '/api/nothing', '{}', undefined, 404],
    ['a method that is none', '/api/state', '{}', undefined, 404],
  ])('with %s are refused in a sentence', async (_, path, body, headers, status) => {
    const answer = await post(path, body, headers)
    expect(answer.status).toBe(status)
    expect(JSON.parse(answer.text)).toEqual({ error: expect.stringMatching(/^[^\n]{5,}$/) })
  })

  it('without the token find the page and nothing else', async () => {
    const { port } = client.server
    const ask = async (path: string, headers = {}) =>
      (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).status
    expect(await ask('/')).toBe(200)
    for (const path of ['/api/state', '/api/events', '/api/photos/1/full', '/openapi.json', '/api/nothing'])
      expect([path, await ask(path)]).toEqual([path, 401])
    expect(await ask('/api/state', { cookie: `palate-${port}=${client.server.token}` })).toBe(200)
    expect(await ask('/', { origin: 'https://evil.example' })).toBe(403)
    const once = client.server.urlForOnce()
    expect(once).not.toContain(client.server.token)
    expect((await fetch(once, { redirect: 'manual' })).headers.get('set-cookie')).toContain(client.server.token)
    expect((await fetch(once, { redirect: 'manual' })).status).toBe(401)
  })
})

describe('starting', () => {
  it('says that a port is taken, and takes nothing else then', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    await expect(startServer({ home: world.home, folders: [], port })).rejects.toThrow(
      `port ${port}: another program uses it`,
    )
    other.close()
  })

  it.each([
    ['no-such-pack', 'there is no pack called no-such-pack'],
    ['unknown', 'pack unknown has no read-out'],
  ])('with pack %s says what is missing', async (pack, sentence) => {
    await expect(startServer({ home: world.home, folders: [], port: 0, pack })).rejects.toThrow(sentence)
  })
})
