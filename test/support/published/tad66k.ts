import { basename } from 'node:path'
import { type FixtureOptions, lines, opinions, placePhotos, placeText } from './lay-out.ts'
import { splitOf } from './splits.ts'
import { zip } from './zip.ts'

/** TAD66K as published: its label files in an archive. Three themes; there is no validation set. */
export async function writeTad66k(folder: string, { photos }: FixtureOptions): Promise<void> {
  const [opinion] = opinions({ photos: photos.length, raters: 1, seed: 'tad66k' })
  const rows = photos.map((path, at) => ({
    cells: [basename(path), (10 * opinion![at]!).toFixed(2)],
    split: splitOf(at) === 'test' ? 'test' : 'train',
    theme: ['bird', 'flower', 'night'][at % 3]!,
  }))
  const csv = (part: typeof rows): string =>
    lines([['image', 'score'], ...part.map(({ cells }) => cells)]).replaceAll('\n', '\r\n')
  const files = ['train', 'test'].flatMap((split) => {
    const part = rows.filter((row) => row.split === split)
    const themes = [...new Set(part.map(({ theme }) => theme))]
    return [
      [`dataset/merge/${split}.csv`, csv(part)],
      ...themes.map((theme) => [
        `dataset/unmerge/${split}/${theme}.csv`,
        csv(part.filter((row) => row.theme === theme)),
      ]),
    ]
  })
  await placeText(folder, 'TAD66K_dataset.zip', zip(Object.fromEntries(files)))
  await placePhotos(
    folder,
    photos.map((from) => ({ from, to: `TAD66K/${basename(from)}` })),
  )
}
