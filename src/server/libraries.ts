import { type Library, type LibraryOptions, openLibraryThread } from './library/index.ts'
import { orderQuery } from './messages/index.ts'
import { lasting } from './threads/lasting.ts'

/**
 * Two threads that compute over the same photos: `quick` for what the page waits for, `slow` for what takes seconds, so
 * that no rating and no order waits behind it. One that dies is started again, and asked once more.
 */
export interface Libraries {
  quick<T>(work: (library: Library) => Promise<T>): Promise<T>
  slow<T>(work: (library: Library) => Promise<T>): Promise<T>
  /** Takes in photos that came or went; asked for again meanwhile, once more afterwards. @returns how many there are. */
  reload(): Promise<number>
  /** Puts other threads in the place of these, which answer what they were asked before they end. @returns the photos. */
  replace(options: LibraryOptions): Promise<number>
  /** Drops what both keep of a person. */
  forget(person: string): Promise<void>
  /** Number of photos at the last look. */
  readonly photos: number
  close(): Promise<void>
}

/**
 * Opens the quick one; the slow one is opened when it is first asked. `log` is told of threads that died.
 * @throws {PalateError} where the pack cannot be read.
 */
export async function openLibraries(
  options: LibraryOptions,
  { log }: { readonly log: (text: string) => void },
): Promise<Libraries> {
  let pair = await openPair(options, log)
  let changes: Promise<unknown> = Promise.resolve()
  let reloading: Promise<number> | undefined
  let again: Promise<number> | undefined

  /** One change after the other. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = changes.then(work)
    changes = done.catch(() => {}) // whoever asked for it is told
    return done
  }
  const reload = (): Promise<number> => {
    reloading = inTurn(() => pair.reload()).finally(() => (reloading = undefined))
    return reloading
  }
  return {
    quick: async (work) => pair.quick.ask(work),
    slow: async (work) => pair.slow(work),
    reload() {
      if (reloading === undefined) return reload()
      again ??= reloading
        .catch(() => {})
        .then(() => {
          again = undefined
          return reload()
        })
      return again
    },
    replace: (next) =>
      inTurn(async () => {
        const old = pair
        const opened = await openPair(next, log)
        await opened.ready // the old ones answer until then
        pair = opened
        void old.close().catch(() => {}) // it has answered all; nobody is left who could be told
        return pair.photos()
      }),
    forget: (person) => inTurn(() => pair.forget(person)),
    get photos() {
      return pair.photos()
    },
    close: () => inTurn(() => pair.close()),
  }
}

interface Pair {
  readonly quick: Shared
  /** Resolves once the order that the page asks for first is there. */
  readonly ready: Promise<unknown>
  slow<T>(work: (library: Library) => Promise<T>): Promise<T>
  reload(): Promise<number>
  forget(person: string): Promise<void>
  photos(): number
  close(): Promise<void>
}

async function openPair(options: LibraryOptions, log: (text: string) => void): Promise<Pair> {
  const [quick, slow] = [shared(options, log), shared(options, log)]
  let isStale = false
  let photos: number
  try {
    photos = await quick.ask((library) => library.count())
  } catch (error) {
    await quick.close()
    throw error
  }
  // From thousands of stars, learning takes seconds: the page opens meanwhile. Where that fails, whoever asks is told.
  const ready = quick.ask((library) => library.order(orderQuery.parse({}))).catch(() => {})
  return {
    quick,
    ready,
    slow: (work) =>
      slow.ask(async (library) => {
        if (isStale) {
          isStale = false
          await library.reload().catch((error: unknown) => {
            isStale = true
            throw error
          })
        }
        return work(library)
      }),
    async reload() {
      photos = await quick.ask((library) => library.reload())
      isStale = true // taken in when it is next asked: while photos are indexed nobody may
      return photos
    },
    async forget(person) {
      await quick.ask((library) => library.forget(person))
      if (slow.isOpen()) await slow.ask((library) => library.forget(person))
    },
    photos: () => photos,
    async close() {
      await Promise.all([quick.close(), slow.close()])
    },
  }
}

interface Shared {
  ask<T>(work: (library: Library) => Promise<T>): Promise<T>
  /** Whether it was opened, or is being opened. */
  isOpen(): boolean
  /** Ends it once nobody uses it. */
  close(): Promise<void>
}

function shared(options: LibraryOptions, log: (text: string) => void): Shared {
  const thread = lasting(() => openLibraryThread(options), log)
  const uses = new Set<Promise<unknown>>()
  return {
    async ask(work) {
      const asked = thread.ask(work)
      uses.add(asked)
      try {
        return await asked
      } finally {
        uses.delete(asked)
      }
    },
    isOpen: thread.isOpen,
    async close() {
      while (uses.size > 0) await Promise.allSettled(uses)
      await thread.close()
    },
  }
}
