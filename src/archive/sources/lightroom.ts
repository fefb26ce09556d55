import type Sqlite from 'better-sqlite3'
import type { Job } from '../../core/index.ts'
import { columnsOf, numberOf, rowsOf, settingOf, textOf } from './foreign-table.ts'
import { type OtherLibrary, type OtherPhoto, secondOf, type Statement, together } from './other-photo.ts'
import { openNotes, type OtherDatabase, withPrivateCopy } from './private-copy.ts'

/** The newest Lightroom whose tables are known here. */
const NEWEST = 14

/**
 * What a catalog of Lightroom Classic (`.lrcat`) says of its photos. It may be open in Lightroom, and is not touched.
 * @throws {FormatError} in one sentence where it is no such catalog. What `withPrivateCopy` throws, it throws.
 */
export async function readLightroom(path: string, job: Pick<Job, 'signal'> = {}): Promise<OtherLibrary> {
  const of: OtherDatabase = { path, program: 'Lightroom' }
  const open = await openNotes(of)
  return withPrivateCopy(of, job, async (database) => {
    const newer = newerNote(database, of)
    const { photos, odd } = await readPhotos(database, of, job)
    return { photos, odd, notes: [...open, ...newer] }
  })
}

/** A sentence where the catalog was written by a Lightroom that is newer than what is known here. */
function newerNote(database: Sqlite.Database, { path }: OtherDatabase): readonly string[] {
  const version = versionOf(database)
  if (version === undefined || version <= NEWEST) return []
  return [
    `${path} is a catalog of a newer Lightroom (version ${version}): read as far as it looks like earlier ones (up to ${NEWEST})`,
  ]
}

/** `1300025` is of Lightroom 13. Undefined where it does not say. */
function versionOf(database: Sqlite.Database): number | undefined {
  const number = numberOf(settingOf(database, { table: 'Adobe_variablesTable', key: 'name', name: 'Adobe_DBVersion' }))
  return number === undefined ? undefined : Math.floor(number >= 100_000 ? number / 100_000 : number)
}

/** Query of all images with their files: the copies of a file follow each other, the master first. */
function queryOf(database: Sqlite.Database, of: OtherDatabase): string {
  const image = columnsOf(database, {
    of,
    as: 'i',
    table: 'Adobe_images',
    needed: ['id_local', 'rootFile', 'rating', 'pick'],
    wanted: ['colorLabels', 'captureTime', 'masterImage', 'fileFormat'],
  })
  const file = columnsOf(database, {
    of,
    as: 'f',
    table: 'AgLibraryFile',
    needed: ['id_local', 'folder', 'baseName', 'extension'],
    wanted: ['idx_filename', 'sidecarExtensions', 'importHash'],
  })
  const folder = columnsOf(database, {
    of,
    as: 'd',
    table: 'AgLibraryFolder',
    needed: ['id_local', 'rootFolder', 'pathFromRoot'],
  })
  const root = columnsOf(database, {
    of,
    as: 'r',
    table: 'AgLibraryRootFolder',
    needed: ['id_local', 'absolutePath'],
  })
  const columns = [...image.slice(1), ...file.slice(2), ...folder.slice(2), ...root.slice(1)]
  const hasMasters = image.some((column) => column.startsWith('i."masterImage"'))
  return `select ${columns.join(', ')} from Adobe_images i
    join AgLibraryFile f on f.id_local = i.rootFile
    join AgLibraryFolder d on d.id_local = f.folder
    join AgLibraryRootFolder r on r.id_local = d.rootFolder
    order by f.id_local, ${hasMasters ? 'i.masterImage is not null, ' : ''}i.id_local`
}

type Row = Readonly<Record<string, unknown>>

async function readPhotos(database: Sqlite.Database, of: OtherDatabase, job: Pick<Job, 'signal'>) {
  const photos: OtherPhoto[] = []
  let odd = 0
  let before: unknown
  for await (const row of rowsOf(database, queryOf(database, of), job)) {
    if (row['fileFormat'] === 'VIDEO') continue
    const { said, odd: oddHere } = statementOf(row)
    odd += oddHere
    const last = photos.at(-1)
    if (last !== undefined && before === row['rootFile']) {
      photos[photos.length - 1] = { ...last, said: together([last.said, said]) }
      continue
    }
    const [path, ...alsoPaths] = pathsOf(row)
    if (path === undefined) {
      odd++
      continue
    }
    before = row['rootFile']
    photos.push({ path, alsoPaths, takenAt: secondOf(textOf(row['captureTime'])), size: sizeOf(row), said })
  }
  return { photos, odd }
}

function statementOf({ rating, pick, colorLabels }: Row): { readonly said: Statement; readonly odd: number } {
  const stars = rating === null ? 0 : numberOf(rating)
  const flag = pick === null ? 0 : numberOf(pick)
  const areStars = stars === 0 || stars === 1 || stars === 2 || stars === 3 || stars === 4 || stars === 5
  const isFlag = flag === 1 || flag === 0 || flag === -1
  const label = textOf(colorLabels).trim()
  return {
    said: {
      stars: areStars ? stars : 0,
      flag: flag === 1 ? 'pick' : flag === -1 ? 'reject' : null,
      labels: label === '' ? [] : [label],
    },
    odd: (areStars ? 0 : 1) + (isFlag ? 0 : 1),
  }
}

/** The file, then those of the same shot that Lightroom shows as one with it. None where it has no name. */
function pathsOf(row: Row): readonly string[] {
  const [base, extension] = [textOf(row['baseName']), textOf(row['extension'])]
  const name = base === '' ? textOf(row['idx_filename']) : extension === '' ? base : `${base}.${extension}`
  if (name === '') return []
  const folder = `${textOf(row['absolutePath'])}${textOf(row['pathFromRoot'])}`.replaceAll('\\', '/')
  const start = folder === '' || folder.endsWith('/') ? folder : `${folder}/`
  const others = textOf(row['sidecarExtensions'])
    .split(',')
    .map((ending) => ending.trim())
    .filter((ending) => ending !== '' && ending.toLowerCase() !== 'xmp' && base !== '')
  return [`${start}${name}`, ...others.map((ending) => `${start}${base}.${ending}`)]
}

/** The import hash is `time:name:bytes`. */
function sizeOf({ importHash }: Row): number | null {
  const bytes = /:(\d{1,15})$/.exec(textOf(importHash))?.[1]
  return bytes === undefined ? null : Number(bytes)
}
