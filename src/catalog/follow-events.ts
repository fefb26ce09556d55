import type { Catalog } from './catalog.ts'
import type { LoggedEvent } from './events.ts'

/** A person's part of the log as it is now, beside what was known of it. */
export interface FollowedEvents {
  /** All that the person said, in order; what was known itself where nothing is new. */
  readonly events: readonly LoggedEvent[]
  /** Those of them that were not known. */
  readonly more: readonly LoggedEvent[]
  /** Whether the person was forgotten since, maybe by another process: nothing that was known stands any more. */
  readonly isAnew: boolean
}

/** Reads what a person said since: of a long log only its end. */
export async function followEvents(
  catalog: Pick<Catalog, 'events'>,
  { person, known }: { readonly person: string; readonly known: readonly LoggedEvent[] },
): Promise<FollowedEvents> {
  const last = known.at(-1)?.id ?? 0
  // The last known event is asked for again: where it is gone, the person was forgotten meanwhile.
  const since = await catalog.events({ person, after: Math.max(0, last - 1) })
  if (last > 0 && since[0]?.id !== last) {
    const events = await catalog.events({ person })
    return { events, more: events, isAnew: true }
  }
  const more = last === 0 ? since : since.slice(1)
  return { events: more.length === 0 ? known : [...known, ...more], more, isAnew: false }
}
