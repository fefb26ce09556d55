import { type Catalog, eventsInForce, type LoggedEvent } from '../catalog/index.ts'
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
  readonly imported: () => Promise<readonly string[]>
}): People {
  const known = new Map<string, Said>()
  const refresh = async (person: string): Promise<Said> => {
    const before = known.get(person) ?? { events: [], count: 0 }
    const more = await catalog.events({ person, after: before.events.at(-1)?.id ?? 0 })
    if (more.length === 0) return before
    const events = [...before.events, ...more]
    const said = { events, count: eventsInForce(events).length }
    known.set(person, said)
    return said
  }
  return {
    events: async (person) => (await refresh(person)).events,
    forget: (person) => void known.delete(person),
    async requireSpeaker(person) {
      if ((await imported()).includes(person))
        throw new PalateError(`${person} is a taste that was imported: it orders photos, and cannot be added to`)
    },
    async list() {
      const files = await imported()
      const people = new Map(files.map((name) => [name, { name, said: 0, imported: true }]))
      for (const { person, events } of await catalog.people()) {
        let said = await refresh(person)
        if (said.events.length !== events) {
          known.delete(person) // forgotten meanwhile by another process, and begun anew
          said = await refresh(person)
        }
        people.set(person, { name: person, said: said.count, imported: files.includes(person) })
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
