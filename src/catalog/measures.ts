import type { Selectable } from 'kysely'
import { MEASURES_VERSION, type PhotoMeasures } from '../image/index.ts'
import type { CatalogTables } from './schema.ts'
import { type Database, writing } from './sqlite.ts'

/** What was measured of a photo, by its number in the catalog. */
export interface MeasuredPhoto {
  readonly photo: number
  readonly measures: PhotoMeasures
}

/** Numbers of one query. */
const PAGE = 4096

/** Measures of these photos, by number, without those that have none of the current version. */
export async function readMeasures(db: Database, ids: ArrayLike<number>): Promise<ReadonlyMap<number, PhotoMeasures>> {
  const wanted = Array.from(ids)
  const found = new Map<number, PhotoMeasures>()
  for (let start = 0; start < wanted.length; start += PAGE) {
    const rows = await db
      .selectFrom('measure')
      .selectAll()
      .where('photo_id', 'in', wanted.slice(start, start + PAGE))
      .where('version', '=', MEASURES_VERSION)
      .execute()
    for (const row of rows) found.set(row.photo_id, measuresOf(row))
  }
  return found
}

/** Writes measures of a few hundred photos, over those of an earlier version: all of them or none. */
export async function writeMeasures(db: Database, batch: readonly MeasuredPhoto[]): Promise<void> {
  if (batch.length === 0) return
  const rows = batch.map(({ photo, measures }) => ({
    photo_id: photo,
    version: MEASURES_VERSION,
    focus: measures.focus,
    subject_focus: measures.subjectFocus,
    motion_blur: measures.motionBlur,
    exposure: measures.exposure,
    clipped_dark: measures.clippedDark,
    clipped_light: measures.clippedLight,
    noise: measures.noise,
    tilt: measures.tilt,
  }))
  await writing(db, (transaction) => transaction.replaceInto('measure').values(rows).execute())
}

function measuresOf(row: Selectable<CatalogTables['measure']>): PhotoMeasures {
  const { focus, exposure, noise, tilt } = row
  return {
    focus,
    subjectFocus: row.subject_focus,
    motionBlur: row.motion_blur,
    exposure,
    clippedDark: row.clipped_dark,
    clippedLight: row.clipped_light,
    noise,
    tilt,
  }
}
