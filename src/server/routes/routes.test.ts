import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startTestServer, type TestServer } from '../../../test/support/app-client.ts'
import { type AppWorld, writeAppWorld } from '../../../test/support/app-world.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'
import {
  acknowledged,
  cards,
  comparison,
  exportedFolder,
  forgotten,
  importedStars,
  learningCurve,
  starCounts,
  tasteSummary,
  undoneStars,
  writtenStars,
} from '../messages/index.ts'

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
  for (const [at, photo] of ids.entries())
    for (const [person, score] of [
      ['me', 1 + (at % 5)],
      ['partner', 5 - (at % 5)],
    ] as const)
      await client.post('/api/say', { person, said: { kind: 'score', photo, score } }, acknowledged)
})
afterAll(() => client.end())

const postFor = (path: string, body: unknown) =>
  client.ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
const givenOf = async (photo: number, person: string) =>
  (await client.get(`/api/photos?ids=${photo}&person=${person}`, cards)).photos[0]!.given
const nothing = z.strictObject({})

describe('tastes', () => {
  it('are summed up, followed as they grew, and compared', async () => {
    const taste = await client.get('/api/taste?person=me', tasteSummary)
    expect(taste).toMatchObject({ person: 'me', said: { scores: 24, waiting: 0 }, scores: [5, 5, 5, 5, 4] })
    const { points, sentence } = await client.get('/api/taste/curve?person=me', learningCurve)
    expect(points.length > 0 || sentence !== '').toBe(true)
    const both = await client.get('/api/taste/compare?person=me&with=partner', comparison)
    expect(both.people).toEqual(['me', 'partner'])
    expect(both.srocc).toBeLessThan(1)
  })

  it('leave as a file, come back under another name that cannot be added to, and are forgotten', async () => {
    const file = await client.ask('/api/taste/file?person=me')
    expect(file.headers.get('content-disposition')).toBe(
      `attachment; filename="me.taste.json"; filename*=UTF-8''me.taste.json`,
    )
    await client.post('/api/taste/import', { person: 'Zoë of old', content: file.text }, nothing)
    expect((await client.state()).people).toContainEqual({ name: 'Zoë of old', said: 0, imported: true })
    // What its owner rated stands in the log of another catalog: an imported taste orders by what it expects.
    const rated = await client.ids('?person=me&given=rated')
    const unrated = async (person: string) =>
      (await client.ids(`?person=${encodeURIComponent(person)}`)).filter((id) => !rated.includes(id))
    expect(await unrated('Zoë of old')).toEqual(await unrated('me'))
    const said = await postFor('/api/say', { person: 'Zoë of old', said: { kind: 'pick', photo: ids[0] } })
    expect([said.status, said.text]).toEqual([409, expect.stringContaining('cannot be added to')])
    expect(await client.post('/api/taste/forget', { person: 'Zoë of old' }, forgotten)).toEqual({ events: 0 })
    expect((await client.state()).people.map(({ name }) => name)).not.toContain('Zoë of old')
  })

  it.each([
    ['no JSON', 'guest', 'not a taste'],
    ['another document', 'guest', '{"format":"x"}'],
    ['the name of somebody who rated here', 'me', undefined],
  ])('are not read from %s', async (_, person, content) => {
    const file = await client.ask('/api/taste/file?person=me')
    const answer = await postFor('/api/taste/import', { person, content: content ?? file.text })
    expect([answer.status, JSON.parse(answer.text)]).toEqual([400, { error: expect.any(String) }])
  })

  it('are forgotten with all that was said, for good', async () => {
    const person = 'guest'
    for (const photo of ids.slice(0, 3))
      await client.post('/api/say', { person, said: { kind: 'pick', photo } }, acknowledged)
    const before = await client.ids('?person=me')
    expect(await client.post('/api/taste/forget', { person }, forgotten)).toEqual({ events: 3 })
    expect(await givenOf(ids[0]!, person)).toBeNull()
    expect((await client.state()).people.map(({ name }) => name)).not.toContain(person)
    expect((await client.get(`/api/taste?person=${person}`, tasteSummary)).said.picks).toBe(0)
    expect(await client.ids('?person=me')).toEqual(before)
    // And begin anew, with numbers of their own.
    await client.post('/api/say', { person, said: { kind: 'reject', photo: ids[0] } }, acknowledged)
    expect(await givenOf(ids[0]!, person)).toEqual({ flag: 'reject' })
  })
})

describe('stars', () => {
  const sidecar = (at: number) => join(world.photos, at < 12 ? '' : 'sub', `${String(at).padStart(2, '0')}.png.xmp`)
  const packet = (rating: number) =>
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="${rating}"/></rdf:RDF></x:xmpmeta>`

  it('of files are counted and taken in, and taken in again only where they changed', async () => {
    await writeFile(sidecar(0), packet(5))
    await writeFile(sidecar(1), packet(-1))
    await writeFile(sidecar(13), packet(0))
    expect(await client.get('/api/stars', starCounts)).toEqual({
      stars: [0, 0, 0, 0, 1],
      rejected: 1,
      unrated: 1,
      unseen: 21,
      predicted: 0,
    })
    const take = () => client.post('/api/stars/import', { person: 'starred' }, importedStars)
    expect(await take()).toEqual({ added: 2, changed: 0, withdrawn: 0, unchanged: 0 })
    expect(await givenOf(ids[0]!, 'starred')).toEqual({ stars: 5 })
    expect(await givenOf(ids[1]!, 'starred')).toEqual({ flag: 'reject' })
    await writeFile(sidecar(0), packet(4))
    expect(await take()).toEqual({ added: 0, changed: 1, withdrawn: 0, unchanged: 1 })
    await writeFile(sidecar(0), packet(0))
    expect(await take()).toEqual({ added: 0, changed: 0, withdrawn: 1, unchanged: 1 })
    expect(await givenOf(ids[0]!, 'starred')).toBeNull()
  })

  it('that were given are shown before they are written, written into sidecars, and put back', async () => {
    const write = (body: object) =>
      client.post('/api/stars/write', { person: 'me', kind: 'given', ...body }, writtenStars)
    const before = await readFile(sidecar(0), 'utf8')
    const plan = await write({})
    expect(plan).toMatchObject({ applied: false, count: 24, journal: null })
    expect(plan.planned[0]).toEqual({ name: '00.png', file: sidecar(0), isNew: false, before: 'no star', stars: 1 })
    expect(existsSync(sidecar(5))).toBe(false)
    const written = await write({ apply: true })
    expect(written).toMatchObject({ applied: true, count: 24 })
    expect(written.journal).toContain(join(world.home, 'stars'))
    expect(await readFile(sidecar(5), 'utf8')).toContain('xmp:Rating="1"')
    expect(await write({ apply: true })).toMatchObject({ count: 0, same: 24, journal: null })
    expect(await client.post('/api/stars/undo', {}, undoneStars)).toEqual({
      restored: 3,
      removed: 21,
      untouched: 0,
      left: [],
    })
    expect(await readFile(sidecar(0), 'utf8')).toBe(before)
    expect(existsSync(sidecar(5))).toBe(false)
    const again = await postFor('/api/stars/undo', {})
    expect([again.status, JSON.parse(again.text)]).toEqual([404, { error: expect.any(String) }])
  })

  it('that are predicted are no ratings, and leave alone what was rated by hand', async () => {
    const written = await client.post('/api/stars/write', { kind: 'predicted', apply: true }, writtenStars)
    expect(written).toMatchObject({ count: 23, rated: 1 }) // 01 was rejected in its file
    const counts = await client.get('/api/stars', starCounts)
    expect(counts).toMatchObject({ stars: [0, 0, 0, 0, 0], rejected: 1, predicted: 23 })
    await client.post('/api/stars/undo', {}, undoneStars)
  })
})

describe('exports', () => {
  it('are tables of the first of an order', async () => {
    const csv = await postFor('/api/exports', { format: 'csv', order: { by: 'name', reverse: 'true' }, top: 3 })
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(csv.headers.get('content-disposition')).toMatch(
      /^attachment; filename="palate \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.csv"/,
    )
    expect(
      csv.text
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',')[1]),
    ).toEqual(['23.png', '22.png', '21.png'])
    const json = await postFor('/api/exports', { format: 'json', order: {} })
    const rows = z.array(z.looseObject({ path: z.string(), given_score: z.number() })).parse(JSON.parse(json.text))
    const paths = (await client.get(`/api/photos?ids=${(await client.ids()).join(',')}`, cards)).photos
    expect(rows.map(({ path }) => path)).toEqual(paths.map(({ folder: at, name }) => join(world.photos, at, name)))
  })

  it('are a contact sheet with everything in it', async () => {
    const { text, headers } = await postFor('/api/exports', { format: 'html', order: { stars: '1' }, top: 5 })
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(text.match(/src="data:image\/webp;base64,/g)).toHaveLength(5)
    expect(text).not.toMatch(/(?:src|href)="(?!data:)/)
  })

  it.each(['links', 'copies'])('are folders of %s', async (format) => {
    const made = await client.post('/api/exports', { format, order: {}, top: 2 }, exportedFolder)
    expect(made).toMatchObject({ written: 2, skipped: [] })
    expect(made.folder.startsWith(exportsTo)).toBe(true)
    expect(await readdir(made.folder)).toHaveLength(2)
  })

  it('of nothing are refused', async () => {
    const answer = await postFor('/api/exports', { format: 'copies', order: { camera: 'none such' } })
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('there are no photos')])
  })
})

describe('/openapi.json', () => {
  it('names every route with its messages and failures', async () => {
    const document = z
      .looseObject({
        openapi: z.literal('3.1.0'),
        paths: z.record(
          z.string(),
          z.record(z.string(), z.looseObject({ responses: z.record(z.string(), z.unknown()) })),
        ),
      })
      .parse(JSON.parse((await client.ask('/openapi.json')).text))
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    )
    for (const route of [
      'get /api/state',
      'get /api/order',
      'get /api/photos/{id}/{size}',
      'post /api/say',
      'post /api/exports',
    ])
      expect(routes).toContain(route)
    for (const methods of Object.values(document.paths))
      for (const { responses } of Object.values(methods))
        expect(Object.keys(responses)).toEqual(expect.arrayContaining(['200', '400', '401', '403', '404', '409']))
  })
})
