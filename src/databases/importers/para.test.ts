import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { writeManyPhotos } from '../../../test/support/many-photos.ts'
import { column, cut, edit, refusal } from '../../../test/support/published/damage.ts'
import { writePara } from '../../../test/support/published/para.ts'
import { FormatError } from '../../core/index.ts'
import { para } from './para.ts'

const temporary = temporaryFolder()
let folder: string
let made = 0

beforeEach(async () => {
  folder = join(temporary, `para-${made++}`)
  await writePara(folder, { photos: await writeManyPhotos(join(temporary, 'photos'), 8), raters: 3 })
})

const ratingsFile = (): string => join(folder, 'annotation', 'PARA-Images.csv')

describe('PARA', () => {
  it('has the means of both parts, with the official split and the other scores under their own names', async () => {
    const table = await para.table(folder, { labels: 'means' })
    expect(table.rows).toHaveLength(8)
    expect(column(table, 'split')).toEqual([...Array<string>(6).fill('train'), 'test', 'test'])
    expect(column(table, 'image').slice(-2)).toEqual(['session2/0003.jpg', 'session2/0007.jpg'])
    expect(column(table, 'score')).toEqual(column(table, 'aestheticScore'))
    expect(column(table, 'qualityScore')).not.toEqual(column(table, 'score'))
    expect(new Set(column(table, 'semantic'))).toEqual(new Set(['animal', 'scene']))
  })

  it('reads the parts alike where their columns are in another order', async () => {
    const before = await para.table(folder, { labels: 'means' })
    await edit(join(folder, 'annotation', 'PARA-GiaaTest.csv'), (text) =>
      text.replaceAll(/^([^,]+),([^,]+),/gm, '$2,$1,'),
    )
    expect(await para.table(folder, { labels: 'means' })).toEqual(before)
  })

  it("has each rater's scores, the split of the photo, and who rated", async () => {
    const table = await para.table(folder, { labels: 'raters' })
    expect(table.rows).toHaveLength(24)
    expect(new Set(column(table, 'rater'))).toEqual(new Set(['A0b0', 'A1b1', 'A2b2']))
    const splits = new Map(column(table, 'image').map((image, at) => [image, column(table, 'split')[at]]))
    expect([...splits].filter(([, split]) => split === 'test').map(([image]) => image)).toEqual([
      'session2/0003.jpg',
      'session2/0007.jpg',
    ])
    expect(column(table, 'age').slice(0, 3)).toEqual(['18-21', '30-34', '18-21'])
    expect(column(table, 'gender').slice(0, 3)).toEqual(['male', 'female', 'female'])
    expect(column(table, 'qualityScore').every((score) => Number(score) >= 1 && Number(score) <= 5)).toBe(true)
  })

  it('has a mean that is the mean of the ratings', async () => {
    const [means, ratings] = [
      await para.table(folder, { labels: 'means' }),
      await para.table(folder, { labels: 'raters' }),
    ]
    for (const [at, image] of column(means, 'image').entries()) {
      const own = column(ratings, 'score').filter((_, row) => column(ratings, 'image')[row] === image)
      const mean = own.reduce((sum, score) => sum + Number(score), 0) / own.length
      expect(Number(column(means, 'score')[at])).toBeCloseTo(mean, 3)
    }
  })

  it('leaves odd cells, and photos and raters without an entry, for the report to count', async () => {
    await edit(ratingsFile(), (text) =>
      text
        .replace(/(A0b0),[^,]+/, '$1,nan')
        .replace(/0001\.jpg,A0b0/, '0001.jpg,')
        .replace(/0002\.jpg/, 'new.jpg'),
    )
    const table = await para.table(folder, { labels: 'raters' })
    expect(column(table, 'score')[0]).toBe('nan')
    expect([column(table, 'rater')[3], column(table, 'age')[3]]).toEqual(['', ''])
    expect([column(table, 'image')[6], column(table, 'split')[6]]).toEqual(['session1/new.jpg', ''])
  })

  it('refuses another version and a cut file, naming them', async () => {
    await cut(ratingsFile(), 0.985)
    const short = await refusal(para, folder, 'raters')
    expect(short).toBeInstanceOf(FormatError)
    expect(short.message).toContain(`${ratingsFile()} is not a CSV file`)
    const means = join(folder, 'annotation', 'PARA-GiaaTrain.csv')
    await edit(means, (text) => text.replace('aestheticScore_mean', 'aesthetic'))
    const renamed = await refusal(para, folder, 'means')
    expect(renamed).toBeInstanceOf(FormatError)
    expect(renamed.message).toContain(
      `${means} is another version than palate reads: it has no column "aestheticScore_mean"`,
    )
  })
})
