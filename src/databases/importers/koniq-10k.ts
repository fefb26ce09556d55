import { FormatError } from '../../core/index.ts'
import { readTable } from '../csv.ts'
import type { Importer } from '../importer.ts'
import { requireFile } from '../needs.ts'
import { columnsOf, unpacked, withColumns } from './published-table.ts'

const LABELS = unpacked('koniq10k_distributions_sets.csv')

/** As the file calls its parts, and as all our importers do. */
const splits: Readonly<Record<string, string>> = { training: 'train', validation: 'validation', test: 'test' }

/**
 * Technical quality of 10,073 photos: 7,058 for training, 1,000 for validation, 2,015 for testing. The mean opinion score
 * `MOS` is published on a scale of 1 to 100; `c1` .. `c5` are the shares of its five marks, `c_total` (here also `votes`)
 * counts them, and `SD` (here also `disagreement`) is their standard deviation, in marks. Photos lie in `1024x768/` or
 * `512x384/`.
 *
 * Built from: the published file.
 */
export const koniq10k: Importer = {
  name: 'koniq-10k',
  title: 'KonIQ-10k',
  source: 'Hosu, Lin, Sziranyi, Saupe: KonIQ-10k (IEEE Transactions on Image Processing 2020)',
  scale: [1, 100],
  template: 'five',
  labels: ['means'],
  needs: [{ anyOf: LABELS, what: 'mean scores, shares of the marks and the official split' }],
  photoFolders: ['1024x768', '512x384'],
  basis: 'a published file',

  async table(folder) {
    const table = await readTable(await requireFile(koniq10k, { folder, anyOf: LABELS }))
    const at = columnsOf(table, ['image_name', 'c1', 'c2', 'c3', 'c4', 'c5', 'c_total', 'MOS', 'SD', 'set'])
    return withColumns(table, {
      image: (cells) => cells[at.image_name]!,
      score: (cells) => cells[at.MOS]!,
      split: (cells) => splitOf(cells[at.set]!, table.path),
      votes: (cells) => cells[at.c_total]!,
      disagreement: (cells) => cells[at.SD]!,
    })
  },
}

function splitOf(set: string, path: string): string {
  const split = Object.hasOwn(splits, set) ? splits[set] : undefined
  if (split !== undefined) return split
  throw new FormatError(`${path} has a set "${set}"; palate reads a version with ${Object.keys(splits).join(', ')}`)
}
