import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { AppContext } from '../app-context.ts'
import { photoNumber } from '../messages/index.ts'
import { pictureOf, requirePhoto } from '../photo-files.ts'
import { failures, routeGroup } from './route-parts.ts'

const picture = z.string().meta({ format: 'binary' })

const getPicture = createRoute({
  method: 'get',
  path: '/api/photos/{id}/{size}',
  summary: 'A photo as a picture: small, as large as a screen, or in full, which is its file where browsers show it.',
  request: {
    params: z.object({ id: photoNumber, size: z.enum(['thumbnail', 'preview', 'full']) }),
    query: z.object({
      /** Begins the content hash: such an address always means the same picture, and is kept. */
      v: z
        .string()
        .regex(/^[0-9a-f]{8,64}$/)
        .optional(),
    }),
  },
  responses: {
    200: {
      description: 'The picture.',
      content: { 'image/webp': { schema: picture }, 'image/jpeg': { schema: picture }, 'image/*': { schema: picture } },
    },
    304: { description: 'The one that the browser has.' },
    ...failures,
  },
})

export function pictureRoutes(app: AppContext): OpenAPIHono {
  const routes = routeGroup()
  routes.openapi(getPicture, async (context) => {
    const { id, size } = context.req.valid('param')
    const { v } = context.req.valid('query')
    const photo = await requirePhoto(app, id)
    const tag = `"${photo.contentHash}-${size}"`
    const isNamed = v !== undefined && photo.contentHash.startsWith(v)
    const headers = {
      ETag: tag,
      'Cache-Control': isNamed ? 'private, max-age=31536000, immutable' : 'private, no-cache',
    }
    if (context.req.header('if-none-match')?.includes(tag) === true) return context.body(null, 304, headers)
    const { bytes, type } = await pictureOf(app, { photo, size, signal: context.req.raw.signal })
    return context.body(bytes as Uint8Array<ArrayBuffer>, 200, { ...headers, 'Content-Type': type }) as never
  })
  return routes
}
