import type Sqlite from 'better-sqlite3'

export type PictureSize = 'thumbnail' | 'preview' | 'full'

/** A picture as a browser gets it. */
export interface Picture {
  readonly bytes: Uint8Array
  /** Content type: `image/webp`. */
  readonly type: string
}

export interface PictureKey {
  readonly contentHash: string
  readonly size: PictureSize
}

/** Changes whenever pictures are made in another way. Earlier ones are never found again, and so are the first to go. */
const RENDERING = 1

/** Freed beyond what is needed, in bytes, so that not each picture has to make room; more would stop a server for long. */
const FREED_AT_ONCE = 2 ** 21

export type KeptPictures = ReturnType<typeof keptPictures>

/**
 * What is done with the open file of a cache that may take `mostBytes` on the disk; a larger one shrinks here. None of it
 * is asynchronous: it takes a fraction of a millisecond, and is whole before anything else is looked at.
 */
export function keptPictures(database: Sqlite.Database, mostBytes: number) {
  const pageSize = database.pragma('page_size', { simple: true }) as number
  const pages = (): number => database.pragma('page_count', { simple: true }) as number
  const free = (): number => database.pragma('freelist_count', { simple: true }) as number

  const find = database.prepare<[string, string, number], { id: number; type: string; bytes: Buffer }>(
    'select id, type, bytes from picture join content using (id) where content_hash = ? and size = ? and rendering = ?',
  )
  // A clock of its own, which no other clock can turn back.
  const now = '(select coalesce(max(used), 0) + 1 from picture)'
  const add = database.prepare(
    `insert into picture (content_hash, size, rendering, type, length, used) values (?, ?, ?, ?, ?, ${now})
     on conflict do nothing`,
  )
  const addContent = database.prepare('insert into content (id, bytes) values (?, ?)')
  const use = database.prepare(`update picture set used = ${now} where id = ?`)
  const leastRecent = database.prepare<[], { id: number; length: number }>(
    'select id, length from picture order by used',
  )
  const drop = database.prepare('delete from picture where id = ?')
  const dropContent = database.prepare('delete from content where id = ?')

  const makeRoom = (): void => {
    const taken = (pages() - free()) * pageSize
    if (taken > mostBytes) {
      let surplus = taken - mostBytes + Math.min(FREED_AT_ONCE, mostBytes / 10)
      const going: number[] = []
      for (const { id, length } of leastRecent.iterate()) {
        if (surplus <= 0) break
        going.push(id)
        surplus -= length
      }
      for (const id of going) {
        drop.run(id)
        dropContent.run(id)
      }
    }
    // What is free below the bound will be filled again; what lies above it goes back to the disk.
    const above = Math.min(pages() - Math.floor(mostBytes / pageSize), free())
    if (above > 0) database.pragma(`incremental_vacuum(${above})`)
  }

  database.transaction(makeRoom).immediate()
  return {
    find: ({ contentHash, size }: PictureKey) => find.get(contentHash, size, RENDERING),
    keep: database.transaction(({ contentHash, size }: PictureKey, { bytes, type }: Picture) => {
      const { changes, lastInsertRowid } = add.run(contentHash, size, RENDERING, type, bytes.length)
      if (changes === 0) return // another process was as fast
      addContent.run(lastInsertRowid, bytes)
      makeRoom()
    }).immediate,
    /** Writes that pictures were used, the least recent first. */
    mark: database.transaction((ids: Iterable<number>) => {
      for (const id of ids) use.run(id)
    }).immediate,
    close: () => void database.close(),
  }
}
