import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { sql } from 'kysely'
import sharp from 'sharp'
import { describe, expect, it, onTestFinished } from 'vitest'
import { colourDescriber } from '../../test/support/colour-describer.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { findPhotos } from '../image/index.ts'
import { eventsInForce, evidenceOf, givenRatings, indexPhotos, openCatalog } from './index.ts'
import { migrations } from './schema.ts'
import { openSqlite } from './sqlite.ts'

const folder = temporaryFolder()
const describer = colourDescriber()
let made = 0

/** A photo of one colour and its own EXIF. */
async function writePhoto(path: string, { shade = 100, exif = {}, model = 'Canon EOS R5' } = {}): Promise<void> {
  await sharp({ create: { width: 30, height: 20, channels: 3, background: { r: shade, g: 60, b: 20 } } })
    .jpeg()
    .withExif({ IFD0: { Make: 'Canon', Model: model }, IFD2: { DateTimeOriginal: '2024:05:06 07:08:09', ...exif } })
    .toFile(path)
}

async function world() {
  const home = join(folder, String(made++))
  await mkdir(join(home, 'photos'), { recursive: true })
  return { path: join(home, 'catalog.sqlite'), photos: join(home, 'photos'), photo: join(home, 'photos', 'a.jpg') }
}

/** Puts the JPEG's own metadata aside: the image data stay the same. */
async function turned(jpeg: string, orientation: number): Promise<void> {
  const bytes = await readFile(jpeg)
  const tiff = bytes.indexOf('Exif\0\0', 0, 'latin1') + 6
  const isLittle = bytes.toString('latin1', tiff, tiff + 2) === 'II'
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const at = tiff + view.getUint32(tiff + 4, isLittle)
  for (let entry = 0; entry < view.getUint16(at, isLittle); entry++)
    if (view.getUint16(at + 2 + 12 * entry, isLittle) === 0x112)
      view.setUint16(at + 2 + 12 * entry + 8, orientation, isLittle)
  await writeFile(jpeg, bytes)
}

async function only(path: string) {
  const catalog = await openCatalog(path)
  onTestFinished(() => catalog.close())
  const scan = async (folderOrFile: string, more = {}) =>
    indexPhotos({ catalog, describer, paths: await findPhotos([folderOrFile]), ...more })
  const photo = async () => (await catalog.photos((await catalog.loadDescriptors(describer)).ids))[0]!
  return { catalog, scan, photo }
}

const shot = { takenAt: '2024-05-06T07:08:09', camera: 'Canon EOS R5', lens: null, orientation: 1 }

describe('dates and cameras', () => {
  it('are read while a photo is indexed', async () => {
    const { path, photos, photo: file } = await world()
    await writePhoto(file)
    const { scan, photo } = await only(path)
    await scan(photos)
    expect(await photo()).toMatchObject({ ...shot, width: 30, height: 20, paths: [file] })
  })

  it('are read by the next scan in a catalog of the first version, which keeps what it has', async () => {
    const { path, photos, photo: file } = await world()
    await writePhoto(file)
    await copyFile(file, join(photos, 'copy.jpg'))
    await (await only(path)).scan(photos)
    // The same photos as the first version had them.
    const old = `${path}.1`
    const first = new Sqlite(old)
    first.exec(migrations[0]!)
    first.exec(`attach '${path}' as now`)
    first.exec('insert into photo select id, content_hash, perceptual_hash, width, height from now.photo')
    for (const table of ['file', 'describer', 'descriptor'])
      first.exec(`insert into ${table} select * from now.${table}`)
    first.exec("insert into file values ('/new.heic', 1, 1, null, 'HEIC needs a licensed decoder')")
    first.pragma('application_id = 0x706c7465')
    first.pragma('user_version = 1')
    first.close()

    const { catalog, scan, photo } = await only(old)
    expect((await catalog.knownFiles(['/new.heic'], describer)).size).toBe(0) // it is read again
    expect(await photo()).toMatchObject({ takenAt: null, camera: null, width: 30, height: 20 })
    const labels: string[] = []
    const report = await scan(photos, { progress: { report: ({ label }: { label: string }) => labels.push(label) } })
    expect(report).toMatchObject({ indexed: 0, known: 2, moved: 0, skipped: [] })
    expect(labels).toContain('reading dates')
    expect(await photo()).toMatchObject({ ...shot, paths: [file, join(photos, 'copy.jpg')] })
    labels.length = 0
    await scan(photos, { progress: { report: ({ label }: { label: string }) => labels.push(label) } })
    expect(labels).not.toContain('reading dates')
    expect(await catalog.events()).toEqual([])
  })

  it('follow the file when it is edited, and stay where it no longer says; a photo that was turned changes sides', async () => {
    const { path, photos, photo: file } = await world()
    await writePhoto(file)
    const { scan, photo } = await only(path)
    await scan(photos)
    const { contentHash } = await photo()
    await turned(file, 6)
    expect(await scan(photos)).toMatchObject({ indexed: 0, moved: 1 })
    expect(await photo()).toMatchObject({ ...shot, contentHash, orientation: 6, width: 20, height: 30 })
    await scan(photos, { retry: true })
    expect(await photo()).toMatchObject({ width: 20, height: 30 })
    await writePhoto(file, { model: 'Canon R7', exif: { DateTimeOriginal: 'never' } })
    await scan(photos)
    expect(await photo()).toMatchObject({ ...shot, contentHash, camera: 'Canon R7', width: 30, height: 20 })
  })

  it('are of the photo that was turned before it was indexed as it is looked at', async () => {
    const { path, photos, photo: file } = await world()
    await writePhoto(file)
    await turned(file, 8)
    const { scan, photo } = await only(path)
    await scan(photos)
    expect(await photo()).toMatchObject({ orientation: 8, width: 20, height: 30 })
  })
})

describe('ratings', () => {
  it('stay with a photo that is moved, renamed, copied, given a caption, lost and found again', async () => {
    const { path, photos, photo: file } = await world()
    await writePhoto(file)
    await writePhoto(join(photos, 'other.jpg'), { shade: 200 })
    const { catalog, scan } = await only(path)
    await scan(photos)
    const hashAt = async (name: string) => (await catalog.descriptorsOf([name], describer)).contentHashes[0]!
    const photo = await hashAt(file)
    expect(photo).not.toBe(await hashAt(join(photos, 'other.jpg')))
    await catalog.append({ person: 'me', source: 'test', said: [{ kind: 'score', photo, score: 5 }] })
    const elsewhere = join(photos, '..', 'elsewhere')
    await mkdir(elsewhere)
    await rename(file, join(elsewhere, 'renamed.jpg'))
    await scan(photos, { prune: [photos] })
    expect((await catalog.photosByPrefix([photo]))[0]!.paths).toEqual([])
    expect(await catalog.events()).toMatchObject([{ photo, score: 5 }])
    await writePhoto(join(elsewhere, 'renamed.jpg'), { model: 'another caption' })
    await copyFile(join(elsewhere, 'renamed.jpg'), join(photos, 'copy.jpg'))
    expect(await scan(join(photos, '..'))).toMatchObject({ indexed: 0, moved: 2, known: 1 })
    expect(await hashAt(join(elsewhere, 'renamed.jpg'))).toBe(photo)
    expect(await hashAt(join(photos, 'copy.jpg'))).toBe(photo)
  })
})

describe('the database', () => {
  it('is brought from every version to this one, by each process that opens it at once', async () => {
    for (let version = 0; version < migrations.length; version++) {
      const path = join(folder, `version ${version}.sqlite`)
      const old = new Sqlite(path)
      for (const migration of migrations.slice(0, version)) old.exec(migration)
      if (version > 0) old.pragma('application_id = 0x706c7465')
      old.pragma(`user_version = ${version}`)
      old.close()
      const opened = await Promise.all([openCatalog(path), openCatalog(path)])
      for (const catalog of opened) expect(await catalog.events()).toEqual([])
      for (const catalog of opened) await catalog.close()
    }
  })

  it('keeps every event, number and undo of a log in which photos could not be passed over yet, and takes passes then', async () => {
    const path = join(folder, 'old log.sqlite')
    const [one, two] = ['1'.repeat(64), '2'.repeat(64)]
    const old = new Sqlite(path)
    for (const migration of migrations.slice(0, 2)) old.exec(migration)
    old.pragma('application_id = 0x706c7465')
    old.pragma('user_version = 2')
    const time = '2024-05-06T07:08:09.000Z'
    const say = old.prepare(
      'insert into event (person, kind, photo, other, value, undoes, time, source) values (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    const rows = [
      ['me', 'score', one, null, 4, null],
      ['me', 'star', two, null, 2, null],
      ['me', 'pick', one, null, null, null],
      ['me', 'duel', one, two, -1, null],
      ['me', 'undo', null, null, null, 1],
      ['me', 'undo', null, null, null, 5], // the score counts again
      ['me', 'undo', null, null, null, 3],
      ['you', 'reject', one, null, null, null],
    ]
    for (const row of rows) say.run(...row, time, 'cli')
    old.exec("delete from event where person = 'you'") // forgotten: its number is never given again
    const before = old.prepare('select * from event order by id').all()
    expect(() => say.run('me', 'pass', one, null, null, null, time, 'cli')).toThrow(/CHECK constraint/)
    old.close()

    const { catalog } = await only(path)
    const database = new Sqlite(path)
    onTestFinished(() => void database.close())
    expect(database.prepare('select * from event order by id').all()).toEqual(before)
    expect(database.pragma('foreign_key_check')).toEqual([])
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
    const events = await catalog.events()
    expect(eventsInForce(events).map(({ id }) => id)).toEqual([1, 2, 4])
    expect(() => database.exec("update event set person = 'you'")).toThrow('what was said is never changed')
    expect(() => database.exec('delete from event where id = 1')).toThrow(/FOREIGN KEY/)
    await expect(catalog.append({ person: 'me', source: 'cli', said: [{ kind: 'undo', undoes: 3 }] })).rejects.toThrow(
      'number 3 was undone already',
    )

    const [passed] = await catalog.append({ person: 'me', source: 'cli', said: [{ kind: 'pass', photo: two }] })
    expect(passed).toMatchObject({ id: 9, kind: 'pass', photo: two })
    expect(evidenceOf(await catalog.events())).toEqual(evidenceOf(events)) // no level of its own
    const given = givenRatings(await catalog.events())
    expect(given).toEqual(new Map([...givenRatings(events), [two, { ...givenRatings(events).get(two), flag: 'pass' }]]))
    expect(await catalog.undoLast({ person: 'me', source: 'cli' })).toMatchObject({ kind: 'undo', undoes: 9 })
    // As a catalog that was made now, but for the names in quotes.
    const schemaOf = (file: string) => {
      const opened = new Sqlite(file)
      const shapes = opened.prepare('select type, name, tbl_name from sqlite_schema order by type, name').all()
      opened.close()
      return shapes
    }
    await (await only(join(folder, 'new log.sqlite'))).catalog.close()
    expect(schemaOf(path)).toEqual(schemaOf(join(folder, 'new log.sqlite')))
  })

  it('waits at each commit until the disk has it', async () => {
    const { db, close } = await openSqlite(join(folder, 'full.sqlite'))
    const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(db)
    expect(rows).toEqual([{ synchronous: 2 }])
    await close()
  })
})
