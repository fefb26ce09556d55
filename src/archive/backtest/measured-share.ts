import { KEPT, PASSED } from '../standings.ts'
import type { PastArchive } from './past-archive.ts'

/** Share of the frames that were seen that must have measures, or an order would be judged by where they are missing. */
export const MEASURED_NEEDED = 0.9

/** Share of the frames that were seen that have measures; 0 where none was seen. */
export function measuredShare({ standings, measures }: Pick<PastArchive, 'standings' | 'measures'>): number {
  if (measures === undefined) return 0
  const width = measures.names.length
  let seen = 0
  let measured = 0
  standings.of.forEach((standing, photo) => {
    if (standing !== KEPT && standing !== PASSED) return
    seen++
    if (!Number.isNaN(measures.values[photo * width]!)) measured++
  })
  return seen === 0 ? 0 : measured / seen
}
