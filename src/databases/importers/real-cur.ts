import { FormatError, MissingError } from '../../core/index.ts'
import { findPhotos } from '../../image/index.ts'
import { readTable, type Table } from '../csv.ts'
import type { Importer } from '../importer.ts'
import { firstOf } from '../needs.ts'
import { unpacked, withColumns } from './published-table.ts'

const listFile = unpacked('test_list.csv')

/**
 * 2,871 photos of 14 people, each of whom scored the own collection from 1 to 5. Published as folders,
 * `images/<worker>/<score>/<name>`, in whatever folder that lies; to train on it the task-vector paper's code has
 * `test_list.csv` with worker, photo and score, taken by place because no header is documented. The list rules where it
 * is there: photos that it does not name are not rated, and one that lies under another score than it gives is an error.
 * No official split.
 *
 * Built from: the authors' README and the released code of the task-vector paper. No file was seen.
 */
export const realCur: Importer = {
  name: 'real-cur',
  title: 'REAL-CUR',
  source: 'Ren, Shen, Lin, Mech, Foran: Personalized Image Aesthetics (ICCV 2017)',
  scale: [1, 5],
  template: 'five',
  labels: ['raters'],
  needs: [{ anyOf: [...listFile, '*/3', '*/*/3'], what: 'photos in a folder for each worker and score' }],
  basis: 'its published description',

  async table(folder) {
    const inFolders = await readFolders(folder)
    const list = await firstOf(folder, listFile)
    if (list !== undefined) return listed(await readTable(list), inFolders)
    if (inFolders.rows.length > 0) return inFolders
    throw new MissingError(`${folder} has no photos in folders <worker>/<score>, nor ${listFile[0]}; is it REAL-CUR?`)
  },
}

/** What the folders say; a folder that is no score stays as it is, to be counted. The place in the listing serves as the line. */
async function readFolders(folder: string): Promise<Table> {
  const rows = (await findPhotos([folder])).map((path, index) => {
    const place = path.split(/[\\/]/).slice(-3)
    const [worker, score] = place as [string, string, string]
    return { line: index + 1, cells: [place.join('/'), score, worker] }
  })
  return { path: folder, header: ['image', 'score', 'rater'], rows }
}

function listed(list: Table, inFolders: Table): Table {
  if (list.header.length < 3 || !/score|mos|rating/i.test(list.header[2]!)) {
    throw new FormatError(
      `${list.path} is another version than palate reads: expected the columns worker, image and score in this order, ` +
        `found ${list.header.join(', ')}`,
    )
  }
  refuseContradictions(list, inFolders)
  return withColumns(list, {
    image: ([worker, name, score]) => (name === '' ? '' : `${worker}/${scoreFolder(score!)}/${name}`),
    score: ([, , score]) => score!,
    rater: ([worker]) => worker!,
  })
}

/** Some lists have 4.0 for the folder 4. */
function scoreFolder(score: string): string {
  return score.replace(/\.0+$/, '')
}

/** @throws {FormatError} where a listed photo lies only under other scores than its own. */
function refuseContradictions(list: Table, inFolders: Table): void {
  const scores = new Map<string, string[]>()
  for (const { cells } of inFolders.rows) {
    const [place, score, worker] = cells as [string, string, string]
    const photo = `${worker}/${place.slice(place.lastIndexOf('/') + 1)}`
    scores.set(photo, [...(scores.get(photo) ?? []), score])
  }
  const apart = list.rows.flatMap(({ line, cells: [worker, name, score] }) => {
    const found = scores.get(`${worker}/${name}`)
    const agrees = found === undefined || Number.isNaN(Number(score || 'NaN')) || found.includes(scoreFolder(score!))
    return agrees ? [] : [{ line, name, score, found }]
  })
  const [first] = apart
  if (first === undefined) return
  const more = apart.length > 1 ? ` (and ${apart.length - 1} more lines like it)` : ''
  throw new FormatError(
    `${list.path} line ${first.line} gives "${first.name}" ${first.score}, but it lies in folder ${first.found[0]}${more}; ` +
      'unpack REAL-CUR again, or remove the list to go by the folders',
  )
}
