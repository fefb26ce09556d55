import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { writeManyPhotos } from '../../../test/support/many-photos.ts'
import { column, edit, refusal } from '../../../test/support/published/damage.ts'
import { writeRealCur } from '../../../test/support/published/real-cur.ts'
import { FormatError, MissingError } from '../../core/index.ts'
import { realCur } from './real-cur.ts'

const temporary = temporaryFolder()
let folder: string
let made = 0

beforeEach(async () => {
  folder = join(temporary, `real-cur-${made++}`)
  await writeRealCur(folder, { photos: await writeManyPhotos(join(temporary, 'photos'), 6), raters: 2 })
})

describe('REAL-CUR', () => {
  it('reads the same from its list as from its folders', async () => {
    const ofList = await realCur.table(folder, { labels: 'raters' })
    await rm(join(folder, 'test_list.csv'))
    const ofFolders = await realCur.table(folder, { labels: 'raters' })
    const ratings = [ofList, ofFolders].map((table) => {
      const [images, scores, raters] = ['image', 'score', 'rater'].map((name) => column(table, name))
      return images!.map((image, at) => [image, scores![at], raters![at]].join(' ')).sort()
    })
    expect(ratings[0]).toEqual(ratings[1])
    expect(ratings[0]).toHaveLength(12)
    expect(ratings[0]![0]).toMatch(/^album1\/1\/000\d\.jpg 1 album1$/)
    expect(ofList.header).not.toContain('split')
  })

  it('reads the folders wherever they lie', async () => {
    const before = column(await realCur.table(folder, { labels: 'raters' }), 'image')
    await rm(join(folder, 'test_list.csv'))
    await rename(join(folder, 'images', 'album1'), join(folder, 'album1'))
    await rename(join(folder, 'images', 'album2'), join(folder, 'album2'))
    const after = column(await realCur.table(folder, { labels: 'raters' }), 'image')
    expect([...after].sort()).toEqual([...before].sort())
  })

  it('takes a score of 4.0 for the folder 4, and leaves odd scores and photos that are not there to be counted', async () => {
    await edit(join(folder, 'test_list.csv'), (text) =>
      text.replace(/,(\d)\n/, ',$1.0\n').replace(/(0002\.jpg),\d/, '$1,NaN'),
    )
    await edit(join(folder, 'test_list.csv'), (text) => `${text}album1,gone.jpg,2\n`)
    const table = await realCur.table(folder, { labels: 'raters' })
    expect(column(table, 'image')[0]).toMatch(/^album1\/\d\/0000\.jpg$/)
    expect(column(table, 'score')[2]).toBe('NaN')
    expect(column(table, 'image').at(-1)).toBe('album1/2/gone.jpg')
  })

  it('refuses a list that contradicts the folders, and says how many lines do', async () => {
    await edit(join(folder, 'test_list.csv'), (text) =>
      text.replaceAll(/album1,(000[01]\.jpg),(\d)/g, (_, name, score) => `album1,${name},${(Number(score) % 5) + 1}`),
    )
    const error = await refusal(realCur, folder, 'raters')
    expect(error).toBeInstanceOf(FormatError)
    expect(error.message).toMatch(/test_list\.csv line 2 gives "0000\.jpg" 2, but it lies in folder 1 \(and 1 more/)
  })

  it('refuses a list with other columns, and a folder of something else', async () => {
    await edit(join(folder, 'test_list.csv'), (text) => text.replace('worker,image,score', 'image,score,worker'))
    expect(await refusal(realCur, folder, 'raters')).toBeInstanceOf(FormatError)
    await rm(join(folder, 'test_list.csv'))
    await rm(join(folder, 'images'), { recursive: true })
    expect(await refusal(realCur, folder, 'raters')).toBeInstanceOf(MissingError)
  })
})
