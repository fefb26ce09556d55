import Sqlite from 'better-sqlite3'

/** An image as darktable keeps it. */
export interface DarktableImage {
  readonly name: unknown
  readonly folder: string
  /** Stars in the lowest three bits, 8 for a reject, and bits of other meanings. */
  readonly flags?: unknown
  /** `2019:06:07 08:09:10` in older versions, microseconds from the year 1 in newer ones. */
  readonly taken?: unknown
  /** 0 is the photo, others are duplicates with another development. */
  readonly version?: number
  readonly colours?: readonly unknown[]
}

export interface DarktableOptions {
  readonly images: readonly DarktableImage[]
  readonly version?: unknown
  /** Runs in the open library before it is closed. */
  readonly change?: (database: Sqlite.Database) => void
}

/** Writes a library with those tables of darktable that hold files and choices, in words of our own. */
export function writeDarktableLibrary(
  path: string,
  { images, version = 36, change = () => {} }: DarktableOptions,
): string {
  const database = new Sqlite(path)
  database.pragma('synchronous = off')
  database.exec(`
    begin;
    create table db_info (key varchar primary key, value varchar);
    create table film_rolls (id integer primary key, access_timestamp integer, folder varchar(1024) not null);
    create table images (id integer primary key autoincrement, group_id integer, film_id integer, width integer,
      height integer, filename varchar, datetime_taken integer, flags integer, version integer, max_version integer);
    create table color_labels (imgid integer, color integer);
    create unique index color_labels_idx on color_labels (imgid, color);
  `)
  database.prepare("insert into db_info values ('version', ?)").run(version)
  const folders = [...new Set(images.map(({ folder }) => folder))]
  folders.forEach((folder, at) => database.prepare('insert into film_rolls values (?, 0, ?)').run(at + 1, folder))
  for (const { name, folder, flags = 0, taken = null, version: copy = 0, colours = [] } of images) {
    const { lastInsertRowid } = database
      .prepare('insert into images (film_id, filename, flags, datetime_taken, version) values (?, ?, ?, ?, ?)')
      .run(folders.indexOf(folder) + 1, name, flags, taken, copy)
    for (const colour of colours)
      database.prepare('insert into color_labels values (?, ?)').run(lastInsertRowid, colour)
  }
  database.exec('commit')
  change(database)
  database.close()
  return path
}
