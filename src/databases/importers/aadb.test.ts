import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { writeAadb } from '../../../test/support/published/aadb.ts'
import { column, cut, edit, refusal } from '../../../test/support/published/damage.ts'
import { placeText } from '../../../test/support/published/lay-out.ts'
import { matFile } from '../../../test/support/published/mat.ts'
import { FormatError, MissingError } from '../../core/index.ts'
import { aadb } from './aadb.ts'

const temporary = temporaryFolder()
let made = 0
let folder: string

beforeEach(async () => {
  folder = join(temporary, `aadb-${made++}`)
  const names = Array.from({ length: 12 }, (_, at) => `p${at}.jpg`)
  for (const name of names) await placeText(temporary, name, '')
  await writeAadb(folder, { photos: names.map((name) => join(temporary, name)), raters: 3 })
})

describe('AADB', () => {
  it('has as means exactly what its raters give on average', async () => {
    const means = await aadb.table(folder, { labels: 'means' })
    const ratings = await aadb.table(folder, { labels: 'raters' })
    const given = new Map<string, number[]>()
    const [images, scores] = [column(ratings, 'image'), column(ratings, 'score')]
    for (const [at, image] of images.entries()) given.set(image, [...(given.get(image) ?? []), Number(scores[at])])
    for (const [at, image] of column(means, 'image').entries()) {
      const own = given.get(image)!
      expect(own.length).toBe(3)
      expect(Number(column(means, 'score')[at])).toBeCloseTo(own.reduce((a, b) => a + b) / 3, 12)
    }
    const splits = new Map(column(means, 'image').map((image, at) => [image, column(means, 'split')[at]]))
    expect(column(ratings, 'split')).toEqual(images.map((image) => splits.get(image) ?? ''))
  })

  it('calls photos validation that only the attributes name, and knows no split without the MAT-file', async () => {
    const split = column(await aadb.table(folder, { labels: 'means' }), 'split')
    expect(split.filter((one) => one === 'validation').length).toBe(2)
    await rm(join(folder, 'AADBinfo.mat'))
    const table = await aadb.table(folder, { labels: 'means' })
    expect(new Set(column(table, 'split'))).toEqual(new Set(['']))
    expect(table.rows.length).toBe(12) // one stands there twice
  })

  it('prefers the lists of the authors, and wants all three of them', async () => {
    const list = (name: string, text: string) => placeText(folder, `imgListFiles_label/imgList${name}_score.txt`, text)
    await list('TrainRegression', 'a.jpg 0.25 \r\nb.jpg 0.5\r\n')
    expect((await refusal(aadb, folder, 'means')).message).toMatch(
      /has imgListTrainRegression_score.txt but no imgListValidationRegression_score.txt; unpack imgListFiles_label again/,
    )
    await list('ValidationRegression', 'c.jpg 1\n')
    await list('TestRegression', 'old.jpg 1\n')
    await list('TestNewRegression', 'd.jpg 0\n')
    await rm(join(folder, 'AADB_icbcbicc.txt'))
    const table = await aadb.table(folder, { labels: 'means' })
    expect(table.rows.map(({ cells }) => cells.slice(0, 3))).toEqual([
      ['a.jpg', '0.25', 'train'],
      ['b.jpg', '0.5', 'train'],
      ['c.jpg', '1', 'validation'],
      ['d.jpg', '0', 'test'],
    ])
    await list('TestNewRegression', 'd.jpg\n')
    expect((await refusal(aadb, folder, 'means')).message).toMatch(/line 1 is "d.jpg"; expected a photo and its score/)
  })

  it('reads raters from a plain table too, as marks or as shares', async () => {
    await rm(join(folder, 'AllinAll.csv'))
    expect(await refusal(aadb, folder, 'raters')).toBeInstanceOf(MissingError)
    await placeText(folder, 'AADB_raters.csv', 'worker,image,score\nw,a.jpg,1\nw,b.jpg,4\nw,c.jpg,0\nv,a.jpg,bad\n')
    expect(column(await aadb.table(folder, { labels: 'raters' }), 'score')).toEqual(['0', '0.75', '', 'bad'])
    await placeText(folder, 'AADB_raters.csv', 'worker,image,score\nw,a.jpg,1\nw,b.jpg,0.75\n')
    expect(column(await aadb.table(folder, { labels: 'raters' }), 'score')).toEqual(['1', '0.75'])
  })

  it('leaves addresses that name no photo, and scores that are no marks, to be counted', async () => {
    await edit(join(folder, 'AllinAll.csv'), (text) =>
      text.replace('https://farm1.staticflickr.com/300/p0.jpg', 'javascript:alert(1)'),
    )
    const images = column(await aadb.table(folder, { labels: 'raters' }), 'image')
    expect(images.filter((image) => image === '').length).toBe(1)
    expect(images[1]).toBe('farm1_301_p1.jpg')
  })

  it('is refused where a file is cut or another one', async () => {
    await cut(join(folder, 'AADBinfo.mat'), 0.6)
    expect((await refusal(aadb, folder, 'means')).message).toMatch(/AADBinfo.mat/)
    await placeText(folder, 'AADBinfo.mat', matFile({ trainNameList: ['a'], trainScore: [1, 2] }))
    expect((await refusal(aadb, folder, 'means')).message).toMatch(/trainNameList has 1 photos, trainScore 2/)
    await placeText(folder, 'AADBinfo.mat', matFile({ trainScore: [1] }))
    expect((await refusal(aadb, folder, 'means')).message).toMatch(/has no trainNameList with texts .* another file/)
    await edit(join(folder, 'AllinAll.csv'), (text) => text.replace('"WorkerId"', '"Worker"'))
    await rm(join(folder, 'AADBinfo.mat'))
    const error = await refusal(aadb, folder, 'raters')
    expect(error).toBeInstanceOf(FormatError)
    expect(error.message).toMatch(/no column "WorkerId"/)
  })
})
