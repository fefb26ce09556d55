import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { AppContext } from '../app-context.ts'
import { appState, folder, packToUse } from '../messages/index.ts'
import { bodyFailures, failures, json, jsonBody, routeGroup } from './route-parts.ts'

const postFolder = createRoute({
  method: 'post',
  path: '/api/folders',
  summary: 'Opens a folder: its photos are indexed, and shown as they are.',
  request: { body: jsonBody(folder) },
  responses: { 200: json(appState, 'The state with it.'), ...bodyFailures },
})

const postClose = createRoute({
  method: 'post',
  path: '/api/folders/close',
  summary: 'Closes a folder. What was said of its photos stays.',
  request: { body: jsonBody(folder) },
  responses: { 200: json(appState, 'The state without it.'), ...bodyFailures },
})

const postScan = createRoute({
  method: 'post',
  path: '/api/scan',
  summary: 'Looks for changes in the opened folders.',
  responses: { 200: json(appState, 'The state.'), ...failures },
})

const postPack = createRoute({
  method: 'post',
  path: '/api/pack',
  summary: 'Indexes with another pack, which takes the place of the one in use once that is done.',
  request: { body: jsonBody(packToUse) },
  responses: { 200: json(appState, 'The state.'), ...bodyFailures },
})

export function folderRoutes(app: AppContext): OpenAPIHono {
  const routes = routeGroup()
  routes.openapi(postFolder, async (context) => {
    await app.openFolder(context.req.valid('json').path)
    return context.json(await app.state.current(), 200)
  })
  routes.openapi(postClose, async (context) => {
    await app.closeFolder(context.req.valid('json').path)
    return context.json(await app.state.current(), 200)
  })
  routes.openapi(postScan, async (context) => {
    app.scan()
    return context.json(await app.state.current(), 200)
  })
  routes.openapi(postPack, async (context) => {
    await app.usePack(context.req.valid('json').name)
    return context.json(await app.state.current(), 200)
  })
  return routes
}
