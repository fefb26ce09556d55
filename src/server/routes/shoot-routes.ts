import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { AppContext } from '../app-context.ts'
import {
  diverse,
  keepersToWrite,
  keepingDiverse,
  personQuery,
  shootCut,
  shootFrames,
  shootKey,
  shoots,
  writtenStars,
} from '../messages/index.ts'
import { diverseInOrder, shootInOrder } from '../offered-order.ts'
import { cutShoots, shootCutOf } from '../shoot-cut.ts'
import { jobOf } from '../work-progress.ts'
import { writeKeepers } from '../write-keepers.ts'
import { bodyFailures, failures, json, jsonBody, routeGroup } from './route-parts.ts'

const getShoots = createRoute({
  method: 'get',
  path: '/api/shoots',
  summary: 'Shoots of the opened folders, newest first, with what a person kept of them.',
  request: { query: personQuery },
  responses: { 200: json(shoots, 'The shoots.'), ...failures },
})

const getCut = createRoute({
  method: 'get',
  path: '/api/shoot-cut',
  summary: 'What photos are cut into shoots by.',
  responses: { 200: json(shootCut, 'The pause between shoots, and whether folders part them.'), ...failures },
})

const postCut = createRoute({
  method: 'post',
  path: '/api/shoot-cut',
  summary: 'Cuts photos into shoots anew. What was said of frames stays with them.',
  request: { body: jsonBody(shootCut) },
  responses: { 200: json(shootCut, 'The same, once it is done.'), ...bodyFailures },
})

const getShoot = createRoute({
  method: 'get',
  path: '/api/shoots/{key}',
  summary: 'One shoot with all its frames in series, in the order that is offered.',
  request: { params: z.object({ key: shootKey }), query: personQuery },
  responses: { 200: json(shootFrames, 'The shoot.'), ...failures },
})

const postDiverse = createRoute({
  method: 'post',
  path: '/api/shoots/{key}/diverse',
  summary:
    'Frames of a shoot that are good and unlike each other, of those that are open or picked. Nothing is said of them.',
  request: { params: z.object({ key: shootKey }), body: jsonBody(keepingDiverse) },
  responses: { 200: json(diverse, 'The frames, best first.'), ...bodyFailures },
})

const postWrite = createRoute({
  method: 'post',
  path: '/api/shoots/{key}/write',
  summary: 'Writes what was picked and rejected of a shoot into sidecars; without `apply` says what would be written.',
  request: { params: z.object({ key: shootKey }), body: jsonBody(keepersToWrite) },
  responses: { 200: json(writtenStars, 'What was written, or would be.'), ...bodyFailures },
})

export function shootRoutes(app: AppContext): OpenAPIHono {
  const routes = routeGroup()
  routes.openapi(getShoots, async (context) => {
    const { person } = context.req.valid('query')
    return context.json({ shoots: [...(await app.libraries.quick((library) => library.shoots(person)))] }, 200)
  })
  routes.openapi(getCut, async (context) => context.json(await shootCutOf(app), 200))
  routes.openapi(postCut, async (context) => context.json(await cutShoots(app, context.req.valid('json')), 200))
  routes.openapi(getShoot, async (context) => {
    const { key } = context.req.valid('param')
    const { person } = context.req.valid('query')
    return context.json(await shootInOrder(app, { key, person }), 200)
  })
  routes.openapi(postDiverse, async (context) => {
    const { key } = context.req.valid('param')
    return context.json({ photos: [...(await diverseInOrder(app, { key, ...context.req.valid('json') }))] }, 200)
  })
  routes.openapi(postWrite, async (context) => {
    const asked = { ...context.req.valid('param'), ...context.req.valid('json') }
    return context.json(await writeKeepers(app, asked, jobOf(app, 'write', context.req.raw)), 200)
  })
  return routes
}
