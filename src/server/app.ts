import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { OpenAPIHono } from '@hono/zod-openapi'
import type { AppContext } from './app-context.ts'
import { answerFailure } from './failures.ts'
import type { Failure } from './messages/index.ts'
import { openApiDocument } from './openapi-document.ts'
import { servePage } from './page.ts'
import { backtestRoutes } from './routes/backtest-routes.ts'
import { exportRoutes } from './routes/export-routes.ts'
import { folderRoutes } from './routes/folder-routes.ts'
import { orderRoutes } from './routes/order-routes.ts'
import { pastRoutes } from './routes/past-routes.ts'
import { photoRoutes } from './routes/photo-routes.ts'
import { pictureRoutes } from './routes/picture-routes.ts'
import { sayRoutes } from './routes/say-routes.ts'
import { shootRoutes } from './routes/shoot-routes.ts'
import { starsRoutes } from './routes/stars-routes.ts'
import { stateRoutes } from './routes/state-routes.ts'
import { tasteCurveSvg } from './routes/taste-curve-svg.ts'
import { tasteRoutes } from './routes/taste-routes.ts'
import { onlyFromHere, protectiveHeaders, requireToken, type SecurityOptions, tokenFromAddress } from './security.ts'

const MEGABYTE = 2 ** 20

/** All routes behind what protects them. `web` is the folder of the built page, or null. */
export function createApp(
  context: AppContext,
  { web, ...security }: SecurityOptions & { readonly web: string | null },
): OpenAPIHono {
  const app = new OpenAPIHono()
  app.onError(answerFailure(context.log))
  app.use(protectiveHeaders(), onlyFromHere(security), tokenFromAddress(security))
  app.use('/api/*', requireToken(security), onlyJson(), bodyOf(25 * MEGABYTE, '/api/taste/import'), bodyOf(MEGABYTE))
  app.use('/openapi.json', requireToken(security))
  const groups = [
    stateRoutes,
    orderRoutes,
    photoRoutes,
    pictureRoutes,
    sayRoutes,
    tasteRoutes,
    tasteCurveSvg,
    starsRoutes,
    shootRoutes,
    backtestRoutes,
    pastRoutes,
    exportRoutes,
    folderRoutes,
  ]
  for (const group of groups) app.route('/', group(context))
  const document = openApiDocument(app, { version: context.version })
  app.get('/openapi.json', (request) => request.json(document))
  app.all('/api/*', (request) => request.json({ error: 'there is no such thing to ask for' } satisfies Failure, 404))
  app.get('*', servePage(web))
  app.notFound((request) => request.json({ error: 'there is no such thing to ask for' } satisfies Failure, 404))
  return app
}

/** A form of another site can be sent without being asked for; JSON cannot. */
function onlyJson(): MiddlewareHandler {
  return async (context, next) => {
    const hasBody = context.req.method !== 'GET' && context.req.method !== 'HEAD' && hasContent(context.req.raw.headers)
    const type = context.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
    if (hasBody && type !== 'application/json')
      return context.json(
        { error: 'a body has to be JSON, with the content type application/json' } satisfies Failure,
        400,
      )
    return next()
  }
}

function hasContent(headers: Headers): boolean {
  return (
    headers.has('content-type') || headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) > 0
  )
}

/** Bodies of at most so many bytes: of one path, or of all others. */
function bodyOf(maxSize: number, path?: string): MiddlewareHandler {
  const limit = bodyLimit({
    maxSize,
    onError: () => {
      throw new HTTPException(413, { message: `the body is larger than ${maxSize / MEGABYTE} MB` })
    },
  })
  return (context, next) =>
    (path === undefined ? context.req.path !== '/api/taste/import' : context.req.path === path)
      ? limit(context, next)
      : next()
}
