import { basename } from 'node:path'
import { type FixtureOptions, lines, mean, opinions, placePhotos, placeText } from './lay-out.ts'

/** LAPIS as published, with some of its columns; of six photos the fifth is in the validation and the sixth in the test part. */
export async function writeLapis(folder: string, { photos, raters = 3 }: FixtureOptions): Promise<void> {
  const names = photos.map((path) => basename(path))
  const scores = opinions({ photos: photos.length, raters, seed: 'lapis' }).map((row) =>
    row.map((opinion) => Math.round(100 * opinion)),
  )
  const ratings = names.flatMap((name, at) =>
    scores.map((row, rater) => [
      at,
      name,
      styleOf(at),
      rater + 1,
      row[at]!,
      20 + rater,
      rater % 2 === 0 ? 'female' : 'male',
    ]),
  )
  const header = ['image_id', 'image_filename', 'style', 'participant_id', 'rating', 'age', 'demo_gender']
  await placeText(folder, 'annotation/LAPIS_PIAA.csv', lines([header, ...ratings]))
  const means = names.map((name, at) => [at, name, styleOf(at), mean(scores.map((row) => row[at]!)).toFixed(4)])
  const partOf = (at: number): string => ['Train', 'Train', 'Train', 'Train', 'Val', 'Test'][at % 6]!
  for (const part of ['Train', 'Val', 'Test']) {
    const own = means.filter((_, at) => partOf(at) === part)
    const meansHeader = ['image_id', 'image_filename', 'style', 'mean_response']
    await placeText(folder, `annotation/LAPIS_GIAA_${part}split.csv`, lines([meansHeader, ...own]))
  }
  await placePhotos(
    folder,
    photos.map((from, at) => ({ from, to: `images/${names[at]}` })),
  )
}

function styleOf(at: number): string {
  return at % 2 === 0 ? 'Impressionism' : 'Pop_Art'
}
