import { type FixtureOptions, lines, opinions, placePhotos, placeText } from './lay-out.ts'
import { splitOf } from './splits.ts'

/** AVA as its authors publish it: what is not in the list of test photos is for training. */
export async function writeAva(folder: string, { photos, raters = 20 }: FixtureOptions): Promise<void> {
  const all = opinions({ photos: photos.length, raters, seed: 'ava' })
  const ids = photos.map((_, at) => 900_000 + 7 * at)
  const rows = ids.map((id, at) => {
    const marks = all.map((row) => 1 + Math.round(9 * row[at]!))
    const counts = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((mark) => marks.filter((own) => own === mark).length)
    return [at + 1, id, ...counts, 1 + (at % 3), at % 2 === 0 ? 0 : 15, 100 + (at % 4)]
  })
  const test = ids.filter((_, at) => splitOf(at) === 'test')
  await placeText(folder, 'AVA.txt', lines(rows, ' '))
  await placeText(folder, 'aesthetics_image_lists/generic_test.jpgl', test.map((id) => `${id}\n`).join(''))
  await placePhotos(
    folder,
    photos.map((from, at) => ({ from, to: `images/${ids[at]}.jpg` })),
  )
}
