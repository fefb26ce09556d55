import { join } from 'node:path'
import {
  createRandom,
  openBed,
  openDatabase,
  openEngine,
  openPackAndBase,
  readReadOut,
  rowsOf,
  tasteModelOf,
} from '../dist/index.js'

/**
 * Raters of one set of OASIS with the photos' rows under a pack: what the scripts that look closer than `palate evaluate` start
 * from. Raters who gave one score to everything are left out.
 */
export async function oasisRaters({ data, set, pack: name }) {
  const { pack, base } = await openPackAndBase(name)
  const database = await openDatabase(join(data, 'oasis-beauty'), { where: [{ column: 'set', value: set }] })
  const bed = await openBed({ pack, base, engine: openEngine(), paths: database.images })
  try {
    const model = tasteModelOf(pack, await readReadOut(pack))
    const rows = rowsOf(model, await bed.descriptors())
    const placeOf = new Map(bed.photos.map(({ path }, place) => [path, place]))
    const raters = new Map()
    for (const { rater, image, score } of database.rows) {
      const place = placeOf.get(image)
      if (place === undefined) continue
      if (!raters.has(rater)) raters.set(rater, { id: rater, scoreOf: new Map() })
      raters.get(rater).scoreOf.set(place, score)
    }
    return { model, rows, raters: [...raters.values()].filter(({ scoreOf }) => new Set(scoreOf.values()).size > 1) }
  } finally {
    await bed.close()
  }
}

/** `count` of a rater's photos at random: places. */
export function randomPhotos({ scoreOf }, count, seed) {
  return createRandom(seed)
    .shuffle([...scoreOf.keys()])
    .slice(0, count)
}

export function evidenceOf({ scoreOf }, places) {
  return places.map((photo) => ({ kind: 'score', photo, value: scoreOf.get(photo) }))
}

/** phi . w of every row. */
export function scoresOf({ weights }, rows) {
  return Float32Array.from({ length: rows.count }, (_, photo) =>
    weights.reduce((sum, weight, at) => sum + weight * rows.data[photo * rows.width + at], 0),
  )
}
