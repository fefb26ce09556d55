import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { AppContext } from '../app-context.ts'
import {
  acknowledged,
  cards,
  log,
  nextQuery,
  pair,
  pairQuery,
  personName,
  saying,
  undoing,
  undone,
} from '../messages/index.ts'
import { latestSaid, say, undo } from '../say.ts'
import { bodyFailures, failures, json, jsonBody, routeGroup } from './route-parts.ts'

const postSay = createRoute({
  method: 'post',
  path: '/api/say',
  summary: 'Says something of photos. Answered once it is on disk.',
  request: { body: jsonBody(saying) },
  responses: { 200: json(acknowledged, 'It is kept.'), ...bodyFailures },
})

const postUndo = createRoute({
  method: 'post',
  path: '/api/undo',
  summary: 'Takes back something said, or the last.',
  request: { body: jsonBody(undoing) },
  responses: { 200: json(undone, 'What was taken back.'), ...bodyFailures },
})

const getNext = createRoute({
  method: 'get',
  path: '/api/next',
  summary: 'Photos whose ratings teach most, mixed with variety.',
  request: { query: nextQuery },
  responses: { 200: json(cards, 'The photos.'), ...failures },
})

const getPair = createRoute({
  method: 'get',
  path: '/api/pair',
  summary: 'Two photos whose comparison teaches most.',
  request: { query: pairQuery },
  responses: { 200: json(pair, 'The photos, or null where fewer than two are left.'), ...failures },
})

const getLog = createRoute({
  method: 'get',
  path: '/api/log',
  summary: 'The latest things said, last first.',
  request: {
    query: z.object({
      person: personName.default('me'),
      count: z.coerce.number().int().min(1).max(1000).default(50),
    }),
  },
  responses: { 200: json(log, 'Things said, undone ones marked.'), ...failures },
})

export function sayRoutes(app: AppContext): OpenAPIHono {
  const { libraries } = app
  const routes = routeGroup()
  routes.openapi(postSay, async (context) => context.json(await say(app, context.req.valid('json')), 200))
  routes.openapi(postUndo, async (context) => context.json(await undo(app, context.req.valid('json')), 200))
  routes.openapi(getNext, async (context) => {
    const { person, count, exclude } = context.req.valid('query')
    const asked = { person, count, exclude: numbersIn(exclude) }
    // Looking for what teaches most takes a tenth of a second: no order waits for it.
    const photos = await libraries.slow(async (library) => library.cards(await library.next(asked), { person }))
    return context.json({ photos: [...photos] }, 200)
  })
  routes.openapi(getPair, async (context) => {
    const { person, exclude } = context.req.valid('query')
    const found = await libraries.slow(async (library) => {
      const best = await library.pair({ person, exclude: numbersIn(exclude) })
      if (best === null) return null
      const [left, right] = await library.cards([best.left, best.right], { person })
      return { left: left!, right: right!, preference: best.preference }
    })
    return context.json({ pair: found }, 200)
  })
  routes.openapi(getLog, async (context) => context.json(await latestSaid(app, context.req.valid('query')), 200))
  return routes
}

/** `12,99` */
function numbersIn(list: string | undefined): readonly number[] {
  return list?.split(',').map(Number) ?? []
}
