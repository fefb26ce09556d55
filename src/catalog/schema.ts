import type { Generated } from 'kysely'

/** Marks a SQLite file as a catalog of palate: "plte" in ASCII. */
export const APPLICATION_ID = 0x706c7465

export interface CatalogTables {
  readonly photo: PhotoTable
  readonly file: FileTable
  readonly describer: DescriberTable
  readonly descriptor: DescriptorTable
  readonly event: EventTable
  readonly taste: TasteTable
  readonly measure: MeasureTable
}

/** A photo is its image data, wherever it lies. Rows are never deleted: ratings and descriptors hang on them. */
interface PhotoTable {
  readonly id: Generated<number>
  readonly content_hash: string
  readonly perceptual_hash: string
  readonly width: number
  readonly height: number
  /** Of `Shot`. */
  readonly taken_at: Generated<string | null>
  readonly camera: Generated<string | null>
  readonly lens: Generated<string | null>
  readonly orientation: Generated<number | null>
  /** 1 once its file was asked for these four. */
  readonly shot_read: Generated<0 | 1>
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
 * What a person said, never changed: a mistake is taken back by a later event that names it. Photos stand here by their
 * content hashes, so that the log can be read, and photos rated, without the tables above.
 */
interface EventTable {
  readonly id: Generated<number>
  readonly person: string
  readonly kind: 'score' | 'star' | 'pick' | 'reject' | 'pass' | 'duel' | 'undo'
  /** The left one of a duel; null for an undo. */
  readonly photo: string | null
  /** The right one of a duel. */
  readonly other: string | null
  /** A score or stars, 1 to 5; of a duel 1 where the left photo won, -1 where the right one did, 0 for a tie. */
  readonly value: number | null
  readonly undoes: number | null
  /** ISO 8601 in UTC. */
  readonly time: string
  readonly source: string
}

/** A taste as it was last learnt: what the log says, worked out. */
interface TasteTable {
  readonly person: string
  readonly pack_hash: string
  /** The last event that it was learnt from; 0 for none. */
  readonly event_id: number
  /** The text of its taste file. */
  readonly content: string
}

/** `PhotoMeasures` of a photo, as the version of `measurePhoto` that stands here gave them. */
interface MeasureTable {
  readonly photo_id: number
  readonly version: number
  readonly focus: number
  readonly subject_focus: number
  readonly motion_blur: number
  readonly exposure: number
  readonly clipped_dark: number
  readonly clipped_light: number
  readonly noise: number
  readonly tilt: number | null
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

  // Dates and cameras are null and unread: the next scan fills them in. HEIC and RAW files are read now.
  `delete from file where unreadable is not null;
   alter table photo add column taken_at text;
   alter table photo add column camera text;
   alter table photo add column lens text;
   alter table photo add column orientation integer check (orientation between 1 and 8);
   alter table photo add column shot_read integer not null default 0 check (shot_read in (0, 1));
   create table event (
     id integer primary key autoincrement,
     person text not null check (person <> ''),
     kind text not null,
     photo text check (length(photo) = 64),
     other text check (length(other) = 64 and other <> photo),
     value integer,
     undoes integer references event (id) check (undoes < id),
     time text not null,
     source text not null,
     check (
       case kind
         when 'score' then photo is not null and other is null and value between 1 and 5 and undoes is null
         when 'star' then photo is not null and other is null and value between 1 and 5 and undoes is null
         when 'pick' then photo is not null and other is null and value is null and undoes is null
         when 'reject' then photo is not null and other is null and value is null and undoes is null
         when 'duel' then photo is not null and other is not null and value between -1 and 1 and undoes is null
         when 'undo' then photo is null and other is null and value is null and undoes is not null
         else 0
       end
     )
   ) strict;
   create index event_of_person on event (person, id);
   create index event_of_photo on event (photo) where photo is not null;
   create index undo_of_event on event (undoes) where undoes is not null;
   create trigger event_stays_as_said before update on event begin
     select raise(abort, 'what was said is never changed');
   end;
   create table taste (
     person text not null,
     pack_hash text not null,
     event_id integer not null,
     content text not null,
     primary key (person, pack_hash)
   ) strict, without rowid;`,

  // A photo may be passed over. SQLite changes no check: the log is copied, with its numbers and with the last number that
  // was given, so that what was forgotten keeps its own.
  `create table new_event (
     id integer primary key autoincrement,
     person text not null check (person <> ''),
     kind text not null,
     photo text check (length(photo) = 64),
     other text check (length(other) = 64 and other <> photo),
     value integer,
     undoes integer references new_event (id) check (undoes < id),
     time text not null,
     source text not null,
     check (
       case kind
         when 'score' then photo is not null and other is null and value between 1 and 5 and undoes is null
         when 'star' then photo is not null and other is null and value between 1 and 5 and undoes is null
         when 'pick' then photo is not null and other is null and value is null and undoes is null
         when 'reject' then photo is not null and other is null and value is null and undoes is null
         when 'pass' then photo is not null and other is null and value is null and undoes is null
         when 'duel' then photo is not null and other is not null and value between -1 and 1 and undoes is null
         when 'undo' then photo is null and other is null and value is null and undoes is not null
         else 0
       end
     )
   ) strict;
   insert into new_event select id, person, kind, photo, other, value, undoes, time, source from event order by id;
   delete from sqlite_sequence where name = 'new_event';
   insert into sqlite_sequence (name, seq) select 'new_event', seq from sqlite_sequence where name = 'event';
   drop table event;
   alter table new_event rename to event;
   create index event_of_person on event (person, id);
   create index event_of_photo on event (photo) where photo is not null;
   create index undo_of_event on event (undoes) where undoes is not null;
   create trigger event_stays_as_said before update on event begin
     select raise(abort, 'what was said is never changed');
   end;
   create table measure (
     photo_id integer primary key references photo (id),
     version integer not null,
     focus real not null,
     subject_focus real not null,
     motion_blur real not null,
     exposure real not null,
     clipped_dark real not null,
     clipped_light real not null,
     noise real not null,
     tilt real
   ) strict;`,
]
