import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { column, cut, edit, refusal } from '../../../test/support/published/damage.ts'
import { writeAva } from '../../../test/support/published/ava.ts'
import { placeText } from '../../../test/support/published/lay-out.ts'
import { FormatError, MissingError } from '../../core/index.ts'
import { ava } from './ava.ts'

const temporary = temporaryFolder()
let made = 0
let folder: string

beforeEach(async () => {
  folder = join(temporary, `ava-${made++}`)
  const names = Array.from({ length: 10 }, (_, at) => `p${at}.jpg`)
  for (const name of names) await placeText(temporary, name, '')
  await writeAva(folder, { photos: names.map((name) => join(temporary, name)) })
})

const read = (): ReturnType<typeof ava.table> => ava.table(folder, { labels: 'means' })

describe('AVA', () => {
  it('has the mean, number and spread of the votes, tags and the official test set', async () => {
    await edit(
      join(folder, 'AVA.txt'),
      () => '1 953619 0 1 0 0 0 0 0 1 0 0 1 22 1396\n2 953958 0 0 0 0 4 0 0 0 0 0 15 0 1396\n',
    )
    await placeText(folder, 'aesthetics_image_lists/generic_test.jpgl', '953958\n')
    const table = await read()
    expect(table.header).toEqual(['image', 'score', 'split', 'votes', 'disagreement', 'tag1', 'tag2', 'challenge'])
    expect(table.rows.map(({ cells }) => cells)).toEqual([
      ['953619.jpg', '5', 'train', '2', '3', '1', '22', '1396'],
      ['953958.jpg', '5', 'test', '4', '0', '15', '0', '1396'],
    ])
  })

  it('has no split without the list of test photos', async () => {
    await rm(join(folder, 'aesthetics_image_lists'), { recursive: true })
    expect(new Set(column(await read(), 'split'))).toEqual(new Set(['']))
  })

  it('is refused where a file is cut, of another version or empty', async () => {
    await cut(join(folder, 'AVA.txt'), 0.47)
    expect((await refusal(ava, folder, 'means')).message).toMatch(/AVA.txt line 5 is ".*"; expected 15 whole numbers/)
    await edit(join(folder, 'AVA.txt'), () => 'index,image,votes\n')
    expect(await refusal(ava, folder, 'means')).toBeInstanceOf(FormatError)
    await edit(join(folder, 'AVA.txt'), () => '\n')
    expect((await refusal(ava, folder, 'means')).message).toMatch(/is empty; unpack it again/)
    await placeText(folder, 'aesthetics_image_lists/generic_test.jpgl', '<html>')
    expect((await refusal(ava, folder, 'means')).message).toMatch(
      /generic_test.jpgl holds "<html>"; expected image ids/,
    )
  })

  it('leaves votes that are no numbers, and photos without votes, to be counted', async () => {
    await rm(join(folder, 'AVA.txt'))
    const header = `image_id,${Array.from({ length: 10 }, (_, at) => `score${at + 2}`).join(',')},tag1,tag2,tag3`
    const rows = ['1,NaN,0,0,0,0,0,0,0,0,0,1,2,3', '2,0,0,0,0,0,0,0,0,0,0,1,2,3', '3,0,0,0,0,0,0,0,0,0,7,1,2,3']
    await placeText(folder, 'my_AVA_val.csv', [header, ...rows].join('\n'))
    const table = await read()
    expect(column(table, 'score')).toEqual(['', '', '10'])
    expect(column(table, 'split')).toEqual(['validation', 'validation', 'validation'])
  })

  it('is refused where the JSON form is cut or has other fields', async () => {
    await rm(join(folder, 'AVA.txt'))
    const path = join(folder, 'ava_labels_train.json')
    await placeText(folder, 'ava_labels_train.json', '[{"image_id": 7, "label": [1,0,0,0,0,0,0,0,0,1]}]')
    expect((await read()).rows[0]!.cells.slice(0, 5)).toEqual(['7.jpg', '5.5', 'train', '2', '4.5'])
    await cut(path, 0.5)
    expect((await refusal(ava, folder, 'means')).message).toMatch(/ava_labels_train.json is not JSON/)
    await placeText(folder, 'ava_labels_train.json', '[{"image_id": 7, "label": [1,2,3]}]')
    expect((await refusal(ava, folder, 'means')).message).toMatch(/ava_labels_train.json: 0.label: /)
    const empty = join(folder, 'empty')
    await mkdir(empty)
    expect(await refusal(ava, empty, 'means')).toBeInstanceOf(MissingError)
  })
})
