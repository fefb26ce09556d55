import { join } from 'node:path'
import type { OpenAPIHono } from '@hono/zod-openapi'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type AppWorld, writeAppWorld } from '../../test/support/app-world.ts'
import { hostileValues, type JsonSchema, nearly, valuesOf } from '../../test/support/json-schema-arbitrary.ts'
import { writeManyPhotos } from '../../test/support/many-photos.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { createApp } from './app.ts'
import { type App, openApp } from './open-app.ts'
import type { OpenApiDocument, Operation } from './openapi-document.ts'

const folder = temporaryFolder()
const token = 'f'.repeat(64)
const sender = { host: '127.0.0.1:1', authorization: `Bearer ${token}` }
const SEED = 6
/** Requests of each kind to each route. */
const RUNS = 40

let world: AppWorld
let app: App
let routes: OpenAPIHono
let document: OpenApiDocument
let log = ''
beforeAll(async () => {
  world = await writeAppWorld(folder)
  await writeManyPhotos(join(folder, 'other'), 2)
  app = await openApp({
    home: world.home,
    folders: [world.photos],
    pack: 'mini',
    exportsTo: join(folder, 'exports'),
    version: '0',
    log: (text) => (log += text),
  })
  routes = createApp(app, { web: null, token, port: () => 1 })
  await app.idle()
  document = (await (await routes.request('/openapi.json', { headers: sender })).json()) as OpenApiDocument
})
afterAll(async () => {
  await app.close()
  if (log !== '') throw new Error(log)
})

/** Paths that lead to nothing of this machine. */
const nowhere = fc.constantFrom('relative', '', 'a\0b', '/nowhere/at/all', '/nowhere/../nowhere', '/dev/null', '~')

/** Values that lead further than what a schema alone allows: photos, people and files that there are. */
const photo = fc.integer({ min: 1, max: 24 })
const photos = fc.array(photo, { minLength: 1, maxLength: 5 }).map((ids) => ids.join(','))
const person = fc.constantFrom('me', 'partner', 'Zo\u00eb')
const known = {
  photo,
  left: photo,
  right: photo,
  id: photo,
  key: fc.constantFrom(1, 2, 3, 13, 14, 15),
  lightroom: nowhere,
  darktable: nowhere,
  keepers: nowhere,
  event: photo,
  ids: photos,
  exclude: photos,
  person,
  with: person,
  reverse: fc.constantFrom('true', 'false', '1', 'no'),
  unsure: fc.constantFrom('true', 'false'),
  grouped: fc.constantFrom('true', 'false'),
  top: fc.integer({ min: 1, max: 3 }),
  name: fc.constantFrom('mini', 'unknown', 'nothing'),
}

/** Paths that open or close nothing of this machine but what the test made. */
const paths = fc.oneof(
  { weight: 1, arbitrary: fc.constant('OTHER') },
  {
    weight: 20,
    arbitrary: fc.constantFrom('relative', '', 'a\0b', '/nowhere/at/all', '/nowhere/../nowhere', '~', 'x'.repeat(5000)),
  },
)

interface Call {
  readonly path: string
  readonly options: RequestInit
}

function callOf(
  method: string,
  template: string,
  {
    params = {},
    query = {},
    body,
  }: { readonly params?: object; readonly query?: object; readonly body?: string | undefined },
): Call {
  const values = new Map(Object.entries(params).map(([name, value]) => [name, encoded(value)]))
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => values.get(name) || '0')
  const search = Object.entries(query).map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
  const options =
    body === undefined
      ? { method, headers: sender }
      : { method, body, headers: { ...sender, 'content-type': 'application/json' } }
  return { path: search.length === 0 ? path : `${path}?${search.join('&')}`, options }
}

/** As it stands in an address. A lone surrogate has no encoding. */
function encoded(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return encodeURIComponent(Buffer.from(text).toString())
}

const schemaOf = (operation: Operation, place: 'path' | 'query'): JsonSchema => {
  const parameters = (operation.parameters ?? []).filter((each) => each.in === place)
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
    required: parameters.flatMap(({ name, required }) => (required ? [name] : [])),
  }
}

function callsTo(template: string, method: string, operation: Operation): Record<string, fc.Arbitrary<Call>> {
  const params = valuesOf(schemaOf(operation, 'path'), known) as fc.Arbitrary<object>
  const query = valuesOf(schemaOf(operation, 'query'), known) as fc.Arbitrary<object>
  const bodySchema = operation.requestBody?.content['application/json']?.schema
  const isFolder = template.startsWith('/api/folders')
  /** Changed by chance, its paths could lead to something of this machine. */
  const isLeft = isFolder || template === '/api/past'
  const bodies =
    bodySchema === undefined ? undefined : isFolder ? fc.record({ path: paths }) : valuesOf(bodySchema, known)
  const written = (body: unknown) => JSON.stringify(body)?.replace('"OTHER"', JSON.stringify(join(folder, 'other')))
  const bodyOr = <T>(arbitrary: fc.Arbitrary<T> | undefined) =>
    (arbitrary ?? fc.constant(undefined)) as fc.Arbitrary<T | undefined>
  return {
    'as it is described': fc
      .record({ params, query, body: bodyOr(bodies?.map(written)) })
      .map((parts) => callOf(method, template, parts)),
    'as it is nearly described': fc
      .record({
        params: nearly(params) as fc.Arbitrary<object>,
        query: nearly(query) as fc.Arbitrary<object>,
        body: bodyOr(bodies && (isLeft ? bodies : nearly(bodies)).map(written)),
      })
      .map((parts) => callOf(method, template, { ...parts, params: parts.params ?? {}, query: parts.query ?? {} })),
    'in bad faith': fc
      .record({
        params: fc.dictionary(fc.constantFrom('id', 'key', 'size'), hostileValues),
        query: fc.dictionary(
          fc.oneof(fc.constantFrom('ids', 'person', 'with', 'count', 'v', 'by'), fc.string()),
          hostileValues,
        ),
        body: bodyOr(bodies && fc.oneof(fc.string(), isLeft ? fc.constant('[]') : hostileValues.map(written))),
      })
      .map((parts) => callOf(method, template, parts)),
  }
}

async function requireDocumented({ path, options }: Call, operation: Operation): Promise<void> {
  const stop = new AbortController()
  const answer = await routes.request(path, { ...options, signal: stop.signal })
  const what = `${options.method} ${path.slice(0, 200)}`
  expect(answer.status, what).not.toBe(500)
  const documented = operation.responses[answer.status]
  expect(documented, `${what} answers ${answer.status}`).toBeDefined()
  if (documented!.content === undefined) return
  const type = answer.headers.get('content-type')!.split(';')[0]!
  const schema = (documented!.content[type] ?? documented!.content[type.replace(/\/.*/, '/*')])?.schema
  expect(schema, `${what} answers ${type}`).toBeDefined()
  if (type === 'application/json') {
    const parsed = z.fromJSONSchema(schema as never).safeParse(await answer.json())
    expect(parsed.error?.issues.slice(0, 3), what).toBeUndefined()
  } else if (type === 'text/event-stream') await answer.body!.cancel()
  else await answer.arrayBuffer()
}

describe('every route', () => {
  it.each(['as it is described', 'as it is nearly described', 'in bad faith'])(
    'asked %s, answers as it is described, and never with an error of its own',
    { timeout: 240_000 },
    async (how) => {
      for (const [path, methods] of Object.entries(document.paths)) {
        for (const [method, operation] of Object.entries(methods)) {
          const calls = callsTo(path, method.toUpperCase(), operation)[how]!
          await fc.assert(
            fc.asyncProperty(calls, (call) => requireDocumented(call, operation)),
            { seed: SEED, numRuns: RUNS, endOnFailure: true },
          )
        }
      }
    },
  )

  it('says what is there in more than a few of the answers', async () => {
    // Else the tests above would only ever see refusals.
    for (const path of [
      '/api/photos/{id}',
      '/api/photos',
      '/api/order',
      '/api/photos/{id}/{size}',
      '/api/next',
      '/api/shoots',
    ]) {
      const operation = document.paths[path]!['get']!
      const calls = fc.sample(callsTo(path, 'GET', operation)['as it is described']!, { seed: SEED, numRuns: RUNS })
      const answers = await Promise.all(calls.map(async (call) => routes.request(call.path, call.options)))
      expect(answers.filter(({ ok }) => ok).length, path).toBeGreaterThan(RUNS / 5)
    }
  })
})
