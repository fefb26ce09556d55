import { stat } from 'node:fs/promises'
import { type CellValue, readSheet } from 'read-excel-file/node'
import { openPromise } from 'yauzl'
import { FormatError, messageOf, MissingError, reasonOf } from '../../core/index.ts'
import type { Table } from '../csv.ts'
import type { Importer } from '../importer.ts'
import { requireFile } from '../needs.ts'
import { columnsOf, unpacked, withColumns } from './published-table.ts'

const workbook = unpacked('Annotations/MOS and Image attribute scores.xlsx')

/** 11,125 rows are about a megabyte, and ten unpacked: what is far beyond is not SPAQ, and not worth the memory. */
const mostBytes = 200e6

/**
 * 11,125 photos of 66 smartphones with a mean opinion score of their quality from 0 to 100, and five attributes that
 * stay as columns (`Image name, MOS, Brightness, Colorfulness, Contrast, Noisiness, Sharpness`, the first sheet of the
 * workbook). Photos lie in `TestImage/`.
 *
 * There is no official split (its authors draw 80 % for training at random), so there is no column `split`.
 *
 * Built from: the paper and what public readers of the file do. No file was seen.
 */
export const spaq: Importer = {
  name: 'spaq',
  title: 'SPAQ',
  source: 'Fang, Zhu, Zeng, Ma, Wang: Perceptual Quality Assessment of Smartphone Photography (CVPR 2020)',
  scale: [0, 100],
  template: 'ten',
  labels: ['means'],
  needs: [{ anyOf: workbook, what: 'mean opinion scores and attributes' }],
  photoFolders: ['TestImage'],
  basis: 'its published description',

  async table(folder) {
    const table = await readWorkbook(await requireFile(spaq, { folder, anyOf: workbook }))
    const at = columnsOf(table, ['Image name', 'MOS'])
    return withColumns(table, {
      image: (cells) => cells[at['Image name']]!,
      score: (cells) => cells[at.MOS]!,
    })
  },
}

/** The first sheet of a workbook; its first row names the columns. */
async function readWorkbook(path: string): Promise<Table> {
  await requireModest(path)
  let sheet: readonly (readonly (CellValue | null)[])[]
  try {
    sheet = await readSheet(path)
  } catch (error) {
    throw new FormatError(`${path} is no whole Excel workbook (${messageOf(error)}); unpack it again`, { cause: error })
  }
  const [header, ...rows] = sheet.map((cells) => cells.map(textOf))
  if (header === undefined) throw new FormatError(`${path} is empty; its first row must name the columns`)
  const filled = rows.flatMap((cells, index) => (cells.some(Boolean) ? [{ line: index + 2, cells }] : []))
  return { path, header, rows: filled }
}

function textOf(cell: CellValue | null): string {
  if (cell === null) return ''
  return cell instanceof Date ? cell.toISOString() : String(cell).trim()
}

/** Looks at the archive's directory, which stands at its end, before anything is unpacked. */
async function requireModest(path: string): Promise<void> {
  const { size } = await stat(path).catch((error: unknown) => {
    throw new MissingError(`cannot read ${path}: ${reasonOf(error)}`, { cause: error })
  })
  let bytes = 0
  try {
    const archive = await openPromise(path)
    for await (const entry of archive.eachEntry()) bytes += entry.uncompressedSize
  } catch (error) {
    throw new FormatError(`${path} is no whole Excel workbook (${messageOf(error)}); unpack it again`, { cause: error })
  }
  if (Math.max(size, bytes) > mostBytes) {
    throw new FormatError(
      `${path} unpacks to ${Math.round(Math.max(size, bytes) / 1e6)} MB; SPAQ's own workbook has about 10`,
    )
  }
}
