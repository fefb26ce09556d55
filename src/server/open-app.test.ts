import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startTestServer, type TestServer } from '../../test/support/app-client.ts'
import { type AppWorld, writeAppWorld } from '../../test/support/app-world.ts'
import { writeManyPhotos } from '../../test/support/many-photos.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { openCatalog } from '../catalog/index.ts'
import { readAppMemory } from './index.ts'
import { acknowledged, appState, cards } from './messages/index.ts'

const folder = temporaryFolder()
let world: AppWorld
let client: TestServer

/** Starts the app of a world of its own. */
async function begin(name: string): Promise<void> {
  world = await writeAppWorld(join(folder, name))
  await start([world.photos])
  await client.server.idle()
}

async function start(folders: readonly string[], pack: string | undefined = 'mini'): Promise<void> {
  client = await startTestServer({ home: world.home, folders, pack, exportsTo: join(folder, 'exports') })
}

function end(): Promise<void> {
  return client.end()
}

async function restart(folders: readonly string[], pack?: string): Promise<void> {
  await end()
  await start(folders, pack)
  await client.server.idle()
}

/** Waits until what the state says is so. */
function untilState(expected: object): Promise<void> {
  return vi.waitFor(async () => expect(await client.state()).toMatchObject(expected), { timeout: 20_000, interval: 50 })
}

async function names(): Promise<readonly string[]> {
  const { photos } = await client.get(`/api/photos?ids=${(await client.ids('?by=name')).join(',')}`, cards)
  return photos.map(({ name }) => name)
}

const open = (path: string) => client.post('/api/folders', { path }, appState)
const close = (path: string) => client.post('/api/folders/close', { path }, appState)
const usePack = (name: string) => client.post('/api/pack', { name }, appState)

describe('the folders of the app', () => {
  beforeAll(() => begin('folders'))
  afterAll(end)

  it('are followed: photos that come, move and go do so on the page, and keep what was said of them', async () => {
    const photo = (await client.ids('?by=name'))[0]!
    await client.post('/api/say', { said: { kind: 'score', photo, score: 5 } }, acknowledged)
    const heard = await client.listen(
      (events) => events.some(({ name, data }) => name === 'library' && 'photos' in data && data.photos === 25),
      async () => {
        await writeManyPhotos(join(world.photos, 'new'), 2)
        await rename(join(world.photos, '00.png'), join(world.photos, 'sub', 'moved.png'))
        await rm(join(world.photos, '01.png'))
      },
    )
    expect(
      heard.some(({ name, data }) => name === 'state' && 'indexing' in data && data.indexing.state === 'working'),
    ).toBe(true)
    const now = await names()
    expect(now).toHaveLength(25)
    expect(now).toEqual(expect.arrayContaining(['moved.png', '0000.jpg', '0001.jpg']))
    expect(now).not.toContain('00.png')
    const { photos } = await client.get(`/api/photos?ids=${photo}`, cards)
    expect(photos).toMatchObject([{ name: 'moved.png', given: { score: 5 } }])
  })

  it('keep their photos while a disk is taken out, and take in what came to it meanwhile', async () => {
    const [photo, ...others] = await client.ids('?by=name')
    const photos = 1 + others.length
    await rename(world.photos, `${world.photos}-away`)
    await untilState({ folders: [{ path: world.photos, here: false }], photos, indexing: { state: 'idle' } })
    await client.post('/api/scan', {}, appState)
    await client.server.idle()
    expect(await client.ids()).toHaveLength(photos)
    const answer = await client.ask(`/api/photos/${photo!}/thumbnail`)
    expect([answer.status, answer.text]).toEqual([404, expect.stringContaining('its folder is not there now')])
    await writeManyPhotos(join(`${world.photos}-away`, 'meanwhile'), 1, 1)
    await rename(`${world.photos}-away`, world.photos)
    await untilState({ folders: [{ here: true }], photos: photos + 1 })
    expect((await client.ask(`/api/photos/${photo!}/thumbnail`)).status).toBe(200)
  })

  it('may hold files that cannot be read, of which the state gives the reason', async () => {
    await writeFile(join(world.photos, 'text.jpg'), 'no photo')
    await untilState({ indexing: { state: 'idle', skipped: { count: 1 } } })
    const [reason] = (await client.state()).indexing.skipped.reasons
    expect(reason).toContain(join(world.photos, 'text.jpg'))
  })

  it('are opened and closed while others stay, and remembered', async () => {
    const other = join(folder, 'other')
    await writeManyPhotos(other, 3, 2)
    const { photos } = await client.state()
    expect((await open(other)).folders.map(({ path }) => path)).toEqual([world.photos, other])
    await untilState({ photos: photos + 3, indexing: { state: 'idle' } })
    await close(world.photos)
    await client.server.idle()
    expect(await names()).toEqual(['0000.jpg', '0001.jpg', '0002.jpg'])
    await open(world.photos)
    expect((await client.state()).photos).toBe(photos + 3) // at once: they are in the catalog
    await close(world.photos)
    await restart([])
    expect((await client.state()).folders).toEqual([{ path: other, here: true }])
    await restart([world.photos])
    expect((await client.state()).folders).toEqual([{ path: world.photos, here: true }])
    expect((await readAppMemory(world.home)).folders).toEqual([world.photos])
  })

  it.each([
    ['relative', 'photos', '400'],
    ['nowhere', '/nowhere/at/all', '404'],
    ['in one that is open', 'sub', '409'],
  ])('are not opened where they are %s', async (_, path, status) => {
    const named = path === 'sub' ? join(world.photos, 'sub') : path
    await expect(open(named)).rejects.toThrow(status)
    expect((await client.state()).folders).toHaveLength(1)
    await expect(close('/nowhere')).rejects.toThrow('404')
  })
})

describe('a folder that cannot be remembered', () => {
  beforeAll(() => begin('forgetful'))
  afterAll(end)

  it('is shown all the same, and the answer says why', async () => {
    const other = join(folder, 'unremembered')
    await writeManyPhotos(other, 3, 5)
    await rm(join(world.home, 'app.json'))
    await mkdir(join(world.home, 'app.json'))
    await expect(open(other)).rejects.toThrow(`cannot write ${join(world.home, 'app.json')}`)
    await client.server.idle()
    await untilState({ photos: 27, folders: [{ path: world.photos }, { path: other }] })
    await expect(close(other)).rejects.toThrow('409')
    await untilState({ photos: 24, folders: [{ path: world.photos }] })
  })
})

describe('another pack', () => {
  beforeAll(() => begin('packs'))
  afterAll(end)

  it('takes the place of the one in use once all photos are described with it, and is remembered', async () => {
    const before = await client.ids()
    expect((await usePack('seen')).pack).toMatchObject({ name: 'mini', coming: 'seen' })
    expect(await client.ids()).toEqual(before)
    await untilState({ pack: { name: 'seen', coming: null }, photos: 24 })
    await client.server.idle()
    expect(await client.ids()).not.toEqual(before)
    expect(await readAppMemory(world.home)).toEqual({ folders: [world.photos], pack: 'seen' })
    await end()
    client = await startTestServer({ home: world.home, folders: [] })
    expect((await client.state()).pack.name).toBe('seen')
  })

  it('goes on at the next start where it was not complete, unless one is named', async () => {
    await end()
    await writeManyPhotos(join(world.photos, 'more'), 4)
    await writeFile(
      join(world.home, 'app.json'),
      JSON.stringify({ schema: 1, folders: [world.photos], pack: 'mini', coming: 'seen' }),
    )
    client = await startTestServer({ home: world.home, folders: [] })
    await untilState({ pack: { name: 'seen', coming: null }, photos: 28 })
    await restart([], 'mini')
    expect((await client.state()).pack).toMatchObject({ name: 'mini', coming: null })
  })

  it('takes no place while there is no folder from which it could be indexed', async () => {
    await rename(world.photos, `${world.photos}-away`)
    await untilState({ folders: [{ here: false }], indexing: { state: 'idle' } })
    const { photos, pack } = await client.state()
    const other = pack.name === 'mini' ? 'seen' : 'mini'
    await usePack(other)
    await client.server.idle()
    expect(await client.state()).toMatchObject({ photos, pack: { name: pack.name, coming: other } })
    await rename(`${world.photos}-away`, world.photos)
    await untilState({ photos, pack: { name: other, coming: null } })
    await usePack(pack.name)
    await untilState({ photos, pack: { name: pack.name, coming: null } })
  })

  it('is given up where the one in use is chosen again', async () => {
    await writeManyPhotos(join(world.photos, 'many'), 200)
    await usePack('seen')
    expect((await usePack('mini')).pack).toMatchObject({ name: 'mini', coming: null })
    await client.server.idle()
    expect((await client.state()).pack).toMatchObject({ name: 'mini', coming: null })
  })

  it.each([
    ['nothing', '404'],
    ['unknown', '409'],
    ['dinov2-small', '409'],
  ])('is refused where it is %s', async (name, status) => {
    await expect(usePack(name)).rejects.toThrow(status)
    expect((await client.state()).pack.coming).toBeNull()
  })
})

describe('the app', () => {
  beforeAll(() => begin('app'))
  afterAll(end)

  it('ends in the middle of a scan, and goes on with it at the next start', async () => {
    await end()
    const many = join(folder, 'many')
    await writeManyPhotos(many, 400)
    await start([many])
    const untilSome = async () => {
      const { label, done } = (await client.state()).indexing
      expect(label).toBe('indexing photos')
      expect(done).toBeGreaterThan(16)
    }
    await vi.waitFor(untilSome, { interval: 5, timeout: 30_000 })
    await end()
    const catalog = await openCatalog(join(world.home, 'catalog.sqlite'))
    let files = 0
    for await (const page of catalog.pathsIn(many)) files += page.length
    await catalog.close()
    expect(files).toBeGreaterThan(0)
    expect(files).toBeLessThan(400)
    await start([many])
    await client.server.idle()
    expect((await client.state()).photos).toBe(400)
  })

  it('shows the first photos while others are still indexed', async () => {
    await end()
    const many = join(folder, 'more')
    await writeManyPhotos(many, 600, 3)
    await start([many])
    const seen: number[] = []
    await client.listen((events) => {
      const last = events.at(-1)
      if (last?.name === 'library') seen.push(last.data.photos)
      return last?.name === 'library' && last.data.photos === 600
    })
    expect(seen[0]).toBeLessThan(600)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
  })

  it('says in a sentence that what it remembered is damaged', async () => {
    await end()
    await writeFile(join(world.home, 'app.json'), '{"schema":1,"folders":"all"}')
    await expect(start([])).rejects.toThrow(`${join(world.home, 'app.json')}: folders`)
    await rm(join(world.home, 'app.json'))
    await start([world.photos])
  })
})
