/** One score that somebody gave to one photo. */
export interface RatingRow {
  /** Who gave it; null where the file names nobody. */
  readonly rater: string | null
  /** Absolute path of the photo. */
  readonly image: string
  /** Finite; its range is the database's own. */
  readonly score: number
  /** The other columns, as text, under the names that the file's header gives them. */
  readonly columns: Readonly<Record<string, string>>
}

/** What an importer counted: nothing is left out silently. */
export interface DatabaseReport {
  /** Ratings that are there to work with. */
  readonly rows: number
  /** Photos with a rating. */
  readonly images: number
  /** Raters by name; 0 where the file names nobody. */
  readonly raters: number
  /** Photos that have a rating but are not there, and the first few of their names. */
  readonly missingPhotos: { readonly count: number; readonly names: readonly string[] }
  /** Lowest and highest score. */
  readonly scoreRange: readonly [min: number, max: number]
  /** Rows that were left out, by reason. */
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>
}

export type SkipReason =
  | 'left out by the filter'
  | 'photo not found'
  | 'same rating given twice'
  | 'kept for testing'
  // Only in published files, which are not the user's to mend; in his own they are errors.
  | 'another score of the same rater'
  | 'image or rater is empty'
  | 'score is no number'
  | 'score outside the scale'
  | 'no single photo of that name'

/** A rated collection of photos, whatever format it was published in. */
export interface Database {
  readonly name: string
  /** Name of the importer that read it; absent for a database folder. */
  readonly format?: string
  /** Absolute path. */
  readonly folder: string
  /** Absolute paths of the photos with a rating, each once, sorted. */
  readonly images: readonly string[]
  /** At most one row for a rater and a photo. */
  readonly rows: readonly RatingRow[]
  readonly report: DatabaseReport
}

/** Keeps the rows whose `column` holds exactly `value`. */
export interface Where {
  readonly column: string
  readonly value: string
}
