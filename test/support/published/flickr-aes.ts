import { basename } from 'node:path'
import { type FixtureOptions, lines, mean, opinions, placePhotos, placeText } from './lay-out.ts'

export interface FlickrAesOptions extends FixtureOptions {
  /**
   * Photos that no test worker rates, so that there is something to train on: all others have no part in training.
   * Default: none.
   */
  readonly trainingPhotos?: readonly string[]
}

/** Flickr-AES as published, plus the list of test workers: the second half of them. */
export async function writeFlickrAes(folder: string, options: FlickrAesOptions): Promise<void> {
  const { photos, raters = 4, trainingPhotos = [] } = options
  const all = [...photos, ...trainingPhotos]
  const names = all.map((path) => basename(path))
  const workers = Array.from({ length: raters }, (_, at) => `A${at}WORKER`)
  const firstTester = Math.floor(raters / 2)
  const scores = opinions({ photos: all.length, raters, seed: 'flickr-aes' }).map((row, rater) =>
    row.slice(0, rater < firstTester ? all.length : photos.length).map((opinion) => 1 + Math.round(4 * opinion)),
  )
  const ratings = scores.flatMap((row, rater) => row.map((score, at) => [workers[rater]!, names[at]!, score]))
  const means = names.map((name, at) => [name, (mean(scores.flatMap((row) => row[at] ?? [])) / 5).toFixed(4)])
  const testers = workers.slice(firstTester).map((worker) => [worker])
  // The header has a blank after each comma.
  const header = 'worker, imagePair, score\n'
  await placeText(folder, 'FLICKR-AES_image_labeled_by_each_worker.csv', header + lines(ratings))
  await placeText(folder, 'FLICKR-AES_image_score.txt', lines(means, ' '))
  await placeText(folder, 'test_workers.csv', lines([['worker'], ...testers]))
  await placePhotos(
    folder,
    all.map((from, at) => ({ from, to: `40K/${names[at]}` })),
  )
}
