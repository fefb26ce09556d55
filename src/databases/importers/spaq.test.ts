import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { writeManyPhotos } from '../../../test/support/many-photos.ts'
import { column, cut, refusal } from '../../../test/support/published/damage.ts'
import { writeSpaq } from '../../../test/support/published/spaq.ts'
import { workbook } from '../../../test/support/published/workbook.ts'
import { FormatError, MissingError } from '../../core/index.ts'
import { spaq } from './spaq.ts'

const temporary = temporaryFolder()
let folder: string
let made = 0

beforeEach(async () => {
  folder = join(temporary, `spaq-${made++}`)
  await writeSpaq(folder, { photos: await writeManyPhotos(join(temporary, 'photos'), 5) })
})

const file = (): string => join(folder, 'Annotations', 'MOS and Image attribute scores.xlsx')

describe('SPAQ', () => {
  it('has a mean and attributes for each photo, and no split of its own', async () => {
    const table = await spaq.table(folder, { labels: 'means' })
    expect(table.header).toEqual(['image', 'score', 'Image name', 'MOS', 'Brightness', 'Colorfulness'])
    expect(column(table, 'image')).toEqual(['0000.jpg', '0001.jpg', '0002.jpg', '0003.jpg', '0004.jpg'])
    expect(column(table, 'score').every((score) => Number(score) >= 0 && Number(score) <= 100)).toBe(true)
    expect(column(table, 'Colorfulness')).toEqual(Array(5).fill('50'))
  })

  it('leaves odd cells for the report to count, and passes over blank rows', async () => {
    await writeFile(
      file(),
      workbook([
        ['Image name', 'MOS'],
        ['a.jpg', null],
        [null, null],
        ['b.jpg', 'NaN'],
        [null, 7],
      ]),
    )
    const table = await spaq.table(folder, { labels: 'means' })
    expect(table.rows).toEqual([
      { line: 2, cells: ['a.jpg', '', 'a.jpg', ''] },
      { line: 4, cells: ['b.jpg', 'NaN', 'b.jpg', 'NaN'] },
      { line: 5, cells: ['', '7', '', '7'] },
    ])
  })

  it.each([0, 0.01, 0.5, 0.99])('refuses a workbook of which only %d is there', async (share) => {
    await cut(file(), share)
    const error = await refusal(spaq, folder, 'means')
    expect(error).toBeInstanceOf(FormatError)
    expect(error.message).toMatch(/scores\.xlsx is no whole Excel workbook \(.+\); unpack it again$/)
  })

  it('refuses a workbook with a damaged sheet, a text file, and an archive of something else', async () => {
    const bytes = Buffer.from(
      workbook([['Image name', 'MOS'], ...Array.from({ length: 99 }, (_, at) => [`${at}.jpg`, at])]),
    )
    const sheet = bytes.indexOf('xl/worksheets/sheet1.xml')
    bytes.fill(0xff, sheet + 40, sheet + 90)
    await writeFile(file(), bytes)
    expect((await refusal(spaq, folder, 'means')).message).toContain('is no whole Excel workbook')
    await writeFile(file(), 'Image name,MOS\n')
    expect((await refusal(spaq, folder, 'means')).message).toContain('is no whole Excel workbook')
    await writeFile(file(), Buffer.from(`PK\x05\x06${'\0'.repeat(18)}`, 'latin1')) // an empty zip archive
    expect((await refusal(spaq, folder, 'means')).message).toContain('is no whole Excel workbook')
  })

  it('refuses other columns, an empty sheet, and a folder without the workbook', async () => {
    await writeFile(
      file(),
      workbook([
        ['Image', 'MOS'],
        ['a.jpg', 3],
      ]),
    )
    expect((await refusal(spaq, folder, 'means')).message).toBe(
      `${file()} is another version than palate reads: it has no column "Image name", but Image, MOS`,
    )
    await writeFile(file(), workbook([]))
    expect(await refusal(spaq, folder, 'means')).toBeInstanceOf(FormatError)
    expect(await refusal(spaq, join(folder, 'TestImage'), 'means')).toBeInstanceOf(MissingError)
  })

  it('does not unpack an archive that claims to be huge', async () => {
    const bytes = Buffer.from(
      workbook([
        ['Image name', 'MOS'],
        ['a.jpg', 3],
      ]),
    )
    const entry = bytes.lastIndexOf('PK\x01\x02', undefined, 'latin1') // the last one is the sheet
    bytes.writeUInt32LE(4e9, entry + 24)
    await writeFile(file(), bytes)
    const error = await refusal(spaq, folder, 'means')
    expect(error).toBeInstanceOf(FormatError)
    expect(error.message).toContain('unpacks to 4000 MB')
  })
})
