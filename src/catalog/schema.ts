import type { Generated } from 'kysely'

/** Marks a SQLite file as a catalog of palate: "plte" in ASCII. */
export const APPLICATION_ID = 0x706c7465

export interface CatalogTables {
  readonly photo: PhotoTable
  readonly file: FileTable
  readonly describer: DescriberTable
  readonly descriptor: DescriptorTable
}

/** A photo is its image data, wherever it lies. Rows are never deleted: ratings and descriptors hang on them. */
interface PhotoTable {
  readonly id: Generated<number>
  readonly content_hash: string
  readonly perceptual_hash: string
  readonly width: number
  readonly height: number
}

/** A file as it was last looked at: either a photo, or the sentence that says why it is none. */
interface FileTable {
  readonly path: string
  readonly size: number
  readonly mtime_ms: number
  readonly photo_id: number | null
  readonly unreadable: string | null
}

/** What descriptors are of, with their sizes: n database scores, m bytes of embedding. */
interface DescriberTable {
  readonly id: Generated<number>
  readonly key: string
  readonly databases: number
  readonly width: number
}

interface DescriptorTable {
  readonly describer_id: number
  readonly photo_id: number
  readonly bytes: Uint8Array
}

/**
 * Number i brings a catalog from version i to i + 1. What was released stays as it is; a change is a new one at the end.
 * One that teaches palate to read more files also runs `delete from file where unreadable is not null`.
 */
export const migrations: readonly string[] = [
  // Photos are numbered, so that the many descriptors are keyed by four bytes and not by 64 digits, and so that new ones
  // go to the end of their table, page after page.
  `create table photo (
     id integer primary key,
     content_hash text not null unique,
     perceptual_hash text not null,
     width integer not null,
     height integer not null
   ) strict;
   create table file (
     path text primary key,
     size integer not null,
     mtime_ms real not null,
     photo_id integer references photo (id),
     unreadable text,
     check ((photo_id is null) <> (unreadable is null))
   ) strict, without rowid;
   create index file_of_photo on file (photo_id) where photo_id is not null;
   create table describer (
     id integer primary key,
     key text not null unique,
     databases integer not null,
     width integer not null
   ) strict;
   create table descriptor (
     describer_id integer not null references describer (id),
     photo_id integer not null references photo (id),
     bytes blob not null,
     primary key (describer_id, photo_id)
   ) strict, without rowid;`,
]
