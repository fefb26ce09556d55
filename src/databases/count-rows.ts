import type { DatabaseReport, RatingRow } from './contract.ts'

/** What a report counts of the rows that are there. `rows` must not be empty. */
export function countRows(
  rows: readonly RatingRow[],
): Pick<DatabaseReport, 'rows' | 'images' | 'raters' | 'scoreRange'> {
  const scores = rows.map(({ score }) => score)
  return {
    rows: rows.length,
    images: new Set(rows.map(({ image }) => image)).size,
    raters: new Set(rows.flatMap(({ rater }) => rater ?? [])).size,
    // Not Math.min(...scores): a hundred thousand arguments are too many.
    scoreRange: [scores.reduce((a, b) => Math.min(a, b)), scores.reduce((a, b) => Math.max(a, b))],
  }
}
