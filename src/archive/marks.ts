import { eventsInForce, type LoggedEvent } from '../catalog/index.ts'

/** What a person's log says of each photo of a library, wherever it was said: here, in a sidecar, in another program. */
export interface Marks {
  /** (photo): the last stars or score, 1 to 5; 0 for none. */
  readonly stars: Int8Array
  /** (photo): the last flag: 1 pick, -1 reject, 0 none. */
  readonly flag: Int8Array
  /** (photo): 1 where it was seen and passed over, and that was the last word. */
  readonly passed: Uint8Array
}

/**
 * Marks from the events of one person's log. `placeOf` gives a photo's place by its content hash, undefined where it is
 * not in the library. Duels mark nothing: they are evidence already.
 */
export function marksOf(
  events: readonly LoggedEvent[],
  { count, placeOf }: { readonly count: number; readonly placeOf: (contentHash: string) => number | undefined },
): Marks {
  const marks = { stars: new Int8Array(count), flag: new Int8Array(count), passed: new Uint8Array(count) }
  for (const event of eventsInForce(events)) {
    if (event.kind === 'duel') continue
    const place = placeOf(event.photo)
    if (place === undefined) continue
    if (event.kind === 'score') marks.stars[place] = event.score
    else if (event.kind === 'star') marks.stars[place] = event.stars
    else {
      // One word takes the place of the other: a frame that is kept after it was passed over is kept.
      marks.flag[place] = { pick: 1, reject: -1, pass: 0 }[event.kind]
      marks.passed[place] = event.kind === 'pass' ? 1 : 0
    }
  }
  return marks
}

/** Whether anything was said of a photo. */
export function isMarked({ stars, flag, passed }: Marks, place: number): boolean {
  return stars[place] !== 0 || flag[place] !== 0 || passed[place] === 1
}
