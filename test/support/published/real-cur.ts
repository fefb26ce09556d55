import { basename } from 'node:path'
import { type FixtureOptions, lines, opinions, placePhotos, placeText } from './lay-out.ts'

/** REAL-CUR as published: each worker has an own copy of all photos, under folders of their score, and in the list. */
export async function writeRealCur(folder: string, { photos, raters = 2 }: FixtureOptions): Promise<void> {
  const all = opinions({ photos: photos.length, raters, seed: 'real-cur' }).flatMap((row, rater) =>
    row.map((opinion, at) => ({
      worker: `album${rater + 1}`,
      from: photos[at]!,
      name: basename(photos[at]!),
      score: 1 + Math.round(4 * opinion),
    })),
  )
  const list = all.map(({ worker, name, score }) => [worker, name, score])
  await placeText(folder, 'test_list.csv', lines([['worker', 'image', 'score'], ...list]))
  await placePhotos(
    folder,
    all.map(({ worker, from, name, score }) => ({ from, to: `images/${worker}/${score}/${name}` })),
  )
}
