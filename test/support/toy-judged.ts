import { join, resolve } from 'node:path'
import type { Database } from '../../src/databases/index.ts'
import { drawSupport, type Rater } from '../../src/evaluate/index.ts'

/** A database of photos `p0.jpg`, `p1.jpg`, .. that are on no disk, each rated 1, 2, .. by every rater. */
export function toyDatabase(count: number, raters: readonly string[] = ['ann', 'bob']): Database {
  const folder = resolve('toy')
  const images = Array.from({ length: count }, (_, at) => join(folder, 'images', `p${at}.jpg`))
  const rows = raters.flatMap((rater) => images.map((image, at) => ({ rater, image, score: at + 1, columns: {} })))
  const report = {
    rows: rows.length,
    images: count,
    raters: raters.length,
    missingPhotos: { count: 0, names: [] },
    scoreRange: [1, count] as const,
    skipped: {},
  }
  return { name: 'toy', folder, images, rows, report }
}

/** All of it judged, two trials with one and two photos of support. */
export function toyJudged(count: number) {
  const database = toyDatabase(count)
  const places = new Map(database.images.map((image, place) => [image, place]))
  const photos = database.images.map((_, place) => place)
  const raters = ['ann', 'bob'].map((id): Rater => ({ id, photos, scores: photos.map((place) => place + 1) }))
  const trials = [0, 1].flatMap((trial) =>
    [1, 2].flatMap((shots) =>
      raters.map((rater) => ({ rater, trial, shots, draw: drawSupport(rater, { seed: 1, trial, shots }) })),
    ),
  )
  return { database, paths: database.images, places, trials }
}
