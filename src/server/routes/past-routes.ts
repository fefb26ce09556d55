import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { AppContext } from '../app-context.ts'
import { pastImporter } from '../import-past.ts'
import { importedPast, importingPast } from '../messages/index.ts'
import { jobOf } from '../work-progress.ts'
import { bodyFailures, json, jsonBody, routeGroup } from './route-parts.ts'

const postPast = createRoute({
  method: 'post',
  path: '/api/past',
  summary: 'Takes over what other programs know of a person’s choices. Their files are read, never written.',
  request: { body: jsonBody(importingPast) },
  responses: { 200: json(importedPast, 'What was taken over, in sentences.'), ...bodyFailures },
})

export function pastRoutes(app: AppContext): OpenAPIHono {
  const routes = routeGroup()
  const takeOver = pastImporter(app)
  routes.openapi(postPast, async (context) =>
    context.json(await takeOver(context.req.valid('json'), jobOf(app, 'past', context.req.raw)), 200),
  )
  return routes
}
