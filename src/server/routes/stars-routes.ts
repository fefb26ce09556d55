import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { countStars, importStars, undoStars } from '../../catalog/index.ts'
import type { AppContext } from '../app-context.ts'
import {
  importedStars,
  importingStars,
  starCounts,
  starsToWrite,
  undoneStars,
  writtenStars,
} from '../messages/index.ts'
import { starsOfPhotos } from '../stars-of-photos.ts'
import { jobOf, workProgress } from '../work-progress.ts'
import { starsJournals, writeStars } from '../write-stars.ts'
import { bodyFailures, failures, json, jsonBody, routeGroup } from './route-parts.ts'

const getStars = createRoute({
  method: 'get',
  path: '/api/stars',
  summary: 'Counts the stars that stand in files and sidecars of the opened folders.',
  responses: { 200: json(starCounts, 'Numbers of photos.'), ...failures },
})

const postImport = createRoute({
  method: 'post',
  path: '/api/stars/import',
  summary: 'Takes the stars of files as things that a person said. Again, it takes what has changed since.',
  request: { body: jsonBody(importingStars) },
  responses: { 200: json(importedStars, 'Numbers of photos.'), ...bodyFailures },
})

const postWrite = createRoute({
  method: 'post',
  path: '/api/stars/write',
  summary: 'Writes stars into sidecars or JPEG files; without `apply` says what would be written.',
  request: { body: jsonBody(starsToWrite) },
  responses: { 200: json(writtenStars, 'What was written, or would be.'), ...bodyFailures },
})

const postUndo = createRoute({
  method: 'post',
  path: '/api/stars/undo',
  summary: 'Puts files back as they were before stars were last written.',
  responses: { 200: json(undoneStars, 'Numbers of files.'), ...failures },
})

export function starsRoutes(app: AppContext): OpenAPIHono {
  const routes = routeGroup()
  routes.openapi(getStars, async (context) => {
    const { photos } = await starsOfPhotos(app, jobOf(app, 'stars', context.req.raw))
    const { stars, ...counts } = countStars(photos)
    return context.json({ ...counts, stars: [...stars] }, 200)
  })
  routes.openapi(postImport, async (context) => {
    const { person } = context.req.valid('json')
    await app.people.requireSpeaker(person)
    const { photos } = await starsOfPhotos(app, jobOf(app, 'stars', context.req.raw))
    const counts = await importStars({ catalog: app.catalog, person, found: photos, time: app.now() })
    const last = (await app.people.events(person)).at(-1)
    if (last !== undefined) app.stream.send('said', { person, event: last.id })
    app.state.touch()
    return context.json(counts, 200)
  })
  routes.openapi(postWrite, async (context) =>
    context.json(await writeStars(app, context.req.valid('json'), jobOf(app, 'write', context.req.raw)), 200),
  )
  routes.openapi(postUndo, async (context) => {
    const { restored, removed, untouched, changed } = await undoStars({
      journals: starsJournals(app.home),
      progress: workProgress(app, 'write'),
    })
    return context.json({ restored, removed, untouched, left: changed.map(({ reason }) => reason) }, 200)
  })
  return routes
}
