import { basename, dirname, join } from 'node:path'
import { FormatError, MissingError } from '../../core/index.ts'
import { readTable, type Table, tableOf } from '../csv.ts'
import type { Importer } from '../importer.ts'
import { allOf, firstOf } from '../needs.ts'
import { readZipTexts } from '../zip-texts.ts'
import { columnsOf } from './published-table.ts'

/** Folders that the label files may have been unpacked into. */
const ROOTS = ['dataset', 'TAD66K_dataset/dataset', 'TAD66K_dataset', '.'] as const
const ARCHIVES = ['TAD66K_dataset.zip', '*/TAD66K_dataset.zip'] as const

const splits = ['train', 'test'] as const

/**
 * 66,327 photos in 47 themes with a mean score from 0 to 10: 52,248 to train on, 14,079 to test. `merge/train.csv` and
 * `merge/test.csv` (`image,score`) give score and split; `unmerge/<split>/<theme>.csv` name each photo in one theme, which
 * goes into the column `theme`. There 478 photos of the merged test set stand in the theme's training file, and 35 scores
 * differ: the merged files count. All are read from `dataset/`, or from `TAD66K_dataset.zip` as it is.
 *
 * Built from: the published archive.
 */
export const tad66k: Importer = {
  name: 'tad66k',
  title: 'TAD66K',
  source: 'He, Zhang, Xie, Jiang, Ming: Rethinking Image Aesthetics Assessment (IJCAI 2022)',
  scale: [0, 10],
  template: 'ten',
  labels: ['means'],
  needs: [
    {
      anyOf: ['dataset/merge/train.csv', ...ROOTS.slice(1).map((root) => join(root, 'merge/train.csv')), ...ARCHIVES],
      what: 'mean scores, the official split and the themes',
    },
  ],
  basis: 'a published file',

  async table(folder) {
    const { path, merged, themed } = await readLabels(folder)
    const themes = new Map<string, string>()
    for (const { path: file, rows, header } of themed) {
      const at = columnsOf({ path: file, rows, header }, ['image'])
      for (const { cells } of rows) themes.set(cells[at.image]!, basename(file, '.csv'))
    }
    const rows = splits.flatMap((split) => {
      const table = merged[split]
      const at = columnsOf(table, ['image', 'score'])
      return table.rows.map(({ line, cells }) => {
        const image = cells[at.image]!
        return { line, cells: [image, cells[at.score]!, split, themes.get(image) ?? ''] }
      })
    })
    const without = rows.filter(({ cells }) => cells[3] === '').length
    if (themed.length > 0 && without > 0) {
      throw new FormatError(
        `${path} has no theme for ${without} of ${rows.length} photos; unpack TAD66K_dataset.zip again, the whole folder unmerge/`,
      )
    }
    return { path, header: ['image', 'score', 'split', 'theme'], rows }
  },
}

interface LabelFiles {
  readonly path: string
  readonly merged: Readonly<Record<(typeof splits)[number], Table>>
  readonly themed: readonly Table[]
}

/** From the unpacked files where both parts are there, else from the archive. */
async function readLabels(folder: string): Promise<LabelFiles> {
  const [train, test] = await Promise.all(
    splits.map((split) =>
      firstOf(
        folder,
        ROOTS.map((root) => `${root}/merge/${split}.csv`),
      ),
    ),
  )
  if (train !== undefined && test !== undefined) {
    const root = dirname(dirname(train))
    const themed = await allOf(
      root,
      splits.map((split) => `unmerge/${split}/*.csv`),
    )
    return {
      path: root,
      merged: { train: await readTable(train), test: await readTable(test) },
      themed: await Promise.all(themed.map((path) => readTable(path))),
    }
  }
  const archive = await firstOf(folder, ARCHIVES)
  if (archive !== undefined) return readArchive(archive)
  const half = train ?? test
  throw new MissingError(
    half === undefined
      ? `${folder} has neither dataset/merge/train.csv nor TAD66K_dataset.zip, which TAD66K is published with`
      : `${dirname(half)} has no ${train === undefined ? 'train' : 'test'}.csv; unpack TAD66K_dataset.zip again`,
  )
}

async function readArchive(path: string): Promise<LabelFiles> {
  const texts = await readZipTexts(path, (name) => /(^|\/)(merge|unmerge\/[^/]+)\/[^/]+\.csv$/.test(name))
  const tables = [...texts].map(([name, text]) => tableOf(`${path}/${name}`, text))
  const part = (split: string): Table => {
    const table = tables.find((one) => one.path.endsWith(`/merge/${split}.csv`) && !one.path.includes('/unmerge/'))
    if (table === undefined) throw new FormatError(`${path} holds no merge/${split}.csv; get the whole archive again`)
    return table
  }
  return {
    path,
    merged: { train: part('train'), test: part('test') },
    themed: tables.filter((one) => one.path.includes('/unmerge/')),
  }
}
