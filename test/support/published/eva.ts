import { type FixtureOptions, lines, opinions, placePhotos, placeText } from './lay-out.ts'

/** EVA as its authors' repository has it. */
export async function writeEva(folder: string, { photos, raters = 4 }: FixtureOptions): Promise<void> {
  const all = opinions({ photos: photos.length, raters, seed: 'eva' })
  const ids = photos.map((_, at) => 71 + 35 * at)
  const votes = all.flatMap((row, rater) =>
    row.map((opinion, at) => [ids[at]!, `E${136 + rater}`, Math.round(10 * opinion), 3, 2, 3, 4, 2, 7.5, 1, 0, 0, 1]),
  )
  const header = 'image_id=user_id=score=difficulty=visual=composition=quality=semantic=vote_time=1=2=3=4\n'
  const users = all.map((_, rater) => [
    `E${136 + rater}`,
    '1992.0',
    '156.0',
    '2.0',
    '1.0',
    rater % 2 === 0 ? '1,2' : '',
  ])
  const categories = ids.map((id, at) => [`"${id}"`, `"${1 + (at % 6)}"`])
  await placeText(folder, 'data/votes_filtered.csv', header + lines(votes, '='))
  await placeText(
    folder,
    'data/users.csv',
    `id=age=region=photographic_level_id=gender_id=eyecheck\n${lines(users, '=')}`,
  )
  await placeText(folder, 'data/image_content_category.csv', lines([['"image_id"', '"sort"'], ...categories]))
  await placePhotos(
    folder,
    photos.map((from, at) => ({ from, to: `images/EVA_together/${ids[at]}.jpg` })),
  )
}
