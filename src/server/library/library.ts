import type {
  OrderQuery,
  Viewer,
  Facets,
  Card,
  PhotoDetails,
  Why,
  Comparison,
  LearningCurve,
  TasteSummary,
  ShootSummary,
} from '../messages/index.ts'
import type { ShootContents } from './shoots-of.ts'

/** What a library is opened with: of plain data, for it crosses into a thread. */
export interface LibraryOptions {
  /** Path of the catalog, of which the thread has a connection of its own. */
  readonly catalog: string
  /** Folder of the pack. */
  readonly pack: string
  /** Absolute paths of the opened folders: nothing of a photo outside them is ever given. */
  readonly folders: readonly string[]
  /** Folder of tastes that were imported from files: NAME.taste.json. */
  readonly tastes: string
  /** File of what shoots are cut by, which need not be there. */
  readonly shoots: string
  readonly seed: number
}

/** A shoot that somebody culls. */
export interface CulledShoot {
  readonly key: number
  readonly person: string
  /** What it is ranked by: what all other shoots teach, with or without measures, or nothing. */
  readonly order: 'archive' | 'archive-and-measures' | 'chronological'
}

/** Numbers of photos in an order. */
export interface OrderedPhotos {
  readonly ids: Int32Array
  /** The last thing said that it follows from; 0 for none. */
  readonly event: number
}

/** A photo with all that an export says of it. */
export interface ExportRow extends Card {
  /** Absolute path of its file. */
  readonly path: string
}

/**
 * The photos of the opened folders in the order of anybody's taste: everything of the server that computes. It lives in
 * a thread (`openLibraryThread`), of which the server has two, so that what takes long never holds up an order. It reads
 * the log of the catalog, and never writes to it. Every method throws a UsageError for a photo that is not in the opened folders.
 */
export interface Library {
  /** Number of photos: known at once, as nothing has to be learnt for it. */
  count(): Promise<number>
  order(query: OrderQuery): Promise<OrderedPhotos>
  facets(): Promise<Facets>
  cards(photos: readonly number[], viewer: Viewer): Promise<readonly Card[]>
  photo(photo: number, viewer: Viewer): Promise<PhotoDetails>
  why(photo: number, viewer: Viewer): Promise<Why>
  /** The near duplicates that a photo stands among, by time; itself alone where there are none. */
  series(photo: number): Promise<readonly number[]>
  /** Shoots as a person culls them, newest first. */
  shoots(person: string): Promise<readonly ShootSummary[]>
  /**
   * One shoot with all its frames. Learning an order takes up to seconds; its `places` are null where other shoots teach
   * nothing. @throws {MissingError} where there is none of that key.
   */
  shoot(options: CulledShoot): Promise<ShootContents>
  /** Frames of a shoot to keep: good and unlike each other, best first; none that was rejected or passed over. */
  diverse(options: CulledShoot & { readonly count: number }): Promise<readonly number[]>
  /** Photos whose ratings teach most, no two alike. */
  next(options: {
    readonly person: string
    readonly count: number
    readonly exclude: readonly number[]
  }): Promise<readonly number[]>
  pair(options: {
    readonly person: string
    readonly exclude: readonly number[]
  }): Promise<{ readonly left: number; readonly right: number; readonly preference: number } | null>
  taste(person: string): Promise<TasteSummary>
  learningCurve(person: string): Promise<LearningCurve>
  compare(people: readonly [string, string]): Promise<Comparison>
  /** The text of a taste file. */
  tasteFile(person: string): Promise<string>
  /**
   * Keeps a taste file under a name, in place of one that was imported under the same. @throws {FormatError} where it is
   * none, or of another pack. @throws {UsageError} for the name of somebody who rated here.
   */
  importTaste(imported: { readonly person: string; readonly content: string }): Promise<void>
  /** Rows of an order for an export, in pages. */
  rows(photos: readonly number[], viewer: Viewer): Promise<readonly ExportRow[]>
  /** Takes in photos that were indexed or vanished since. @returns how many there are. */
  reload(): Promise<number>
  /** Drops what is kept in memory of a person who was forgotten, and the taste that was imported under that name. */
  forget(person: string): Promise<void>
  close(): Promise<void>
}
