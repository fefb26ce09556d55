import type { LoggedEvent } from './events.ts'
import { eventsInForce } from './evidence-of.ts'

/** What a person gave one photo: on each scale the last. */
export interface Given {
  readonly score?: number
  readonly stars?: number
  /** `pass`: seen, and another was taken; no judgement of the photo by itself. */
  readonly flag?: 'pick' | 'reject' | 'pass'
  /** Duels that the photo was in, and won. */
  readonly duels?: number
  readonly won?: number
}

/** What the person of these events gave, by content hash; what was undone is left out. */
export function givenRatings(events: readonly LoggedEvent[]): ReadonlyMap<string, Given> {
  const given = new Map<string, Given>()
  const add = (photo: string, more: Given): void => void given.set(photo, { ...given.get(photo), ...more })
  for (const event of eventsInForce(events)) {
    switch (event.kind) {
      case 'score':
        add(event.photo, { score: event.score })
        break
      case 'star':
        add(event.photo, { stars: event.stars })
        break
      case 'pick':
      case 'reject':
      case 'pass':
        add(event.photo, { flag: event.kind })
        break
      case 'duel':
        for (const side of ['left', 'right'] as const) {
          const { duels = 0, won = 0 } = given.get(event[side]) ?? {}
          add(event[side], { duels: duels + 1, won: won + (event.winner === side ? 1 : 0) })
        }
    }
  }
  return given
}

/** Whether it says how good the photo is by itself, as neither a duel nor being passed over does. */
export function isRating({ score, stars, flag }: Given): boolean {
  return score !== undefined || stars !== undefined || (flag !== undefined && flag !== 'pass')
}
