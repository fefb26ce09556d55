import type Sqlite from 'better-sqlite3'
import { darktableColours } from '../../catalog/index.ts'
import type { Job } from '../../core/index.ts'
import { columnsOf, numberOf, rowsOf, settingOf, textOf } from './foreign-table.ts'
import { type OtherLibrary, type OtherPhoto, secondOf, type Statement, together } from './other-photo.ts'
import { openNotes, type OtherDatabase, withPrivateCopy } from './private-copy.ts'

/** The newest version of darktable's library whose tables are known here. */
const NEWEST = 36

/**
 * Of `images.flags`: stars in the lowest three bits, in which older versions wrote 6 for a reject; then the reject bit. That
 * bit leaves the stars that a photo had where they are, and darktable shows the reject alone.
 */
const STARS = 7
const OLD_REJECT = 6
const REJECT = 8

/** 1970 in microseconds from the year 1, from which newer versions count. */
const EPOCH = 62_135_596_800_000_000

/**
 * What darktable's `library.db` says of its photos. It may be open in darktable, and is not touched.
 * @throws {FormatError} in one sentence where it is no such library. What `withPrivateCopy` throws, it throws.
 */
export async function readDarktable(path: string, job: Pick<Job, 'signal'> = {}): Promise<OtherLibrary> {
  const of: OtherDatabase = { path, program: 'darktable' }
  const open = await openNotes(of)
  return withPrivateCopy(of, job, async (database) => {
    const newer = newerNote(database, of)
    const { photos, odd } = await readPhotos(database, of, job)
    return { photos, odd, notes: [...open, ...newer, ...oneStarNote(photos)] }
  })
}

function newerNote(database: Sqlite.Database, { path }: OtherDatabase): readonly string[] {
  const version = numberOf(settingOf(database, { table: 'db_info', key: 'key', name: 'version' }))
  if (version === undefined || version <= NEWEST) return []
  return [
    `${path} is a library of a newer darktable (version ${version}): read as far as it looks like earlier ones (up to ${NEWEST})`,
  ]
}

/** darktable can give stars by itself when it imports photos, one by default in many versions. */
function oneStarNote(photos: readonly OtherPhoto[]): readonly string[] {
  const starred = photos.filter(({ said }) => said.stars > 0)
  const ones = starred.filter(({ said }) => said.stars === 1).length
  if (starred.length < 20 || ones < starred.length / 2) return []
  return [
    `${ones} of ${starred.length} photos with stars have just one: darktable may have given it when it imported them`,
  ]
}

type Row = Readonly<Record<string, unknown>>

async function readPhotos(database: Sqlite.Database, of: OtherDatabase, job: Pick<Job, 'signal'>) {
  const image = columnsOf(database, {
    of,
    as: 'i',
    table: 'images',
    needed: ['id', 'film_id', 'filename', 'flags'],
    wanted: ['datetime_taken', 'version'],
  })
  columnsOf(database, { of, as: 'r', table: 'film_rolls', needed: ['id', 'folder'] })
  const colours = await coloursOf(database, of, job)
  const sql = `select ${image.join(', ')}, r.folder as folder from images i join film_rolls r on r.id = i.film_id
    order by i.film_id, i.filename, "version", i.id`
  const photos: OtherPhoto[] = []
  let odd = colours.odd
  let before = ''
  for await (const row of rowsOf(database, sql, job)) {
    const { said, odd: oddHere } = statementOf(row, colours.of)
    odd += oddHere
    const name = textOf(row['filename'])
    const key = JSON.stringify([row['film_id'], name])
    const last = photos.at(-1)
    if (last !== undefined && key === before) {
      photos[photos.length - 1] = { ...last, said: together([last.said, said]) }
      continue
    }
    if (name === '') {
      odd++
      continue
    }
    before = key
    const folder = textOf(row['folder']).replaceAll('\\', '/')
    const path = folder === '' || folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`
    photos.push({ path, alsoPaths: [], takenAt: takenAt(row['datetime_taken']), size: null, said })
  }
  return { photos, odd }
}

/** Colours by image; none where the table is missing. */
async function coloursOf(database: Sqlite.Database, of: OtherDatabase, job: Pick<Job, 'signal'>) {
  const found = new Map<number, string[]>()
  let odd = 0
  const isThere = database.prepare("select 1 from sqlite_schema where type = 'table' and name = 'color_labels'").get()
  if (isThere === undefined) return { of: found, odd }
  const columns = columnsOf(database, { of, as: 'c', table: 'color_labels', needed: ['imgid', 'color'] })
  for await (const row of rowsOf(database, `select ${columns.join(', ')} from color_labels c order by 1, 2`, job)) {
    const [image, number] = [numberOf(row['imgid']), numberOf(row['color'])]
    const colour = number === undefined ? undefined : darktableColours[number]
    if (image === undefined || colour === undefined) odd++
    else found.set(image, [...new Set([...(found.get(image) ?? []), colour])])
  }
  return { of: found, odd }
}

function statementOf({ id, flags }: Row, colours: ReadonlyMap<number, readonly string[]>) {
  const labels = colours.get(numberOf(id) ?? Number.NaN) ?? []
  const bits = numberOf(flags)
  if (bits === undefined || !Number.isInteger(bits) || bits < 0 || bits > 0xffffffff)
    return { said: { stars: 0, flag: null, labels } satisfies Statement, odd: flags === null ? 0 : 1 }
  const stars = bits & STARS
  const isRejected = stars === OLD_REJECT || (bits & REJECT) !== 0
  const said: Statement = {
    stars: !isRejected && (stars === 1 || stars === 2 || stars === 3 || stars === 4 || stars === 5) ? stars : 0,
    flag: isRejected ? 'reject' : null,
    labels,
  }
  return { said, odd: stars === STARS ? 1 : 0 }
}

/** `2019:06:07 08:09:10` in older versions, microseconds from the year 1 in newer ones. */
function takenAt(value: unknown): string | null {
  if (typeof value !== 'number') return secondOf(textOf(value))
  const time = new Date((value - EPOCH) / 1000)
  return value <= 0 || Number.isNaN(time.getTime()) ? null : secondOf(time.toISOString())
}
