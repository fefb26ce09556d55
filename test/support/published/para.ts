import { basename } from 'node:path'
import { type FixtureOptions, lines, mean, opinions, placePhotos, placeText } from './lay-out.ts'

/** PARA as published, with two of its other scores; every fourth photo is in the test part. */
export async function writePara(folder: string, { photos, raters = 3 }: FixtureOptions): Promise<void> {
  const placed = photos.map((from, at) => ({ from, session: `session${1 + (at % 2)}`, name: basename(from) }))
  // Aesthetics and quality in steps of .5.
  const [beauty, quality] = ['para', 'para/quality'].map((seed) =>
    opinions({ photos: photos.length, raters, seed }).map((row) =>
      row.map((opinion) => 1 + Math.round(8 * opinion) / 2),
    ),
  ) as [number[][], number[][]]
  const users = Array.from({ length: raters }, (_, rater) => `A${rater}b${rater}`)
  const ratings = placed.flatMap(({ session, name }, at) =>
    users.map((user, rater) => [session, name, user, beauty[rater]![at]!, quality[rater]![at]!, scene(at)]),
  )
  const means = placed.map(({ session, name }, at) => {
    const [aesthetic, technical] = [beauty, quality].map((rows) => mean(rows.map((row) => row[at]!)).toFixed(4))
    return [name, session, scene(at), aesthetic!, '0.5', technical!, '0.5']
  })
  const meansHeader = [
    'imageName',
    'sessionId',
    'semantic',
    'aestheticScore_mean',
    'aestheticScore_std',
    'qualityScore_mean',
    'qualityScore_std',
  ]
  const ratingsHeader = ['sessionId', 'imageName', 'userId', 'aestheticScore', 'qualityScore', 'semantic']
  const people = users.map((user, at) => [user, at % 2 === 0 ? '18-21' : '30-34', at % 3 === 0 ? 'male' : 'female'])
  await placeText(folder, 'annotation/PARA-Images.csv', lines([ratingsHeader, ...ratings]))
  await placeText(folder, 'annotation/PARA-UserInfo.csv', lines([['userId', 'age', 'gender'], ...people]))
  await placeText(
    folder,
    'annotation/PARA-GiaaTrain.csv',
    lines([meansHeader, ...means.filter((_, at) => at % 4 !== 3)]),
  )
  await placeText(
    folder,
    'annotation/PARA-GiaaTest.csv',
    lines([meansHeader, ...means.filter((_, at) => at % 4 === 3)]),
  )
  await placePhotos(
    folder,
    placed.map(({ from, session, name }) => ({ from, to: `imgs/${session}/${name}` })),
  )
}

function scene(at: number): string {
  return at % 2 === 0 ? 'animal' : 'scene'
}
