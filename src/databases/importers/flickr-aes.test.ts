import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { writeManyPhotos } from '../../../test/support/many-photos.ts'
import { column, edit, refusal } from '../../../test/support/published/damage.ts'
import { writeFlickrAes } from '../../../test/support/published/flickr-aes.ts'
import { placeText } from '../../../test/support/published/lay-out.ts'
import { FormatError, MissingError } from '../../core/index.ts'
import { flickrAes } from './flickr-aes.ts'

const temporary = temporaryFolder()
let folder: string
let made = 0

beforeEach(async () => {
  folder = join(temporary, `flickr-${made++}`)
  const photos = await writeManyPhotos(join(temporary, 'photos'), 8)
  await writeFlickrAes(folder, { photos: photos.slice(0, 6), trainingPhotos: photos.slice(6), raters: 4 })
})

const inFolder = (name: string): string => join(folder, name)
const ratingsFile = 'FLICKR-AES_image_labeled_by_each_worker.csv'
const scoresFile = 'FLICKR-AES_image_score.txt'

describe('Flickr-AES', () => {
  it('has the ratings of each worker, and keeps all photos of a test worker out of training', async () => {
    const table = await flickrAes.table(folder, { labels: 'raters' })
    expect(table.header.slice(0, 4)).toEqual(['image', 'score', 'rater', 'split'])
    expect(table.rows).toHaveLength(8 + 8 + 6 + 6)
    const [images, raters, splits] = ['image', 'rater', 'split'].map((name) => column(table, name)) as [
      string[],
      string[],
      string[],
    ]
    expect([...new Set(raters)]).toEqual(['A0WORKER', 'A1WORKER', 'A2WORKER', 'A3WORKER'])
    const ofTesters = new Set(images.filter((_, at) => raters[at] === 'A2WORKER' || raters[at] === 'A3WORKER'))
    const expected = images.map((image, at) => {
      if (at >= 16) return 'test'
      return ofTesters.has(image) ? '' : 'train'
    })
    expect(splits).toEqual(expected)
    expect(splits.filter((split) => split === 'train')).toHaveLength(4)
    expect(column(table, 'score').every((score) => /^[1-5]$/.test(score))).toBe(true)
  })

  it('has the published means; a photo that a test worker rated is no training photo', async () => {
    const table = await flickrAes.table(folder, { labels: 'means' })
    expect(table.header).toEqual(['split', 'image', 'score'])
    expect(column(table, 'image')).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((at) => `000${at}.jpg`))
    expect(column(table, 'split')).toEqual([...Array<string>(6).fill('test'), 'train', 'train'])
  })

  it('gives no split to a photo that nobody is known to have rated', async () => {
    await edit(inFolder(scoresFile), (text) => `${text}unrated.jpg 0.4\n`)
    const table = await flickrAes.table(folder, { labels: 'means' })
    expect(column(table, 'split').at(-1)).toBe('')
  })

  it('reads names after a blank, as in the published list, and leaves odd cells for the report to count', async () => {
    await edit(inFolder(scoresFile), (text) => text.replace(/^0000\.jpg \S+/, '  0000.jpg NaN'))
    await edit(inFolder(ratingsFile), (text) => text.replace(/0001\.jpg,\d/, '0001.jpg,'))
    const means = await flickrAes.table(folder, { labels: 'means' })
    expect([column(means, 'image')[0], column(means, 'score')[0]]).toEqual(['0000.jpg', 'NaN'])
    expect(column(await flickrAes.table(folder, { labels: 'raters' }), 'score')[1]).toBe('')
  })

  it('finds the files in the folder that the archive unpacks into', async () => {
    await rename(folder, inFolder('../unpacked'))
    await mkdir(folder)
    await rename(inFolder('../unpacked'), inFolder('FLICKR-AES'))
    const table = await flickrAes.table(folder, { labels: 'raters' })
    expect(table.rows).toHaveLength(28)
  })

  it('picks the test workers by their number of photos where no list names them, and only if they are 37', async () => {
    await rm(inFolder('test_workers.csv'))
    const error = await refusal(flickrAes, folder, 'raters')
    expect(error).toBeInstanceOf(MissingError)
    expect(error.message).toContain('has no test_workers.csv, and 0 of its workers rated 105 to 171 photos, not the 37')
    // Photos by worker: 36 at the ends of the range, one inside, and two just outside.
    const counts = [104, 172, 120, ...Array.from({ length: 36 }, (_, at) => (at % 2 === 0 ? 105 : 171))]
    const lines = counts.flatMap((count, worker) =>
      // Each photo twice: it is photos that count, not rows.
      Array.from({ length: 2 * count }, (_, at) => `w${worker},${worker}-${at % count}.jpg,3`),
    )
    await placeText(folder, ratingsFile, ['worker, imagePair, score', ...lines].join('\n'))
    const table = await flickrAes.table(folder, { labels: 'raters' })
    const raters = column(table, 'rater')
    const testers = new Set(raters.filter((_, at) => column(table, 'split')[at] === 'test'))
    expect(testers.size).toBe(37)
    expect(testers.has('w0') || testers.has('w1')).toBe(false)
  })

  it('refuses another version, naming the file', async () => {
    await edit(inFolder('test_workers.csv'), (text) => text.replace('A3WORKER', 'A3WORKR'))
    expect((await refusal(flickrAes, folder, 'means')).message).toContain('names 1 without ratings (A3WORKR)')
    await edit(inFolder(ratingsFile), (text) => text.replace('imagePair', 'photo'))
    const header = await refusal(flickrAes, folder, 'raters')
    expect(header).toBeInstanceOf(FormatError)
    expect(header.message).toBe(
      `${inFolder(ratingsFile)} is another version than palate reads: it has no column "imagePair", but worker, photo, score`,
    )
  })

  it('refuses a list of means that ends within a line, or is empty', async () => {
    await edit(inFolder(scoresFile), (text) => text.slice(0, text.lastIndexOf(' ')))
    const error = await refusal(flickrAes, folder, 'means')
    expect(error).toBeInstanceOf(FormatError)
    expect(error.message).toBe(`${inFolder(scoresFile)} line 8 is "0007.jpg"; expected a photo and its score`)
    await placeText(folder, scoresFile, '\n')
    expect((await refusal(flickrAes, folder, 'means')).message).toContain('is empty')
  })
})
