import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { AppContext } from '../app-context.ts'
import {
  compareQuery,
  comparison,
  forgetting,
  forgotten,
  importedTaste,
  learningCurve,
  personName,
  tasteSummary,
} from '../messages/index.ts'
import { attachment } from './attachment.ts'
import { bodyFailures, failures, json, jsonBody, nothing, routeGroup } from './route-parts.ts'

const ofPerson = z.object({ person: personName.default('me') })

const getTaste = createRoute({
  method: 'get',
  path: '/api/taste',
  summary: 'How well a taste is known, and what it weighs.',
  request: { query: ofPerson },
  responses: { 200: json(tasteSummary, 'The taste.'), ...failures },
})

const getCurve = createRoute({
  method: 'get',
  path: '/api/taste/curve',
  summary: 'How agreement grew as the person rated.',
  request: { query: ofPerson },
  responses: { 200: json(learningCurve, 'The curve.'), ...failures },
})

const getComparison = createRoute({
  method: 'get',
  path: '/api/taste/compare',
  summary: 'Two tastes side by side.',
  request: { query: compareQuery },
  responses: { 200: json(comparison, 'Both.'), ...failures },
})

const getFile = createRoute({
  method: 'get',
  path: '/api/taste/file',
  summary: 'The taste as a file, which `palate rank --taste` and other machines read.',
  request: { query: ofPerson },
  responses: {
    200: { description: 'The file.', content: { 'application/json': { schema: z.looseObject({}) } } },
    ...failures,
  },
})

const postImport = createRoute({
  method: 'post',
  path: '/api/taste/import',
  summary: 'Reads a taste file: that taste can order the library, and cannot be added to.',
  request: { body: jsonBody(importedTaste) },
  responses: { 200: json(nothing, 'It is kept.'), ...bodyFailures },
})

const postForget = createRoute({
  method: 'post',
  path: '/api/taste/forget',
  summary: 'Forgets all that a person said, for good.',
  request: { body: jsonBody(forgetting) },
  responses: { 200: json(forgotten, 'It is forgotten.'), ...bodyFailures },
})

export function tasteRoutes({ backtests, catalog, libraries, people, state, stream }: AppContext): OpenAPIHono {
  const routes = routeGroup()
  routes.openapi(getTaste, async (context) => {
    const { person } = context.req.valid('query')
    return context.json(await libraries.slow((library) => library.taste(person)), 200)
  })
  routes.openapi(getCurve, async (context) => {
    const { person } = context.req.valid('query')
    return context.json(await libraries.slow((library) => library.learningCurve(person)), 200)
  })
  routes.openapi(getComparison, async (context) => {
    const { person, with: other } = context.req.valid('query')
    return context.json(await libraries.slow((library) => library.compare([person, other])), 200)
  })
  routes.openapi(getFile, async (context) => {
    const { person } = context.req.valid('query')
    const file = await libraries.slow((library) => library.tasteFile(person))
    return context.body(file, 200, {
      'Content-Type': 'application/json',
      'Content-Disposition': attachment(`${person}.taste.json`),
      'Cache-Control': 'no-store',
    }) as never
  })
  routes.openapi(postImport, async (context) => {
    await libraries.slow((library) => library.importTaste(context.req.valid('json')))
    stream.send('library', { photos: libraries.photos })
    state.touch()
    return context.json({}, 200)
  })
  routes.openapi(postForget, async (context) => {
    const { person } = context.req.valid('json')
    // The threads first: what they keep of the person they would keep again.
    await backtests.forget(person)
    await libraries.forget(person)
    const events = await catalog.forgetPerson(person)
    people.forget(person)
    // And again what was learnt meanwhile.
    await backtests.forget(person)
    await libraries.forget(person)
    stream.send('library', { photos: libraries.photos })
    state.touch()
    return context.json({ events }, 200)
  })
  return routes
}
