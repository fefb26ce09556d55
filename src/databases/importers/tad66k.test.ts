import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { column, cut, refusal } from '../../../test/support/published/damage.ts'
import { placeText } from '../../../test/support/published/lay-out.ts'
import { writeTad66k } from '../../../test/support/published/tad66k.ts'
import { zip } from '../../../test/support/published/zip.ts'
import { FormatError, MissingError } from '../../core/index.ts'
import { tad66k } from './tad66k.ts'

const temporary = temporaryFolder()
let made = 0
let folder: string
let archive: string

beforeEach(async () => {
  folder = join(temporary, `tad66k-${made++}`)
  archive = join(folder, 'TAD66K_dataset.zip')
  const names = Array.from({ length: 10 }, (_, at) => `p${at}.jpg`)
  for (const name of names) await placeText(temporary, name, '')
  await writeTad66k(folder, { photos: names.map((name) => join(temporary, name)) })
})

const parts = ['merge/train.csv', 'merge/test.csv', 'unmerge/train/bird.csv', 'unmerge/test/bird.csv']

/** The label files as an archive unpacks them: photo a to train on, b to test, both of birds. */
async function unpack(files: readonly string[] = parts): Promise<void> {
  for (const file of files) {
    const photo = file.includes('train') ? 'a' : 'b'
    await placeText(folder, `dataset/${file}`, `image,score\r\n${photo}.jpg,${photo === 'a' ? 3 : 4}\r\n`)
  }
}

describe('TAD66K', () => {
  it('reads the same from the archive and from the folder that it unpacks into', async () => {
    const packed = await tad66k.table(folder, { labels: 'means' })
    expect(packed.rows.length).toBe(10)
    expect(new Set(column(packed, 'theme'))).toEqual(new Set(['bird', 'flower', 'night']))
    await unpack()
    const unpacked = await tad66k.table(folder, { labels: 'means' })
    expect(unpacked.rows.map(({ cells }) => cells)).toEqual([
      ['a.jpg', '3', 'train', 'bird'],
      ['b.jpg', '4', 'test', 'bird'],
    ])
  })

  it('takes the archive where the folder is half unpacked, and says so where there is no archive', async () => {
    await unpack(parts.slice(0, 1))
    expect((await tad66k.table(folder, { labels: 'means' })).rows.length).toBe(10)
    await rm(archive)
    const half = await refusal(tad66k, folder, 'means')
    expect(half).toBeInstanceOf(MissingError)
    expect(half.message).toMatch(/merge has no test.csv; unpack TAD66K_dataset.zip again/)
    await unpack(parts.slice(0, 3))
    const themes = await refusal(tad66k, folder, 'means')
    expect(themes).toBeInstanceOf(FormatError)
    expect(themes.message).toMatch(/has no theme for 1 of 2 photos; .* the whole folder unmerge/)
  })

  it.each([0.02, 0.5, 0.9, 0.99])('is refused in one sentence where %f of the archive is there', async (share) => {
    await cut(archive, share)
    const error = await refusal(tad66k, folder, 'means')
    expect(error).toBeInstanceOf(FormatError)
    expect(error.message).toMatch(/cannot read TAD66K_dataset.zip .*; get the whole archive again/)
  })

  it('is refused where a byte of the archive has changed', async () => {
    const bytes = await readFile(archive)
    bytes[60]! ^= 0xff
    await writeFile(archive, bytes)
    expect((await refusal(tad66k, folder, 'means')).message).toMatch(/get the whole archive again/)
  })

  it('is refused where the archive is another one, or its tables are', async () => {
    await writeFile(archive, zip({ 'readme.txt': 'hello' }))
    expect((await refusal(tad66k, folder, 'means')).message).toMatch(/holds no merge\/train.csv; get the whole archive/)
    await writeFile(archive, zip({ 'merge/train.csv': 'name,mos\na,1\n', 'merge/test.csv': 'image,score\na,1\n' }))
    expect((await refusal(tad66k, folder, 'means')).message).toMatch(/merge\/train.csv is another version .*"image"/)
    await writeFile(archive, zip({ 'merge/train.csv': 'x'.repeat(70e6) }))
    expect((await refusal(tad66k, folder, 'means')).message).toMatch(/unpack to more than 64 MB/)
  })
})
