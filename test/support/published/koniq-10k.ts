import { basename } from 'node:path'
import { type FixtureOptions, lines, mean, opinions, placePhotos, placeText } from './lay-out.ts'
import { splitOf } from './splits.ts'

/** KonIQ-10k as published, in the larger of its two sizes. */
export async function writeKoniq10k(folder: string, { photos, raters = 8 }: FixtureOptions): Promise<void> {
  const all = opinions({ photos: photos.length, raters, seed: 'koniq-10k' })
  const rows = photos.map((path, at) => {
    const marks = all.map((row) => Math.round(4 * row[at]!) + 1)
    const shares = [1, 2, 3, 4, 5].map((mark) => marks.filter((own) => own === mark).length / raters)
    const average = mean(marks)
    const deviation = Math.sqrt(mean(marks.map((mark) => (mark - average) ** 2)))
    const set = splitOf(at) === 'train' ? 'training' : splitOf(at)
    return [basename(path), ...shares, raters, 1 + (99 * (average - 1)) / 4, deviation, set]
  })
  const header = ['image_name', 'c1', 'c2', 'c3', 'c4', 'c5', 'c_total', 'MOS', 'SD', 'set']
  await placeText(folder, 'koniq10k_distributions_sets.csv', lines([header, ...rows]))
  await placePhotos(
    folder,
    photos.map((from) => ({ from, to: `1024x768/${basename(from)}` })),
  )
}
