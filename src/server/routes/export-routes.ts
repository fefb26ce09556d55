import { setImmediate } from 'node:timers/promises'
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { exportContactSheet, exportCsv, exportFolder, exportJson } from '../../catalog/index.ts'
import type { Job } from '../../core/index.ts'
import type { AppContext } from '../app-context.ts'
import { type NumberedRow, orderedRows } from '../export-order.ts'
import { exportedFolder, exporting, type OrderQuery, orderQuery } from '../messages/index.ts'
import { pictureOf, requirePhoto } from '../photo-files.ts'
import { jobOf } from '../work-progress.ts'
import { attachment } from './attachment.ts'
import { bodyFailures, jsonBody, routeGroup } from './route-parts.ts'

const file = z.string().meta({ format: 'binary' })

const postExport = createRoute({
  method: 'post',
  path: '/api/exports',
  summary: 'The first photos of an order as a table, a contact sheet, or a folder of links or copies on this machine.',
  request: { body: jsonBody(exporting) },
  responses: {
    200: {
      description: 'A file to keep, or where the folder was made.',
      content: {
        'application/json': { schema: z.union([exportedFolder, z.array(z.looseObject({}))]) },
        'text/csv': { schema: file },
        'text/html': { schema: file },
      },
    },
    ...bodyFailures,
  },
})

const kinds = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
  html: 'text/html; charset=utf-8',
} as const

export function exportRoutes(app: AppContext): OpenAPIHono {
  const routes = routeGroup()
  routes.openapi(postExport, async (context) => {
    const { format, order, top } = context.req.valid('json')
    const job = jobOf(app, 'export', context.req.raw)
    const rows = await orderedRows(app, { order: complete(order), top })
    const name = `palate ${stampOf(app.now())}`
    if (format === 'links' || format === 'copies') {
      const made = await exportFolder({
        ...job,
        rows,
        as: format,
        into: app.exportsTo,
        name,
      })
      return context.json({ ...made, skipped: [...made.skipped] }, 200)
    }
    const headers = {
      'Content-Type': kinds[format],
      'Content-Disposition': attachment(`${name}.${format}`),
      'Cache-Control': 'no-store',
    }
    const parts =
      format === 'html'
        ? sheet(app, rows, { ...job, title: name })
        : format === 'csv'
          ? exportCsv(rows)
          : exportJson(rows)
    return context.body(streamOf(parts), 200, headers) as never
  })
  return routes
}

/** What is not said of an order is as in `GET /api/order`. */
function complete(order: z.output<typeof exporting>['order']): OrderQuery {
  const said = Object.entries(order).filter(([, value]) => value !== undefined)
  return { ...orderQuery.parse({}), ...Object.fromEntries(said) }
}

/** A contact sheet as it is made: thumbnails of thousands of photos are not held in memory. */
function sheet(
  app: AppContext,
  rows: readonly NumberedRow[],
  options: Job & { readonly title: string },
): AsyncGenerator<string, void, undefined> {
  return exportContactSheet({
    ...options,
    rows,
    thumbnail: async ({ id }, wanted) =>
      pictureOf(app, { photo: await requirePhoto(app, id), size: 'thumbnail', signal: wanted }),
  })
}

/** Parts as they are made, between which others are answered. */
function streamOf(parts: Generator<string> | AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      await setImmediate()
      const { done, value } = await parts.next()
      if (done === true) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await parts.return(undefined)
    },
  })
}

/** `2024-05-31 12.30.05`, which every file system takes. */
function stampOf(time: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  return `${day} ${two(time.getHours())}.${two(time.getMinutes())}.${two(time.getSeconds())}`
}
