import {
  type Catalog,
  type DescriptorKind,
  type Given,
  startTasteSession,
  type TasteSession,
} from '../../catalog/index.ts'
import { UsageError } from '../../core/index.ts'
import { type AnyTaste, mergeTastes, type TasteModel } from '../../personalize/index.ts'
import { personName, type Viewer } from '../messages/index.ts'
import { openImportedTastes } from './imported-tastes.ts'
import type { Shelf } from './shelf.ts'

/** What a person, or two together, would like, as far as they said. */
export interface KnownTaste {
  readonly taste: AnyTaste
  /** The last thing said that it follows from; 0 for none. */
  readonly event: number
  /** Whether it was learnt from the log, in which scores are 1 to 5. */
  readonly isFromLog: boolean
  /** What the person gave, by number of the photo. */
  readonly given: ReadonlyMap<number, Given>
}

/** Everybody who can look at the library. */
export interface People {
  /** @throws {UsageError} for a name that is none. */
  tasteOf(viewer: Viewer): Promise<KnownTaste>
  /** @throws {UsageError} for an imported taste: nothing can be said for its owner. */
  session(person: string): Promise<TasteSession>
  /** @throws {UsageError} for a name that somebody has who rated here. @throws {FormatError} for what is no taste of this pack. */
  importTaste(person: string, content: string): Promise<void>
  reloadLibrary(): Promise<void>
  forget(person: string): Promise<void>
  close(): Promise<void>
}

export interface PeopleOptions {
  readonly catalog: Catalog
  readonly kind: DescriptorKind
  readonly model: TasteModel
  /** Folder of imported tastes. */
  readonly tastes: string
  readonly seed: number
  /** The photos as they are now. */
  readonly shelf: () => Shelf
}

/** Sessions that are kept open; whoever comes back later waits until theirs is read again. */
const SESSIONS = 4

export function openPeople({ catalog, kind, model, tastes, seed, shelf }: PeopleOptions): People {
  const imported = openImportedTastes({ folder: tastes, model })
  const sessions = new Map<string, Promise<TasteSession>>() // the latest used last
  const merges = new Map<string, Merge>()

  const sessionOf = async (person: string): Promise<TasteSession> => {
    const open =
      sessions.get(person) ??
      startTasteSession({ catalog, kind, model, person, seed, loadLibrary: () => Promise.resolve(shelf()) })
    sessions.delete(person)
    sessions.set(person, open)
    open.catch(() => sessions.get(person) === open && sessions.delete(person))
    const [oldest] = sessions.keys()
    if (sessions.size > SESSIONS) {
      const left = sessions.get(oldest!)!
      sessions.delete(oldest!)
      // What cannot be kept is learnt from the log again.
      left.then((session) => session.close()).catch(() => {})
    }
    return open
  }
  const single = async (person: string): Promise<KnownTaste> => {
    requireName(person)
    const fromFile = await imported.find(person)
    if (fromFile !== undefined) {
      return { taste: fromFile, event: 0, isFromLog: false, given: new Map() }
    }
    const session = await sessionOf(person)
    return { ...(await session.learnt()), isFromLog: true }
  }
  const merged = async (person: string, other: string): Promise<KnownTaste> => {
    const [a, b] = [await single(person), await single(other)]
    const over = shelf()
    if (over.ids.length < 2) return a // nothing to put in order, and nothing to measure spreads on
    const key = JSON.stringify([person, other])
    const last = merges.get(key)
    const merge =
      last !== undefined && last.a === a.taste && last.b === b.taste && last.over === over
        ? last
        : {
            a: a.taste,
            b: b.taste,
            over,
            taste: mergeTastes(
              [
                { name: person, weight: 1, taste: a.taste },
                { name: other, weight: 1, taste: b.taste },
              ],
              over.descriptors,
            ),
          }
    merges.clear() // one is enough: two people look together at one page
    merges.set(key, merge)
    return { taste: merge.taste, event: Math.max(a.event, b.event), isFromLog: false, given: a.given }
  }
  return {
    tasteOf: ({ person, with: other }) =>
      other === undefined || other === person ? single(person) : merged(person, other),
    async session(person) {
      requireName(person)
      if ((await imported.find(person)) !== undefined)
        throw new UsageError(`${person} is a taste that was imported: it orders photos, and cannot be added to`)
      return sessionOf(person)
    },
    async importTaste(person, content) {
      requireName(person)
      const speakers = await catalog.people()
      if (speakers.some((speaker) => speaker.person === person))
        throw new UsageError(`${person} has rated photos here; import the taste under another name`)
      await imported.keep(person, content)
    },
    async reloadLibrary() {
      await Promise.all([...sessions.values()].map(async (session) => (await session).reloadLibrary()))
    },
    async forget(person) {
      requireName(person)
      sessions.delete(person) // and is not closed, which would keep its taste
      merges.clear()
      await imported.remove(person)
    },
    async close() {
      const open = [...sessions.values()]
      sessions.clear()
      await Promise.allSettled(open.map(async (session) => (await session).close()))
    },
  }
}

interface Merge {
  readonly a: AnyTaste
  readonly b: AnyTaste
  readonly over: Shelf
  readonly taste: AnyTaste
}

function requireName(person: string): void {
  const parsed = personName.safeParse(person)
  if (!parsed.success)
    throw new UsageError(`${JSON.stringify(person).slice(0, 120)} is no name: ${parsed.error.issues[0]?.message}`)
}
