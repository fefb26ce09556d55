import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { writeManyPhotos } from '../../../test/support/many-photos.ts'
import { column, cut, edit, refusal } from '../../../test/support/published/damage.ts'
import { writeLapis } from '../../../test/support/published/lapis.ts'
import { FormatError } from '../../core/index.ts'
import { lapis } from './lapis.ts'

const temporary = temporaryFolder()
let folder: string
let made = 0

beforeEach(async () => {
  folder = join(temporary, `lapis-${made++}`)
  await writeLapis(folder, { photos: await writeManyPhotos(join(temporary, 'photos'), 6), raters: 3 })
})

const ratingsFile = (): string => join(folder, 'annotation', 'LAPIS_PIAA.csv')

describe('LAPIS', () => {
  it("has each rater's scores with the official split of the paintings", async () => {
    const table = await lapis.table(folder, { labels: 'raters' })
    expect(table.header.slice(0, 4)).toEqual(['image', 'score', 'rater', 'split'])
    expect(table.rows).toHaveLength(18)
    expect(new Set(column(table, 'rater'))).toEqual(new Set(['1', '2', '3']))
    const splits = new Map(column(table, 'image').map((image, at) => [image, column(table, 'split')[at]]))
    expect([...splits.values()]).toEqual(['train', 'train', 'train', 'train', 'validation', 'test'])
    expect(column(table, 'style')[0]).toBe('Impressionism')
  })

  it('has the means of the three parts', async () => {
    const [means, ratings] = [
      await lapis.table(folder, { labels: 'means' }),
      await lapis.table(folder, { labels: 'raters' }),
    ]
    expect(means.header).toEqual(['image', 'score', 'split'])
    expect(column(means, 'split')).toEqual(['train', 'train', 'train', 'train', 'validation', 'test'])
    for (const [at, image] of column(means, 'image').entries()) {
      const own = column(ratings, 'score').filter((_, row) => column(ratings, 'image')[row] === image)
      expect(Number(column(means, 'score')[at])).toBeCloseTo(own.reduce((sum, each) => sum + Number(each), 0) / 3, 3)
    }
  })

  it('reads the names of artists in Latin-1 as well as in UTF-8', async () => {
    await edit(ratingsFile(), (text) => text.replaceAll('Impressionism', 'Dürer'))
    const utf8 = await lapis.table(folder, { labels: 'raters' })
    await writeFile(ratingsFile(), Buffer.from(await readFile(ratingsFile(), 'utf8'), 'latin1'))
    expect(await lapis.table(folder, { labels: 'raters' })).toEqual(utf8)
    expect(column(utf8, 'style')[0]).toBe('Dürer')
  })

  it('leaves odd cells, and paintings of no part, for the report to count', async () => {
    await edit(ratingsFile(), (text) =>
      text
        .replace(/,1,\d+,/, ',,,')
        .replace('1,0001.jpg', '1,new.jpg')
        .replace(/(0002\.jpg,\w+),1,\d+/, '$1,1,NaN'),
    )
    const table = await lapis.table(folder, { labels: 'raters' })
    expect([column(table, 'rater')[0], column(table, 'score')[0]]).toEqual(['', ''])
    expect([column(table, 'image')[3], column(table, 'split')[3]]).toEqual(['new.jpg', ''])
    expect(column(table, 'score')[6]).toBe('NaN')
  })

  it('refuses another version and a cut file, naming them', async () => {
    await edit(ratingsFile(), (text) => text.replace('rating', 'response'))
    const renamed = await refusal(lapis, folder, 'raters')
    expect(renamed).toBeInstanceOf(FormatError)
    expect(renamed.message).toContain(
      `${ratingsFile()} is another version than palate reads: it has no column "rating"`,
    )
    const means = join(folder, 'annotation', 'LAPIS_GIAA_Testsplit.csv')
    await cut(means, 0.7)
    const short = await refusal(lapis, folder, 'means')
    expect(short).toBeInstanceOf(FormatError)
    expect(short.message).toContain(`${means} is `)
  })
})
