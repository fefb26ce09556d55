import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../test/support/app-client.ts'
import { writeAppWorld } from '../../test/support/app-world.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { acknowledged, cards, starCounts, undoneStars, writtenStars } from './messages/index.ts'

const folder = temporaryFolder()
const photos = join(folder, 'mixed')
let client: TestServer
/** Numbers of `00.png`, `01.jpg`, `02.jpg` and `03.jpg`. */
let ids: readonly number[]
beforeAll(async () => {
  const world = await writeAppWorld(folder)
  await mkdir(photos)
  for (const name of ['00.png', '01.jpg', '02.jpg', '03.jpg'])
    await sharp(join(world.photos, name.replace('jpg', 'png')))
      .toFormat(name.endsWith('png') ? 'png' : 'jpeg')
      .toFile(join(photos, name))
  client = await startTestServer({ home: world.home, folders: [photos], pack: 'mini', exportsTo: folder })
  await client.server.idle()
  ids = await client.ids('?by=name')
  for (const photo of ids.slice(0, 3))
    await client.post('/api/say', { person: 'me', said: { kind: 'score', photo, score: 4 } }, acknowledged)
})
afterAll(() => client.end())

const bytes = async () =>
  Promise.all((await readdir(photos)).sort().map((name) => readFile(join(photos, name), 'base64')))

describe('stars that are to stand in photos', () => {
  it('are shown first, written into the JPEG files, and taken back to the byte; ratings stay with the photos', async () => {
    const before = await bytes()
    const write = (more: object) =>
      client.post('/api/stars/write', { kind: 'given', into: 'photos', ...more }, writtenStars)
    const plan = await write({})
    expect(plan).toMatchObject({ applied: false, count: 2, journal: null })
    expect(plan.planned[0]).toEqual({
      name: '01.jpg',
      file: join(photos, '01.jpg'),
      isNew: false,
      before: 'no star',
      stars: 4,
    })
    expect(plan.skipped).toEqual([expect.stringMatching(/00\.png is no JPEG, the only kind/)])
    expect(await bytes()).toEqual(before)

    expect(await write({ apply: true })).toMatchObject({ applied: true, count: 2 })
    expect(await client.get('/api/stars', starCounts)).toMatchObject({ stars: [0, 0, 0, 2, 0], unseen: 2 })
    await client.server.idle()
    const { photos: found } = await client.get(`/api/photos?ids=${ids.join(',')}`, cards)
    expect(found.map(({ given }) => given)).toEqual([{ score: 4 }, { score: 4 }, { score: 4 }, null])

    expect(await client.post('/api/stars/undo', {}, undoneStars)).toEqual({
      restored: 2,
      removed: 0,
      untouched: 0,
      left: [],
    })
    expect(await bytes()).toEqual(before)
  })

  it('are no ratings where they are predicted, though they stand there as ordinary stars', async () => {
    const body = { kind: 'predicted', into: 'photos', asRating: true, apply: true }
    expect(await client.post('/api/stars/write', body, writtenStars)).toMatchObject({ count: 3 })
    expect(await client.get('/api/stars', starCounts)).toMatchObject({ stars: [0, 0, 0, 0, 0], predicted: 3 })
    expect(await readFile(join(photos, '03.jpg'), 'latin1')).toMatch(/ xmp:Rating="\d"/)
    await client.post('/api/stars/undo', {}, undoneStars)
  })
})
