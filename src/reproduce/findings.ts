import type { SeenPhotos } from '../evaluate/index.ts'

/** What is known of photos of a database that a pack's vectors were trained on. */
export interface Finding {
  readonly pack: string
  readonly database: string
  /** Photos that a vector was trained on; unknown where the pack does not record what it was trained on. */
  readonly seen: { readonly same: number; readonly nearDuplicates: number } | 'unknown'
  /** What was done with them. */
  readonly done: 'refused' | 'left out' | 'nothing'
  readonly status: 'clean' | 'seen' | 'unknown'
  /** A sentence for the page. */
  readonly detail: string
}

export function findingOf(options: {
  readonly pack: string
  readonly database: string
  readonly seen: SeenPhotos | 'unknown'
  /** Whether seen photos are left out instead of refused. */
  readonly leaveOut: boolean
}): Finding {
  const { pack, database, seen, leaveOut } = options
  if (seen === 'unknown') {
    const detail = 'leak status unknown: the pack does not say which photos it was trained on, these may be among them'
    return { pack, database, seen, done: 'nothing', status: 'unknown', detail }
  }
  const [same, nearDuplicates] = [seen.exact.length, seen.near.length]
  const counts = { pack, database, seen: { same, nearDuplicates } }
  if (same + nearDuplicates === 0) {
    return { ...counts, done: 'nothing', status: 'clean', detail: 'the pack was trained on none of these photos' }
  }
  const what = `${same + nearDuplicates} photos that the pack was trained on (${same} the same, ${nearDuplicates} near-duplicates)`
  return leaveOut
    ? { ...counts, done: 'left out', status: 'seen', detail: `left out ${what}` }
    : { ...counts, done: 'refused', status: 'seen', detail: `not judged because of ${what}` }
}
