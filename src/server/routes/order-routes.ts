import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { AppContext } from '../app-context.ts'
import { facets, order, orderQuery } from '../messages/index.ts'
import { failures, json, routeGroup } from './route-parts.ts'

const getOrder = createRoute({
  method: 'get',
  path: '/api/order',
  summary: 'Numbers of photos in an order: all of them, or those that a filter asks for.',
  request: { query: orderQuery },
  responses: { 200: json(order, 'The order.'), ...failures },
})

const getFacets = createRoute({
  method: 'get',
  path: '/api/facets',
  summary: 'What the library can be filtered by.',
  responses: { 200: json(facets, 'Cameras, folders and days.'), ...failures },
})

export function orderRoutes({ libraries }: AppContext): OpenAPIHono {
  const routes = routeGroup()
  routes.openapi(getOrder, async (context) => {
    const query = context.req.valid('query')
    const { ids, event } = await libraries.quick((library) => library.order(query))
    // Written by hand: an array of a hundred thousand numbers, made for JSON.stringify, would hold up ratings.
    return context.body(`{"ids":[${ids.join(',')}],"event":${event}}`, 200, {
      'Content-Type': 'application/json',
    }) as never
  })
  routes.openapi(getFacets, async (context) => context.json(await libraries.quick((library) => library.facets()), 200))
  return routes
}
