import { type Agreement, type DescribeMode, requireReadOut, type Taste, tasteModelOf } from '../personalize/index.ts'
import type { Pack } from '../task-vectors/index.ts'
import type { Catalog } from './catalog.ts'
import type { LoggedEvent } from './events.ts'
import type { ExpectedStars } from './expected-stars.ts'
import type { Given } from './given-ratings.ts'
import type { Library } from './library.ts'
import { startTasteSession } from './start-taste-session.ts'

/** A photo, by its number in the catalog, with what a taste expects of it. */
export interface ExpectedPhoto extends ExpectedStars {
  readonly photo: number
  /** Only the order of scores means something. */
  readonly score: number
  /** Standard deviation of the score. */
  readonly deviation: number
}

/**
 * One person rating a library with one pack. What is said is on disk when the promise of saying it resolves; the taste
 * is learnt, and the library put in order, when they are next asked for. Photos go by their numbers in the catalog.
 */
export interface TasteSession {
  readonly person: string
  /** Photos in the order. */
  readonly count: number
  rate(photo: number, score: 1 | 2 | 3 | 4 | 5): Promise<LoggedEvent>
  pick(photo: number): Promise<LoggedEvent>
  reject(photo: number): Promise<LoggedEvent>
  duel(left: number, right: number, winner: 'left' | 'right' | 'tie'): Promise<LoggedEvent>
  /** Takes back an event, or the last thing said here; undefined where there is nothing. */
  undo(event?: number): Promise<LoggedEvent | undefined>
  /** The taste after all that was said, in this session or another. */
  taste(): Promise<Taste>
  /** The same with the last event that it follows from, 0 for none. */
  learnt(): Promise<{
    readonly taste: Taste
    readonly event: number
    /** As `given`, at that moment. */
    readonly given: ReadonlyMap<number, Given>
  }>
  /** A part of the library, best first: what was rated by its rating (`orderWithRatings`), the rest by the taste. `event` is the last one that it follows from, 0 for none. */
  order(part?: { readonly top?: number; readonly offset?: number }): Promise<{
    readonly photos: readonly ExpectedPhoto[]
    readonly event: number
  }>
  /** Numbers of all photos, best first. */
  ids(): Promise<Int32Array>
  /** The same of photos that are looked at. @throws {UsageError} where one is not in the library. */
  predictions(photos: readonly number[]): Promise<readonly ExpectedPhoto[]>
  /** What the person gave, by photo, undone things left out. */
  given(): Promise<ReadonlyMap<number, Given>>
  /** Photos whose ratings teach most, no two alike; none rated before or among `exclude`. */
  next(options?: { readonly count?: number; readonly exclude?: readonly number[] }): Promise<readonly number[]>
  /** Two photos whose comparison teaches most, and how probably the left one is preferred. */
  nextPair(options?: {
    readonly exclude?: readonly number[]
  }): Promise<{ readonly left: number; readonly right: number; readonly preference: number } | undefined>
  /** Cross-validated agreement with the person, or what it was after the `first` things said. */
  agreement(options?: { readonly first?: number }): Promise<Agreement>
  /** Takes in photos that were indexed or vanished since. */
  reloadLibrary(): Promise<void>
  /** Keeps the taste for the next start. The catalog stays open. */
  close(): Promise<void>
}

export interface SessionOptions {
  readonly catalog: Catalog
  /** Default `ME`. */
  readonly person?: string
  /** What events say of where they were said; default `app`. */
  readonly source?: string
  readonly seed?: number
  readonly now?: () => Date
  /** Only photos with a file in these folders are in the library; what was said of others is learnt from all the same. */
  readonly folders?: readonly string[]
  /** Where the library comes from, for sessions that share one; default the catalog. */
  readonly loadLibrary?: () => Promise<Library>
}

/** Opens a session with a pack that the library was described with. @throws {UsageError} where the pack has no read-out. */
export async function openTasteSession({
  pack,
  mode = 'fast',
  ...options
}: SessionOptions & { readonly pack: Pack; readonly mode?: DescribeMode }): Promise<TasteSession> {
  const model = tasteModelOf(pack, await requireReadOut(pack))
  return startTasteSession({ ...options, model, kind: { key: `${pack.hash}/${mode}`, shape: model.shape } })
}
