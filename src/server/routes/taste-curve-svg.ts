import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { lineChart } from '../../core/picture.ts'
import type { AppContext } from '../app-context.ts'
import { type LearningCurve, personName } from '../messages/index.ts'
import { failures, routeGroup } from './route-parts.ts'

const getCurve = createRoute({
  method: 'get',
  path: '/api/taste/curve.svg',
  summary: 'How agreement grew as the person rated, as a picture.',
  request: {
    query: z.object({
      person: personName.default('me'),
      /** Of the page: another address where the curve is another, which the browser would else take for the same. */
      version: z.string().max(300).optional(),
    }),
  },
  responses: {
    200: { description: 'The chart.', content: { 'image/svg+xml': { schema: z.string() } } },
    ...failures,
  },
})

export function tasteCurveSvg({ libraries }: AppContext): OpenAPIHono {
  const routes = routeGroup()
  routes.openapi(getCurve, async (context) => {
    const { person } = context.req.valid('query')
    const curve = await libraries.slow((library) => library.learningCurve(person))
    return context.body(await drawCurve(curve), 200, {
      'Content-Type': 'image/svg+xml; charset=utf-8',
      'Cache-Control': 'no-store',
    }) as never
  })
  return routes
}

/** A learning curve with the band of its 90 % intervals. @returns SVG. */
async function drawCurve({ points }: LearningCurve): Promise<string> {
  return lineChart({
    title: '',
    // The points stand at equal ratios.
    x: { label: 'ratings', scale: 'log', ticks: points.map(({ said }) => said) },
    y: { label: 'agreement with ratings kept back', domain: [Math.min(0, ...points.map(({ low }) => low)), 1] },
    series: [
      {
        name: 'agreement',
        points: points.map(({ said, srocc, low, high }) => ({ x: said, y: srocc, low, high })),
      },
    ],
  })
}
