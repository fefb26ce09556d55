import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { AppContext } from '../app-context.ts'
import { backtestState, personBody, personQuery } from '../messages/index.ts'
import { bodyFailures, failures, json, jsonBody, routeGroup } from './route-parts.ts'

const getBacktest = createRoute({
  method: 'get',
  path: '/api/backtest',
  summary: 'What the last backtest of a person found, or how far the one at work is.',
  request: { query: personQuery },
  responses: { 200: json(backtestState, 'The backtest.'), ...failures },
})

const postBacktest = createRoute({
  method: 'post',
  path: '/api/backtest',
  summary: 'Begins to test on later shoots what earlier ones teach. Events say how far it is.',
  request: { body: jsonBody(personBody) },
  responses: { 200: json(backtestState, 'The backtest, at work.'), ...bodyFailures },
})

const postStop = createRoute({
  method: 'post',
  path: '/api/backtest/stop',
  summary: 'Stops the backtest of a person. What an earlier one found stays.',
  request: { body: jsonBody(personBody) },
  responses: { 200: json(backtestState, 'The backtest.'), ...bodyFailures },
})

export function backtestRoutes({ backtests }: AppContext): OpenAPIHono {
  const routes = routeGroup()
  routes.openapi(getBacktest, async (context) =>
    context.json(await backtests.state(context.req.valid('query').person), 200),
  )
  routes.openapi(postBacktest, async (context) =>
    context.json(await backtests.start(context.req.valid('json').person), 200),
  )
  routes.openapi(postStop, async (context) => context.json(await backtests.stop(context.req.valid('json').person), 200))
  return routes
}
