import { basename } from 'node:path'
import { FormatError, MissingError, readTextFile } from '../../core/index.ts'
import { readTable, type Table } from '../csv.ts'
import type { Importer } from '../importer.ts'
import { type MatValue, readMatFile } from '../mat-file.ts'
import { firstOf } from '../needs.ts'
import { answersOf, RATINGS, readAadbRaters } from './aadb-raters.ts'
import { columnsOf, unpacked } from './published-table.ts'

const MAT = unpacked('AADBinfo.mat')
const ATTRIBUTES = unpacked('AADB_icbcbicc.txt')
/** The authors' lists, in the folder that their archive unpacks to, however deep people put it. */
const LISTS = ['imgListFiles_label', '*imgListFiles_label/imgListFiles_label', 'labels', '.'] as const
const lists = {
  train: ['imgListTrainRegression_score.txt'],
  validation: ['imgListValidationRegression_score.txt'],
  test: ['imgListTestNewRegression_score.txt', 'imgListTestRegression_score.txt'], // the first, where both are there
} as const

const attributes = Object.keys(answersOf) // as the file spells them

interface Label {
  readonly score: string
  readonly split: string
}

/**
 * 9,958 photos of Flickr with a mean score from 0 to 1 and eleven attributes from -1 to 1. Three published forms, which may
 * lie side by side:
 * - `imgListFiles_label/imgList{Train,Validation,TestNew}Regression_score.txt`, the authors' lists: `photo score`.
 * - `AADBinfo.mat`, theirs too: 8,458 photos for training (`trainNameList`, `trainScore`) and 1,000 for testing.
 * - `AADB_icbcbicc.txt`: `dis_img_path,dis_type,score` and the attributes, 9,944 rows of 9,817 photos. 127 photos of the
 *   test set stand in it twice, with one score. Its photos that the others do not name (359) are `validation`.
 * Splits and scores are those of the lists, else of the MAT-file. Photos lie in `datasetImages_originalSize/` and
 * `AADB_newtest_originalSize/`; of `datasetImages_warp256/` they are taken only where there is nothing else.
 * For each rater's scores see `readAadbRaters`.
 *
 * Built from: published files of the last two forms; the lists and the raters' file from what public readers of them do.
 */
export const aadb: Importer = {
  name: 'aadb',
  title: 'AADB',
  source: 'Kong, Shen, Lin, Mech, Fowlkes: Photo Aesthetics Ranking Network (ECCV 2016)',
  scale: [0, 1],
  template: 'five',
  labels: ['raters', 'means'],
  needs: [
    {
      anyOf: [...MAT, ...RATINGS, ...ATTRIBUTES, ...LISTS.map((place) => `${place}/${lists.train[0]}`)],
      what: "each rater's scores, or mean scores",
    },
  ],
  photoFolders: ['datasetImages_originalSize', 'AADB_newtest_originalSize', 'datasetImages_warp256'],
  basis: 'a published file',

  async table(folder, { labels }) {
    const means = await readMeans(folder)
    if (labels === 'raters') {
      const splits = new Map(means?.rows.map(({ cells: [image, , split] }) => [image!, split!]))
      return readAadbRaters(folder, (image) => splits.get(image) ?? '')
    }
    if (means === undefined)
      throw new MissingError(`${folder} has no ${MAT[0]} or ${ATTRIBUTES[0]} with mean scores of AADB`)
    return means
  },
}

/** All forms together; undefined where none is there. */
async function readMeans(folder: string): Promise<Table | undefined> {
  const official = (await readLists(folder)) ?? (await readMat(folder))
  const attributePath = await firstOf(folder, ATTRIBUTES)
  const described = attributePath === undefined ? undefined : await readAttributes(attributePath)
  const path = official?.path ?? described?.path
  if (path === undefined) return undefined
  const names = new Set([...(official?.labels.keys() ?? []), ...(described?.labels.keys() ?? [])])
  const rest = official === undefined ? '' : 'validation'
  const rows = [...names].map((image, index) => {
    const { score = '', cells = attributes.map(() => '') } = described?.labels.get(image) ?? {}
    const label = official?.labels.get(image) ?? { score, split: rest }
    return { line: index + 1, cells: [image, label.score, label.split, ...cells] }
  })
  return { path, header: ['image', 'score', 'split', ...attributes], rows }
}

interface Labels<Entry> {
  readonly path: string
  readonly labels: ReadonlyMap<string, Entry>
}

async function readLists(folder: string): Promise<Labels<Label> | undefined> {
  const labels = new Map<string, Label>()
  let path: string | undefined
  for (const [split, names] of Object.entries(lists)) {
    const list = await firstOf(
      folder,
      names.flatMap((name) => LISTS.map((place) => `${place}/${name}`)),
    )
    if (list === undefined && path !== undefined) {
      throw new MissingError(
        `${folder} has ${basename(path)} but no ${names.join(' or ')}; unpack imgListFiles_label again`,
      )
    }
    if (list === undefined) return undefined
    path = list
    for (const [index, text] of (await readTextFile(list)).split(/\r?\n/).entries()) {
      if (text.trim() === '') continue
      const [image, score, ...rest] = text.trim().split(/\s+/)
      if (image === undefined || score === undefined || rest.length > 0) {
        throw new FormatError(`${list} line ${index + 1} is "${text.slice(0, 60)}"; expected a photo and its score`)
      }
      if (!labels.has(image)) labels.set(image, { score, split })
    }
  }
  return path === undefined ? undefined : { path, labels }
}

async function readMat(folder: string): Promise<Labels<Label> | undefined> {
  const path = await firstOf(folder, MAT)
  if (path === undefined) return undefined
  const variables = await readMatFile(path)
  const labels = new Map<string, Label>()
  for (const split of ['train', 'test'] as const) {
    const names = variables.get(`${split}NameList`)
    const scores = variables.get(`${split}Score`)
    for (const [image, score] of paired(path, { split, names, scores })) {
      if (!labels.has(image)) labels.set(image, { score: String(score), split })
    }
  }
  return { path, labels }
}

function paired(
  path: string,
  of: { readonly split: string; readonly names: MatValue | undefined; readonly scores: MatValue | undefined },
): readonly (readonly [image: string, score: number])[] {
  const { split, names, scores } = of
  if (names?.kind !== 'texts' || scores?.kind !== 'numbers') {
    throw new FormatError(
      `${path} has no ${split}NameList with texts and ${split}Score with numbers; it is another file`,
    )
  }
  if (names.texts.length !== scores.values.length) {
    throw new FormatError(
      `${path}: ${split}NameList has ${names.texts.length} photos, ${split}Score ${scores.values.length}`,
    )
  }
  return names.texts.map((image, at) => [image, scores.values[at]!])
}

async function readAttributes(
  path: string,
): Promise<Labels<{ readonly score: string; readonly cells: readonly string[] }>> {
  const table: Table = await readTable(path)
  const at = columnsOf(table, ['dis_img_path', 'score', ...attributes])
  const labels = new Map<string, { readonly score: string; readonly cells: readonly string[] }>()
  for (const { cells } of table.rows) {
    const image = basename(cells[at.dis_img_path!]!)
    if (labels.has(image)) continue
    labels.set(image, { score: cells[at.score!]!, cells: attributes.map((name) => cells[at[name]!]!) })
  }
  return { path, labels }
}
