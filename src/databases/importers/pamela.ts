import { dirname } from 'node:path'
import { z } from 'zod'
import { readJson } from '../../core/index.ts'
import type { Importer } from '../importer.ts'
import { requireFile } from '../needs.ts'
import { unpacked } from './published-table.ts'

/** The published parts: ratings of known people, and of people who are in no training rating. */
const parts = [
  { name: 'pamela_train', split: 'train', users: 'seen' },
  { name: 'pamela_val_seen', split: 'validation', users: 'seen' },
  { name: 'pamela_val_unseen', split: 'validation', users: 'unseen' },
  { name: 'pamela_test_seen', split: 'test', users: 'seen' },
  { name: 'pamela_test_unseen', split: 'test', users: 'unseen' },
] as const

const text = z.union([z.string(), z.number(), z.null()])
const ratings = z.array(
  z.object({
    image_path: z.string(),
    participant_id: z.union([z.string(), z.number()]),
    original_score: text,
    image_metadata: z.object({ group: text.optional(), style: text.optional(), type: text.optional() }).nullish(),
  }),
)

/**
 * 69,904 ratings of 5,077 generated images by 199 people, 1 to 5, CC-BY-4.0. Five files `annotations/pamela_<part>.json`
 * (train, val_seen, val_unseen, test_seen, test_unseen), each a JSON array of ratings with `image_path`,
 * `participant_id`, `original_score` and `image_metadata` (`group`, `style`, `type`, kept as columns). Photos are
 * `images/*.png`. The official split is `split`; whether a rater is in the training part too is `users`: seen or unseen.
 *
 * Built from: the dataset card, and what public readers of the files do. The scale is what such a reader says ("4 of 5");
 * that `image_path` may start with `./` or `PAMELA/` likewise. No file was seen.
 */
export const pamela: Importer = {
  name: 'pamela',
  title: 'PAMELA',
  source: 'Maerten et al.: Personalizing Text-to-Image Generation to Individual Taste (arXiv 2604.07427, 2026)',
  scale: [1, 5],
  template: 'five',
  labels: ['raters'],
  needs: parts.map(({ name, split, users }) => ({
    anyOf: fileOf(name),
    what: `${split} ratings of ${users === 'seen' ? 'known' : 'new'} people`,
  })),
  photoFolders: ['images'],
  basis: 'its published description',

  async table(folder) {
    let path = folder
    const rows: { readonly line: number; readonly cells: readonly string[] }[] = []
    for (const { name, split, users } of parts) {
      path = await requireFile(pamela, { folder, anyOf: fileOf(name) })
      for (const rating of await readJson(path, ratings)) {
        const { group, style, type } = rating.image_metadata ?? {}
        const image = rating.image_path.replace(/^(\.\/)?(PAMELA\/)?(images\/)?/, '')
        const cells = [image, rating.original_score, rating.participant_id, split, users, group, style, type]
        rows.push({ line: rows.length + 1, cells: cells.map((cell) => String(cell ?? '').trim()) })
      }
    }
    const header = ['image', 'score', 'rater', 'split', 'users', 'group', 'style', 'type']
    return { path: dirname(path), header, rows }
  },
}

function fileOf(part: string): readonly [string, string] {
  return unpacked(`annotations/${part}.json`)
}
