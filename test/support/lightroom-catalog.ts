import Sqlite from 'better-sqlite3'

/** An image as Lightroom keeps it; values may be anything, as they may in its columns. */
export interface LightroomImage {
  /** `IMG_1.CR2`; null leaves out the names of the file. */
  readonly name: string | null
  /** Below the root folder, `2019/june/`. */
  readonly folder?: string
  readonly rating?: unknown
  readonly pick?: unknown
  readonly label?: unknown
  readonly taken?: unknown
  /** Bytes when it was imported. */
  readonly size?: number
  /** `JPG` where the camera wrote one beside the RAW file. */
  readonly sidecars?: string
  readonly format?: string
  /** Virtual copies, each with the values that differ from the master's. */
  readonly copies?: readonly Pick<LightroomImage, 'rating' | 'pick' | 'label'>[]
}

export interface LightroomOptions {
  /** Root folder, `D:/Photos/`. */
  readonly root: string
  readonly images: readonly LightroomImage[]
  /** `Adobe_DBVersion`; undefined for a catalog without the table. */
  readonly version?: string | null
  /** Runs in the open catalog before it is closed, to take something away. */
  readonly change?: (database: Sqlite.Database) => void
}

/**
 * Writes a catalog with those tables of Lightroom Classic that hold files and choices, in words of our own: most columns
 * have no type, as there. @returns the open database, which the caller closes.
 */
export function openLightroomCatalog(path: string, options: LightroomOptions): Sqlite.Database {
  const { root, images, version = '1300025', change = () => {} } = options
  const database = new Sqlite(path)
  database.pragma('synchronous = off')
  database.exec(`
    begin;
    create table Adobe_variablesTable (id_local integer primary key, id_global, name, type, value not null default '');
    create table AgLibraryRootFolder (id_local integer primary key, id_global, absolutePath not null default '', name);
    create table AgLibraryFolder (id_local integer primary key, id_global, pathFromRoot not null default '', rootFolder integer not null default 0);
    create table AgLibraryFile (id_local integer primary key, id_global, baseName not null default '',
      extension not null default '', folder integer not null default 0, idx_filename not null default '', importHash,
      originalFilename not null default '', sidecarExtensions);
    create table Adobe_images (id_local integer primary key, id_global, captureTime, colorLabels not null default '',
      copyName, fileFormat not null default 'unset', masterImage integer, pick not null default 0, rating,
      rootFile integer not null default 0);
    create index index_Adobe_images_rootFile on Adobe_images (rootFile);
    create table AgLibraryCollection (id_local integer primary key, name);
  `)
  if (version !== null)
    database.prepare("insert into Adobe_variablesTable (name, value) values ('Adobe_DBVersion', ?)").run(version)
  database.prepare('insert into AgLibraryRootFolder (id_local, absolutePath) values (1, ?)').run(root)
  const folders = new Map<string, number | bigint>()
  const folderOf = (name: string): number | bigint => {
    const known = folders.get(name)
    if (known !== undefined) return known
    const { lastInsertRowid } = database
      .prepare('insert into AgLibraryFolder (pathFromRoot, rootFolder) values (?, 1)')
      .run(name)
    folders.set(name, lastInsertRowid)
    return lastInsertRowid
  }
  const insertFile = database.prepare(
    'insert into AgLibraryFile (baseName, extension, folder, idx_filename, importHash, sidecarExtensions) values (?, ?, ?, ?, ?, ?)',
  )
  const insertImage = database.prepare(
    'insert into Adobe_images (rootFile, rating, pick, colorLabels, captureTime, masterImage, fileFormat) values (?, ?, ?, ?, ?, ?, ?)',
  )
  for (const image of images) {
    const { name, folder = '', size, sidecars = null, format = 'RAW', taken = null, copies = [] } = image
    const dot = name?.lastIndexOf('.') ?? -1
    const [base, ending] = name === null ? ['', ''] : [name.slice(0, dot), name.slice(dot + 1)]
    const hash = size === undefined ? null : `733325979:${name}:${size}`
    const file = insertFile.run(base, ending, folderOf(folder), name ?? '', hash, sidecars).lastInsertRowid
    const insert = ({ rating = null, pick = 0, label = '' }: LightroomImage, master: number | bigint | null) =>
      insertImage.run(file, rating, pick, label, taken, master, format).lastInsertRowid
    // Copies come first, so that their order is not what tells them from the master.
    const master = copies.length === 0 ? null : insert({ ...image, ...copies[0] }, 0)
    const own = insert(image, null)
    if (master !== null) database.prepare('update Adobe_images set masterImage = ? where id_local = ?').run(own, master)
    for (const copy of copies.slice(1)) insert({ ...image, ...copy }, own)
  }
  database.exec('commit')
  change(database)
  return database
}

export function writeLightroomCatalog(path: string, options: LightroomOptions): string {
  openLightroomCatalog(path, options).close()
  return path
}
