import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { AppContext } from '../app-context.ts'
import { eventText } from '../event-stream.ts'
import { appState } from '../messages/index.ts'
import { failures, json, routeGroup } from './route-parts.ts'

const getState = createRoute({
  method: 'get',
  path: '/api/state',
  summary: 'How things stand: folders, the scan, people, packs.',
  responses: { 200: json(appState, 'The state.'), ...failures },
})

const getEvents = createRoute({
  method: 'get',
  path: '/api/events',
  summary: 'Server-sent events `state`, `said` and `library`, to every page that listens.',
  responses: {
    200: { description: 'Events, each with JSON.', content: { 'text/event-stream': { schema: z.string() } } },
    ...failures,
  },
})

export function stateRoutes({ state, stream }: AppContext): OpenAPIHono {
  const routes = routeGroup()
  routes.openapi(getState, async (context) => context.json(await state.current(), 200))
  routes.openapi(getEvents, async () => stream.open(eventText('state', await state.current())))
  return routes
}
