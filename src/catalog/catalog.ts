import { join, resolve } from 'node:path'
import { palateHome } from '../core/index.ts'
import type { PhotoMeasures } from '../image/index.ts'
import type { Backup } from './backup.ts'
import type { DescriptorKind } from './describers.ts'
import { appendEvents, readEvents, undoLast } from './event-log.ts'
import type { LoggedEvent, Said, Speaker } from './events.ts'
import { describedContents, dropFiles, type KnownFile, knownFiles, pathsIn } from './known.ts'
import {
  countLibrary,
  type DescribedFiles,
  describedFiles,
  type Library,
  loadLibrary,
  type PlacedPhoto,
  placedPhotos,
  storedDescriptors,
} from './library.ts'
import { type LibraryFile, libraryFiles } from './library-files.ts'
import { type MeasuredPhoto, readMeasures, writeMeasures } from './measures.ts'
import { type FactualLibrary, loadWithFacts } from './photo-facts.ts'
import { photosIn } from './photos-in.ts'
import { photoIds } from './photo-ids.ts'
import { photosByPrefix } from './photos-by-prefix.ts'
import { openSqlite } from './sqlite.ts'
import { forgetPerson, keepTaste, keptTaste, type KeptTaste, knownPeople, type KnownPerson } from './tastes.ts'
import { type CatalogBatch, writeBatch } from './write-batch.ts'

/**
 * Photos by content, the files that hold them, their descriptors by pack, and what people said of them: one SQLite file,
 * which several processes may use at once. Every method throws a PalateError in one sentence where the file is damaged, in use for too long, or
 * cannot be written.
 */
export interface Catalog {
  readonly path: string
  /** Descriptors of these files, in their order, without those that have none of this kind. */
  descriptorsOf(paths: readonly string[], kind: DescriptorKind): Promise<DescribedFiles>
  /** Descriptors of every photo that lies at some path, or in one of these folders. */
  loadDescriptors(kind: DescriptorKind, scope?: LibraryScope): Promise<Library>
  /** The same with what the photos of folders are filtered and sorted by. */
  loadWithFacts(kind: DescriptorKind, scope: Required<LibraryScope>): Promise<FactualLibrary>
  /** How many photos `loadDescriptors` would give. */
  countDescriptors(kind: DescriptorKind): Promise<number>
  /** The photos with these numbers, in their order: what `loadDescriptors` gave, where it is looked at. */
  photos(ids: ArrayLike<number>): Promise<readonly PlacedPhoto[]>
  /** The photos whose content hashes begin with these, such as the 24 digits by which a taste names them; in their order. */
  photosByPrefix(prefixes: readonly string[]): Promise<readonly PlacedPhoto[]>
  /** Numbers of the photos with a file in one of these folders, whether described or not; ascending. */
  photosIn(folders: readonly string[]): Promise<Int32Array>
  /** Numbers of the photos with these content hashes, by content hash; any number of them. */
  photoIds(contentHashes: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** What is remembered of these paths, a few hundred at a time. */
  knownFiles(paths: readonly string[], kind: DescriptorKind): Promise<ReadonlyMap<string, KnownFile>>
  /** Those of these contents, a few hundred at a time, that have a descriptor. */
  describedContents(contentHashes: readonly string[], kind: DescriptorKind): Promise<ReadonlySet<string>>
  /** Writes a few hundred photos and files: all of them or none. */
  write(batch: CatalogBatch): Promise<void>
  /** Absolute paths in a folder, at any depth, in pages. */
  pathsIn(folder: string): AsyncIterable<readonly string[]>
  /** Every file that holds a photo, in these folders or anywhere, in pages: what other programs' photos are looked up in. */
  libraryFiles(scope?: LibraryScope): AsyncIterable<readonly LibraryFile[]>
  /** Forgets that photos lay at these paths, a few hundred at a time. Photos and descriptors stay. */
  dropFiles(paths: readonly string[]): Promise<void>
  /** Stored descriptors by content hash, those of vanished photos too; a few thousand at a time. */
  storedDescriptors(contentHashes: readonly string[], kind: DescriptorKind): Promise<ReadonlyMap<string, Uint8Array>>
  /** What was measured of these photos, by number, without those that have not been measured as it is done now. */
  measures(ids: ArrayLike<number>): Promise<ReadonlyMap<number, PhotoMeasures>>
  /** Writes measures of a few hundred photos, over earlier ones: all of them or none. */
  writeMeasures(batch: readonly MeasuredPhoto[]): Promise<void>
  /**
   * Appends what a person says to the log: all of it or nothing, and on disk when this returns.
   * @throws {UsageError} for what cannot be meant, and for an undo of what is not there or undone already.
   */
  append(saying: Speaker & { readonly said: readonly Said[] }): Promise<readonly LoggedEvent[]>
  /** Takes back the last thing that a person said here, what was read from elsewhere left aside; undefined where there is nothing. */
  undoLast(speaker: Speaker): Promise<LoggedEvent | undefined>
  /** The log, or one person's part of it, in order; `after` is the last event that is known already. */
  events(of?: { readonly person?: string | undefined; readonly after?: number }): Promise<readonly LoggedEvent[]>
  /** Everybody who said something, by name. */
  people(): Promise<readonly KnownPerson[]>
  /** Forgets all that a person said, and their tastes: the one thing that takes from the log. @returns the events. */
  forgetPerson(person: string): Promise<number>
  keptTaste(of: Pick<KeptTaste, 'person' | 'packHash'>): Promise<KeptTaste | undefined>
  /** Keeps a taste, unless one that was learnt from more is kept already. */
  keepTaste(taste: KeptTaste): Promise<void>
  /**
   * Copies the catalog into one file while it may be in use, and checks it before it takes an earlier one's place.
   * @throws {UsageError} where that is no backup. @throws {FormatError} where the catalog is damaged.
   */
  backUp(to: string): Promise<Backup>
  close(): Promise<void>
}

/** Which photos a library has: those with a file in one of the folders; without folders all. */
export interface LibraryScope {
  readonly folders?: readonly string[]
}

/** The catalog that is used where none is named. */
export function defaultCatalogPath(home: string = palateHome()): string {
  return join(home, 'catalog.sqlite')
}

/**
 * Opens a catalog, which is made where there is none.
 * @throws {FormatError} where the file is no catalog, damaged, or of a newer palate. @throws {PalateError} where it cannot be opened.
 */
export async function openCatalog(path: string = defaultCatalogPath()): Promise<Catalog> {
  const { db, backUp, close } = await openSqlite(resolve(path))
  return {
    path: resolve(path),
    descriptorsOf: (paths, kind) => describedFiles(db, paths, kind),
    loadDescriptors: (kind, { folders } = {}) => loadLibrary(db, kind, folders?.map(absolute)),
    loadWithFacts: (kind, { folders }) => loadWithFacts(db, kind, folders.map(absolute)),
    countDescriptors: (kind) => countLibrary(db, kind),
    photos: (ids) => placedPhotos(db, ids),
    photosByPrefix: (prefixes) => photosByPrefix(db, prefixes),
    photoIds: (contentHashes) => photoIds(db, contentHashes),
    photosIn: (folders) => photosIn(db, folders),
    knownFiles: (paths, kind) => knownFiles(db, paths, kind),
    describedContents: (contentHashes, kind) => describedContents(db, contentHashes, kind),
    write: (batch) => writeBatch(db, batch),
    pathsIn: (folder) => pathsIn(db, resolve(folder)),
    libraryFiles: ({ folders } = {}) => libraryFiles(db, folders?.map(absolute)),
    dropFiles: (paths) => dropFiles(db, paths),
    storedDescriptors: (contentHashes, kind) => storedDescriptors(db, contentHashes, kind),
    measures: (ids) => readMeasures(db, ids),
    writeMeasures: (batch) => writeMeasures(db, batch),
    append: (saying) => appendEvents(db, saying),
    undoLast: (speaker) => undoLast(db, speaker),
    events: (of = {}) => readEvents(db, of),
    people: () => knownPeople(db),
    forgetPerson: (person) => forgetPerson(db, person),
    keptTaste: (of) => keptTaste(db, of),
    keepTaste: (taste) => keepTaste(db, taste),
    backUp,
    close,
  }
}

function absolute(folder: string): string {
  return resolve(folder)
}
