import { readTable, type Table } from '../csv.ts'
import type { Importer } from '../importer.ts'
import { requireFile } from '../needs.ts'
import { columnsOf, unpacked, withColumns } from './published-table.ts'

const files = {
  images: unpacked('annotation/PARA-Images.csv'),
  users: unpacked('annotation/PARA-UserInfo.csv'),
  train: unpacked('annotation/PARA-GiaaTrain.csv'),
  test: unpacked('annotation/PARA-GiaaTest.csv'),
}

/**
 * 31,220 photos, 438 raters, about 25 a photo, aesthetics from 1 to 5 in steps of .5. Each row of `PARA-Images.csv` is one rating:
 * `sessionId, imageName, userId, aestheticScore, qualityScore, compositionScore, .., semantic`; the rater's age and
 * gender of `PARA-UserInfo.csv` go with it. `PARA-GiaaTrain.csv` and `PARA-GiaaTest.csv` have the means
 * (`aestheticScore_mean`, `qualityScore_mean`, ..), and their photos are the official split. The other scores are columns
 * under the same name in both, `qualityScore` and so on. Photos are `imgs/<sessionId>/<imageName>`.
 *
 * Built from: the README that comes with the database, and what public readers of the files do. No file was seen.
 */
export const para: Importer = {
  name: 'para',
  title: 'PARA',
  source: 'Yang et al.: Personalized Image Aesthetics Assessment with Rich Attributes (CVPR 2022)',
  scale: [1, 5],
  template: 'five',
  labels: ['means', 'raters'],
  needs: [
    { anyOf: files.train, what: 'the means of the training photos' },
    { anyOf: files.test, what: 'the means of the test photos' },
    { anyOf: files.images, what: "each rater's scores" },
    { anyOf: files.users, what: 'age and gender of the raters' },
  ],
  photoFolders: ['imgs'],
  basis: 'its published description',

  async table(folder, { labels }) {
    const find = (anyOf: readonly string[]): Promise<string> => requireFile(para, { folder, anyOf })
    const train = await readMeans(await find(files.train), 'train')
    const test = await readMeans(await find(files.test), 'test')
    if (labels === 'means') return joined(train, test)
    const splits = new Map<string, string>()
    for (const { header, rows } of [train, test]) {
      const [image, split] = [header.indexOf('image'), header.indexOf('split')]
      for (const { cells } of rows) splits.set(cells[image]!, cells[split]!)
    }
    const users = await readUsers(await find(files.users))
    const ratings = await readTable(await find(files.images))
    const at = columnsOf(ratings, ['sessionId', 'imageName', 'userId', 'aestheticScore'])
    const image = (cells: readonly string[]): string => photo(cells[at.sessionId]!, cells[at.imageName]!)
    return withColumns(ratings, {
      image,
      score: (cells) => cells[at.aestheticScore]!,
      rater: (cells) => cells[at.userId]!,
      split: (cells) => splits.get(image(cells)) ?? '',
      age: (cells) => users.get(cells[at.userId]!)?.age ?? '',
      gender: (cells) => users.get(cells[at.userId]!)?.gender ?? '',
    })
  },
}

function photo(session: string, name: string): string {
  return name === '' ? '' : `${session}/${name}`
}

async function readMeans(path: string, split: 'train' | 'test'): Promise<Table> {
  const published = await readTable(path)
  const at = columnsOf(published, ['sessionId', 'imageName', 'aestheticScore_mean'])
  const table = { ...published, header: published.header.map((name) => name.replace(/_mean$/, '')) }
  return withColumns(table, {
    image: (cells) => photo(cells[at.sessionId]!, cells[at.imageName]!),
    score: (cells) => cells[at.aestheticScore_mean]!,
    split: () => split,
  })
}

/** Both parts as one table; the second may have its columns in another order. @throws {FormatError} where it lacks one. */
function joined(first: Table, second: Table): Table {
  const at = columnsOf(second, first.header)
  const places = first.header.map((name) => at[name]!)
  const rows = second.rows.map(({ line, cells }) => ({ line, cells: places.map((place) => cells[place]!) }))
  return { ...first, rows: [...first.rows, ...rows] }
}

async function readUsers(
  path: string,
): Promise<ReadonlyMap<string, { readonly age: string; readonly gender: string }>> {
  const table = await readTable(path)
  const at = columnsOf(table, ['userId', 'age', 'gender'])
  return new Map(table.rows.map(({ cells }) => [cells[at.userId]!, { age: cells[at.age]!, gender: cells[at.gender]! }]))
}
