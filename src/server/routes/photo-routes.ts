import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { UsageError } from '../../core/index.ts'
import type { AppContext } from '../app-context.ts'
import type { Libraries } from '../libraries.ts'
import { type Card, cards, measures, photoDetails, photoNumber, type Viewer, viewer, why } from '../messages/index.ts'
import { measuresOf, requirePhoto } from '../photo-files.ts'
import { failures, json, routeGroup } from './route-parts.ts'

/** Photos of one question: some screens' worth. */
const MOST = 200

const photoNumbers = z
  .string()
  .regex(/^\d{1,15}(,\d{1,15})*$/, 'expected numbers of photos with commas between them')
  .transform((text) => text.split(',').map(Number))
  .refine((ids) => ids.length <= MOST, `at most ${MOST} photos can be asked for at once`)

const photo = z.object({ id: photoNumber })

const getCards = createRoute({
  method: 'get',
  path: '/api/photos',
  summary: 'Photos as cells of the grid show them, in the order of their numbers here.',
  request: { query: viewer.extend({ ids: photoNumbers }) },
  responses: { 200: json(cards, 'The photos.'), ...failures },
})

const getPhoto = createRoute({
  method: 'get',
  path: '/api/photos/{id}',
  summary: 'All that is known of a photo.',
  request: { params: photo, query: viewer },
  responses: { 200: json(photoDetails, 'The photo.'), ...failures },
})

const getWhy = createRoute({
  method: 'get',
  path: '/api/photos/{id}/why',
  summary: 'Why a photo stands where it stands.',
  request: { params: photo, query: viewer },
  responses: { 200: json(why, 'The parts of its score.'), ...failures },
})

const getSeries = createRoute({
  method: 'get',
  path: '/api/photos/{id}/series',
  summary: 'The near duplicates that a photo stands among, itself included, by time.',
  request: { params: photo, query: viewer },
  responses: { 200: json(cards, 'The photos.'), ...failures },
})

const getMeasures = createRoute({
  method: 'get',
  path: '/api/photos/{id}/measures',
  summary:
    'What is measured of a photo: focus, motion blur, exposure, noise, tilt. Measured now, where it was not yet.',
  request: { params: photo },
  responses: { 200: json(measures, 'The measures, or null where no file of the photo can be measured.'), ...failures },
})

export function photoRoutes(app: AppContext): OpenAPIHono {
  const { libraries } = app
  const routes = routeGroup()
  routes.openapi(getCards, async (context) => {
    const { ids, ...of } = context.req.valid('query')
    return context.json({ photos: await cardsThere(libraries, ids, of) }, 200)
  })
  routes.openapi(getPhoto, async (context) => {
    const { id } = await requirePhoto(app, context.req.valid('param').id)
    const of = context.req.valid('query')
    return context.json(await libraries.quick((library) => library.photo(id, of)), 200)
  })
  routes.openapi(getWhy, async (context) => {
    const { id } = await requirePhoto(app, context.req.valid('param').id)
    const of = context.req.valid('query')
    return context.json(await libraries.quick((library) => library.why(id, of)), 200)
  })
  routes.openapi(getSeries, async (context) => {
    const { id } = await requirePhoto(app, context.req.valid('param').id)
    const of = context.req.valid('query')
    const found = await libraries.quick(async (library) => library.cards(await library.series(id), of))
    return context.json({ photos: [...found] }, 200)
  })
  routes.openapi(getMeasures, async (context) => {
    const found = await requirePhoto(app, context.req.valid('param').id)
    return context.json({ measures: (await measuresOf(app, found)) ?? null }, 200)
  })
  return routes
}

/**
 * Those of the photos that are there: some may have gone since the page heard of them, which is no reason to show none.
 * @throws {UsageError} where none is.
 */
async function cardsThere(libraries: Libraries, ids: readonly number[], of: Viewer): Promise<Card[]> {
  const ask = async (some: readonly number[]) => [...(await libraries.quick((library) => library.cards(some, of)))]
  try {
    return await ask(ids)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const found: Card[] = []
    for (const id of ids)
      found.push(...(await ask([id]).catch((each) => (each instanceof UsageError ? [] : Promise.reject(each)))))
    if (found.length === 0) throw error
    return found
  }
}
