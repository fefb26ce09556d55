import { dirname } from 'node:path'
import { FormatError, MissingError, readTextFile } from '../../core/index.ts'
import { readTable, type Table } from '../csv.ts'
import type { Importer } from '../importer.ts'
import { firstOf, requireFile } from '../needs.ts'
import { columnsOf, unpacked, withColumns } from './published-table.ts'

const scoresFile = unpacked('FLICKR-AES_image_score.txt')
const ratingsFile = unpacked('FLICKR-AES_image_labeled_by_each_worker.csv')
const testersFile = 'test_workers.csv'

/** The test set of the task-vector paper (Sec. 4): 37 workers, each with 105 to 171 photos. */
const testers = { count: 37, fewest: 105, most: 171 }

/**
 * 40,000 photos of Flickr, five workers each, 210 workers. Workers give 1 to 5 (`worker, imagePair, score`; in spite of
 * its name `imagePair` is one photo); `FLICKR-AES_image_score.txt` has `photo score` lines without a header, scores as the
 * authors weighted and scaled them (0 to 1 by public readers). Photos lie in `40K/`.
 *
 * The authors publish no list of the 37 test workers. They are read from `test_workers.csv` (column `worker`), which
 * one writes or has from another's code; without it, they are the workers with 105 to 171 photos, if those are 37.
 * No photo that a test worker rated may be trained on: in the means it is `test` and all others `train`, but for those
 * without a worker, which have no split. Among the raters, test workers are `test` and the others `train`, but for their
 * ratings of the test workers' photos, which have no split.
 *
 * Built from: the authors' README, the task-vector paper, and what public readers of the files do. No file was seen.
 */
export const flickrAes: Importer = {
  name: 'flickr-aes',
  title: 'Flickr-AES',
  source: 'Ren, Shen, Lin, Mech, Foran: Personalized Image Aesthetics (ICCV 2017)',
  scale: [1, 5],
  template: 'five',
  labels: ['raters', 'means'],
  needs: [
    { anyOf: ratingsFile, what: "each worker's scores" },
    { anyOf: scoresFile, what: 'the mean score of each photo' },
  ],
  photoFolders: ['40K'],
  basis: 'its published description',

  async table(folder, { labels }) {
    const ratings = await readTable(await requireFile(flickrAes, { folder, anyOf: ratingsFile }))
    const at = columnsOf(ratings, ['worker', 'imagePair', 'score'])
    const isTester = await testWorkers(folder, { ratings, at })
    const rated = new Set(ratings.rows.map(({ cells }) => cells[at.imagePair]!))
    const testPhotos = new Set(
      ratings.rows.flatMap(({ cells }) => (isTester.has(cells[at.worker]!) ? [cells[at.imagePair]!] : [])),
    )
    if (labels === 'means') {
      const means = await readMeans(await requireFile(flickrAes, { folder, anyOf: scoresFile }))
      return withColumns(means, {
        split: ([image]) => {
          if (testPhotos.has(image!)) return 'test'
          return rated.has(image!) ? 'train' : ''
        },
      })
    }
    return withColumns(ratings, {
      image: (cells) => cells[at.imagePair]!,
      score: (cells) => cells[at.score]!,
      rater: (cells) => cells[at.worker]!,
      split: (cells) => {
        if (isTester.has(cells[at.worker]!)) return 'test'
        return testPhotos.has(cells[at.imagePair]!) ? '' : 'train'
      },
    })
  },
}

async function testWorkers(
  folder: string,
  { ratings, at }: { readonly ratings: Table; readonly at: { readonly worker: number; readonly imagePair: number } },
): Promise<ReadonlySet<string>> {
  const list = await firstOf(folder, unpacked(testersFile))
  if (list !== undefined) return listedWorkers(await readTable(list), { ratings, worker: at.worker })
  const photos = new Map<string, Set<string>>()
  for (const { cells } of ratings.rows) {
    const worker = cells[at.worker]!
    const rated = photos.get(worker) ?? new Set()
    photos.set(worker, rated.add(cells[at.imagePair]!))
  }
  const picked = [...photos].filter(([, { size }]) => size >= testers.fewest && size <= testers.most)
  if (picked.length !== testers.count) {
    throw new MissingError(
      `${dirname(ratings.path)} has no ${testersFile}, and ${picked.length} of its workers rated ${testers.fewest} to ${testers.most} ` +
        `photos, not the ${testers.count} test workers of the paper; name those in ${testersFile}, under the header "worker"`,
    )
  }
  return new Set(picked.map(([worker]) => worker))
}

function listedWorkers(
  list: Table,
  { ratings, worker }: { readonly ratings: Table; readonly worker: number },
): ReadonlySet<string> {
  const at = columnsOf(list, ['worker'])
  const known = new Set(ratings.rows.map(({ cells }) => cells[worker]!))
  const listed = new Set(list.rows.map(({ cells }) => cells[at.worker]!))
  const unknown = [...listed].filter((name) => !known.has(name))
  if (listed.size === 0 || unknown.length > 0) {
    const what = listed.size === 0 ? 'names no worker' : `names ${unknown.length} without ratings (${unknown[0]})`
    throw new FormatError(`${list.path} ${what}; list the test workers of ${ratings.path}, one id a line`)
  }
  return listed
}

async function readMeans(path: string): Promise<Table> {
  const lines = (await readTextFile(path)).split(/\r?\n/)
  const rows = lines.flatMap((text, index) => {
    if (text.trim() === '') return []
    const [, name, score] = /^\s*(\S.*?)[\s,]+(\S+)\s*$/.exec(text) ?? []
    if (name === undefined || score === undefined) {
      throw new FormatError(
        `${path} line ${index + 1} is "${text.trim().slice(0, 60)}"; expected a photo and its score`,
      )
    }
    return [{ line: index + 1, cells: [name, score] }]
  })
  if (rows.length === 0) throw new FormatError(`${path} is empty; each line must name a photo and its score`)
  return { path, header: ['image', 'score'], rows }
}
