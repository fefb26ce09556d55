import { MissingError } from '../core/index.ts'
import type { Database } from './contract.ts'
import { countRows } from './count-rows.ts'

/**
 * What of a database may be trained on: all but the photos that its official split keeps for testing. A photo that stands in
 * any row of the split `test` is left out with all its rows, which the report counts; without a column `split` nothing is.
 * @throws {MissingError} where nothing is left.
 */
export function trainingPart(database: Database): Database {
  const tested = new Set(database.rows.flatMap(({ columns, image }) => (columns['split'] === 'test' ? image : [])))
  if (tested.size === 0) return database
  const rows = database.rows.filter(({ image }) => !tested.has(image))
  if (rows.length === 0) {
    throw new MissingError(
      `all ${tested.size} photos of ${database.folder} are in the official test split, which is not trained on`,
    )
  }
  const images = database.images.filter((image) => !tested.has(image))
  const report = {
    ...database.report,
    ...countRows(rows),
    skipped: { ...database.report.skipped, 'kept for testing': database.rows.length - rows.length },
  }
  return { ...database, images, rows, report }
}
