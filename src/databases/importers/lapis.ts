import { readFile } from 'node:fs/promises'
import { PalateError } from '../../core/index.ts'
import { type Table, tableOf } from '../csv.ts'
import type { Importer } from '../importer.ts'
import { requireFile } from '../needs.ts'
import { columnsOf, unpacked, withColumns } from './published-table.ts'

const ratingsFile = unpacked('annotation/LAPIS_PIAA.csv')
const parts = [
  { file: unpacked('annotation/LAPIS_GIAA_Trainsplit.csv'), split: 'train' },
  { file: unpacked('annotation/LAPIS_GIAA_Valsplit.csv'), split: 'validation' },
  { file: unpacked('annotation/LAPIS_GIAA_Testsplit.csv'), split: 'test' },
] as const

/**
 * 11,723 paintings, 568 raters, about 24 a painting, 0 to 100 on a slider. `LAPIS_PIAA.csv` has a rating a row
 * (`image_filename, participant_id, rating`; the rater's `age`, `nationality`, `demo_gender`, `demo_edu` and the
 * painting's `artist`, `style`, `genre` stay as columns); `LAPIS_GIAA_{Train,Val,Test}split.csv` have the means
 * (`image_filename, mean_response`), and their paintings are the official split. Images are `images/<image_filename>`.
 *
 * Built from: the authors' README, and what public readers of the files do. No file was seen.
 */
export const lapis: Importer = {
  name: 'lapis',
  title: 'LAPIS',
  source: 'Maerten et al.: LAPIS: a novel dataset for personalized image aesthetic assessment (CVPR Workshops 2025)',
  scale: [0, 100],
  template: 'ten',
  labels: ['raters', 'means'],
  needs: [
    { anyOf: ratingsFile, what: "each rater's scores" },
    ...parts.map(({ file, split }) => ({ anyOf: file, what: `means of the ${split} images` })),
  ],
  photoFolders: ['images'],
  basis: 'its published description',

  async table(folder, { labels }) {
    const means: Table[] = []
    for (const { file, split } of parts) {
      means.push(await readMeans(await requireFile(lapis, { folder, anyOf: file }), split))
    }
    if (labels === 'means') return { ...means[0]!, rows: means.flatMap(({ rows }) => rows) }
    const splits = new Map(means.flatMap(({ rows }) => rows.map(({ cells: [image, , split] }) => [image!, split!])))
    const ratings = await readEither(await requireFile(lapis, { folder, anyOf: ratingsFile }))
    const at = columnsOf(ratings, ['image_filename', 'participant_id', 'rating'])
    return withColumns(ratings, {
      image: (cells) => cells[at.image_filename]!,
      score: (cells) => cells[at.rating]!,
      rater: (cells) => cells[at.participant_id]!,
      split: (cells) => splits.get(cells[at.image_filename]!) ?? '',
    })
  },
}

/** Image, mean and split only: what else the three files hold need not be in the same order. */
async function readMeans(path: string, split: string): Promise<Table> {
  const table = await readEither(path)
  const at = columnsOf(table, ['image_filename', 'mean_response'])
  const rows = table.rows.map(({ line, cells }) => ({
    line,
    cells: [cells[at.image_filename]!, cells[at.mean_response]!, split],
  }))
  return { path, header: ['image', 'score', 'split'], rows }
}

/** UTF-8, else Latin-1, which the names of artists are in by public readers of the files. */
async function readEither(path: string): Promise<Table> {
  const bytes = await readFile(path)
  try {
    return tableOf(path, new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    if (error instanceof PalateError) throw error
    return tableOf(path, new TextDecoder('latin1').decode(bytes))
  }
}
