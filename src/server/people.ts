import { type Catalog, followEvents, type LoggedEvent } from '../catalog/index.ts'
import { PalateError } from '../core/index.ts'
import type { AppState } from './messages/index.ts'

/** What everybody said, kept at hand: with a long log, reading all of it at each rating would be felt. */
export interface People {
  /** One person's events in order, those of other processes included. */
  events(person: string): Promise<readonly LoggedEvent[]>
  /** Everybody who said something, and tastes that were imported. */
  list(): Promise<AppState['people']>
  /** Drops what is kept of a person. */
  forget(person: string): void
  /** @throws {PalateError} for the name of an imported taste, which cannot be added to. */
  requireSpeaker(person: string): Promise<void>
}

export function openPeople({
  catalog,
  imported,
}: {
  readonly catalog: Catalog
  /** Names of tastes that were read from files. */
  readonly imported: () => readonly string[]
}): People {
  const known = new Map<string, Said>()
  const refresh = async (person: string): Promise<Said> => {
    const before = known.get(person) ?? { events: [], count: 0 }
    const { events, more, isAnew } = await followEvents(catalog, { person, known: before.events })
    const said = { events, count: (isAnew ? 0 : before.count) + countOf(more, events) }
    known.set(person, said)
    return said
  }
  return {
    events: async (person) => (await refresh(person)).events,
    forget: (person) => void known.delete(person),
    async requireSpeaker(person) {
      if (imported().includes(person))
        throw new PalateError(`${person} is a taste that was imported: it orders photos, and cannot be added to`)
    },
    async list() {
      const files = imported()
      const people = new Map(files.map((name) => [name, { name, said: 0, imported: true }]))
      for (const { person } of await catalog.people()) {
        const { count } = await refresh(person)
        people.set(person, { name: person, said: count, imported: files.includes(person) })
      }
      for (const person of known.keys()) if (!people.has(person)) known.delete(person)
      return [...people.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
    },
  }
}

interface Said {
  readonly events: readonly LoggedEvent[]
  /** Of those, what was not undone. */
  readonly count: number
}

/**
 * By how much these events changed how many count. Each undo takes back something that counted until then, so that only
 * the new ones have to be looked at: after a hundred thousand stars, all of them would be felt at each rating.
 */
function countOf(more: readonly LoggedEvent[], events: readonly LoggedEvent[]): number {
  const effectOf = (event: LoggedEvent | undefined): number =>
    event === undefined ? 0 : event.kind === 'undo' ? -effectOf(eventIn(events, event.undoes)) : 1
  return more.reduce((sum, event) => sum + effectOf(event), 0)
}

/** Events stand in the order of their numbers. */
function eventIn(events: readonly LoggedEvent[], id: number): LoggedEvent | undefined {
  let [low, high] = [0, events.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (events[middle]!.id < id) low = middle + 1
    else high = middle
  }
  return events[low]?.id === id ? events[low] : undefined
}
