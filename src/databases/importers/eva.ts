import { FormatError } from '../../core/index.ts'
import { readTable, type Table } from '../csv.ts'
import type { Importer } from '../importer.ts'
import { firstOf, requireFile } from '../needs.ts'
import { summaryOf } from '../votes.ts'
import { columnsOf, withColumns } from './published-table.ts'

const VOTES = ['data/votes_filtered.csv', 'votes_filtered.csv', '*/data/votes_filtered.csv'] as const
const CATEGORIES = [
  'data/image_content_category.csv',
  'image_content_category.csv',
  '*/data/image_content_category.csv',
] as const

/** What the numbers of `image_content_category.csv` stand for. */
const categories = ['animals', 'architecture', 'human', 'nature', 'still life', 'other']

/**
 * 4,070 photos of AVA with 136,943 votes from 0 to 10, 30 to 46 a photo: `image_id=user_id=score=difficulty=visual=
 * composition=quality=semantic=vote_time=..`, parted by `=` and without quotes. The mean of a photo's votes is its
 * score; `category` comes from `image_content_category.csv` where that is there. The authors publish no split. Photos
 * are `<image_id>.jpg`, in `images/EVA_together/`.
 *
 * Built from: the authors' README, their `image_content_category.csv` and a sample of `users.csv`, which is written like
 * the votes. No file of votes was seen.
 */
export const eva: Importer = {
  name: 'eva',
  title: 'EVA',
  source: 'Kang, Valenzise, Dufaux: EVA, An Explainable Visual Aesthetics Dataset (ATQAM/MAST 2020)',
  scale: [0, 10],
  template: 'ten',
  labels: ['means', 'raters'],
  needs: [{ anyOf: VOTES, what: "each rater's votes" }],
  basis: 'its published description',

  async table(folder, { labels }) {
    const votes = await readTable(await requireFile(eva, { folder, anyOf: VOTES }), { delimiter: '=' })
    const at = columnsOf(votes, ['image_id', 'user_id', 'score', 'difficulty'])
    const categoryOf = await readCategories(await firstOf(folder, CATEGORIES))
    if (labels === 'means') return meansOf(votes, { image: at.image_id, score: at.score, categoryOf })
    return withColumns(votes, {
      image: (cells) => photo(cells[at.image_id]!),
      score: (cells) => cells[at.score]!,
      rater: (cells) => cells[at.user_id]!,
      category: (cells) => categoryOf(cells[at.image_id]!),
    })
  },
}

function photo(id: string): string {
  return id === '' ? '' : `${id}.jpg`
}

/** One row a photo, in the order of its first vote. A vote that is no mark is part of no mean, and one row of its own. */
function meansOf(
  votes: Table,
  of: { readonly image: number; readonly score: number; readonly categoryOf: (id: string) => string },
): Table {
  const marks = new Map<string, { readonly line: number; readonly values: number[] }>()
  const odd: Table['rows'][number][] = []
  for (const { line, cells } of votes.rows) {
    const [id, score] = [cells[of.image]!, cells[of.score]!]
    if (id === '' || !/^\d+(\.\d+)?$/.test(score) || Number(score) > eva.scale[1]) {
      odd.push({ line, cells: [photo(id), score, '', '', of.categoryOf(id)] })
      continue
    }
    const entry = marks.get(id) ?? { line, values: [] }
    entry.values.push(Number(score))
    marks.set(id, entry)
  }
  const rows = [...marks].map(([id, { line, values }]) => {
    const {
      mean,
      votes: count,
      disagreement,
    } = summaryOf(
      values.map(() => 1),
      values,
    )!
    return { line, cells: [photo(id), String(mean), String(count), String(disagreement), of.categoryOf(id)] }
  })
  return { path: votes.path, header: ['image', 'score', 'votes', 'disagreement', 'category'], rows: [...rows, ...odd] }
}

async function readCategories(path: string | undefined): Promise<(id: string) => string> {
  if (path === undefined) return () => ''
  const table = await readTable(path)
  const at = columnsOf(table, ['image_id', 'sort'])
  const names = new Map(
    table.rows.map(({ line, cells }) => {
      const name = categories[Number(cells[at.sort]) - 1]
      if (name === undefined) {
        throw new FormatError(
          `${path} line ${line}: the category is "${cells[at.sort]}"; expected 1 to ${categories.length}`,
        )
      }
      return [cells[at.image_id]!, name]
    }),
  )
  return (id) => names.get(id) ?? ''
}
