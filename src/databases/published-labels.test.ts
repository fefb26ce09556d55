import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../test/support/picture.ts'
import { column } from '../../test/support/published/damage.ts'
import { placeText } from '../../test/support/published/lay-out.ts'
import { describeWithShared } from '../../test/support/shared.ts'
import { type Table, readTable } from './csv.ts'
import { aadb } from './importers/aadb.ts'
import { ava } from './importers/ava.ts'
import { koniq10k } from './importers/koniq-10k.ts'
import { tad66k } from './importers/tad66k.ts'
import { detectImporter, importers, openPublished } from './index.ts'
import { readMatFile } from './mat-file.ts'

const temporary = temporaryFolder()

/** How many rows each split has. */
function splitsOf(table: Table): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const split of column(table, 'split')) counts[split] = (counts[split] ?? 0) + 1
  return counts
}

function rangeOf(values: readonly string[]): readonly [number, number] {
  const numbers = values.map(Number)
  return [numbers.reduce((a, b) => Math.min(a, b)), numbers.reduce((a, b) => Math.max(a, b))]
}

// The published label files themselves: counts from the papers, from `wc -l` and from SciPy's loadmat.
describeWithShared('published label files', ['labels'], (labels) => {
  it('of KonIQ-10k: 10,073 photos in the official split', async () => {
    const table = await koniq10k.table(labels, { labels: 'means' })
    expect(splitsOf(table)).toEqual({ train: 7058, validation: 1000, test: 2015 })
    expect(new Set(column(table, 'image')).size).toBe(10_073)
    expect(rangeOf(column(table, 'score'))).toEqual([3.91176470588, 88.3888888889])
    expect(column(table, 'votes')[0]).toBe('105')
  })

  it('of TAD66K: 66,327 photos, each in one of 47 themes, from the archive as it is', async () => {
    const table = await tad66k.table(labels, { labels: 'means' })
    expect(splitsOf(table)).toEqual({ train: 52_248, test: 14_079 })
    expect(new Set(column(table, 'image')).size).toBe(66_327)
    expect(new Set(column(table, 'theme')).size).toBe(47)
    expect(rangeOf(column(table, 'score'))).toEqual([1.13, 9.46])
  })

  it('of AVA, as JSON: the means of 25,551 test photos', async () => {
    const table = await ava.table(labels, { labels: 'means' })
    expect(splitsOf(table)).toEqual({ test: 25_551 })
    // 2 8 19 36 76 52 16 9 3 2: 223 votes, 1142 in all.
    expect(table.rows[0]!.cells.slice(0, 4)).toEqual(['231893.jpg', String(1142 / 223), 'test', '223'])
    const [least, most] = rangeOf(column(table, 'score'))
    expect(least).toBeGreaterThanOrEqual(1)
    expect(most).toBeLessThanOrEqual(10)
  })

  it('of AVA, as CSV: 12,776 photos, and the same votes as in the JSON form for those that both have', async () => {
    const folder = join(temporary, 'tanet')
    await mkdir(folder)
    await copyFile(join(labels, 'TANet_AVA_test.csv'), join(folder, 'TANet_AVA_test.csv'))
    const csv = await ava.table(folder, { labels: 'means' })
    const json = await ava.table(labels, { labels: 'means' })
    expect(splitsOf(csv)).toEqual({ test: 12_776 })
    expect(csv.rows[0]!.cells.slice(5)).toEqual(['12', '30', '873'])
    const scores = new Map(json.rows.map(({ cells }) => [cells[0]!, cells.slice(1, 5)]))
    const both = csv.rows.filter(({ cells }) => scores.has(cells[0]!))
    expect(both.length).toBe(1229)
    expect(both.filter(({ cells }) => cells.slice(1, 5).join() !== scores.get(cells[0]!)!.join())).toEqual([])
  })

  it('of AADB: 8,458 photos for training, 1,000 for testing, and what the attributes name besides', async () => {
    const table = await aadb.table(labels, { labels: 'means' })
    expect(splitsOf(table)).toEqual({ train: 8458, test: 1000, validation: 359 })
    expect(new Set(column(table, 'image')).size).toBe(9817)
    expect(rangeOf(column(table, 'score'))).toEqual([0, 1])
    expect(rangeOf(column(table, 'ColorHarmony'))).toEqual([-1, 1])
  })

  it('of AADB agree: the MAT-file has the scores of the text, which was not made by the same program', async () => {
    const variables = await readMatFile(join(labels, 'AADBinfo.mat'))
    expect([...variables.keys()].sort()).toEqual(['testNameList', 'testScore', 'trainNameList', 'trainScore'])
    const text = await readTable(join(labels, 'AADB_icbcbicc.txt'))
    const scores = new Map(text.rows.map(({ cells }) => [cells[0]!.split('/').at(-1)!, Number(cells[2])]))
    for (const [split, count] of [
      ['train', 8458],
      ['test', 1000],
    ] as const) {
      const names = variables.get(`${split}NameList`)
      const values = variables.get(`${split}Score`)
      if (names?.kind !== 'texts' || values?.kind !== 'numbers') throw new Error('other kinds of variables')
      expect([names.dims, values.dims]).toEqual([
        [1, count],
        [1, count],
      ])
      expect(names.texts.filter((name, at) => scores.get(name) !== values.values[at])).toEqual([])
    }
  })

  it('of EVA: its file of users is read with its own delimiter, the commas in it included', async () => {
    const users = await readTable(join(labels, 'eva_users.csv'), { delimiter: '=' })
    expect(users.header).toEqual(['id', 'age', 'region', 'photographic_level_id', 'gender_id', 'eyecheck'])
    expect(column(users, 'eyecheck').filter((cell) => cell === '1,2').length).toBeGreaterThan(5)
    expect(users.rows.length).toBe(2133)
  })

  it('of several databases in one folder are not mistaken for one', async () => {
    await expect(detectImporter(labels)).rejects.toThrow(
      /holds the labels of several databases; name the format: ava, tad66k, koniq-10k, aadb/,
    )
  })

  describe('with two of their photos', () => {
    const folder = join(temporary, 'two')
    beforeAll(async () => {
      await mkdir(folder)
      await copyFile(join(labels, 'koniq10k_distributions_sets.csv'), join(folder, 'koniq10k_distributions_sets.csv'))
    })

    it('count all the others', async () => {
      await expect(openPublished(koniq10k, folder)).rejects.toThrow(
        /none of the 10073 photos that .* names is there .*; put the database's photos into its folder/,
      )
      for (const name of ['10004473376.jpg', '10007357496.jpg']) await placeText(folder, `512x384/${name}`, '')
      const { rows, report } = await openPublished(koniq10k, folder)
      expect(rows.map(({ score, columns }) => [score, columns['split']])).toEqual([
        [77.3836206897, 'train'],
        [68.7285714286, 'test'],
      ])
      expect(report).toMatchObject({
        rows: 2,
        missingPhotos: { count: 10_071 },
        skipped: { 'photo not found': 10_071 },
      })
    })
  })
})

describe('the list of importers', () => {
  it('names each once, with a scale, a source and something that must be there', () => {
    expect(importers.map(({ name }) => name)).toEqual([
      'ava',
      'flickr-aes',
      'tad66k',
      'para',
      'koniq-10k',
      'spaq',
      'aadb',
      'real-cur',
      'eva',
      'pamela',
      'lapis',
    ])
    for (const { scale, source, needs } of importers) {
      expect(scale[0]).toBeLessThan(scale[1])
      expect(source).not.toBe('')
      expect(needs.length).toBeGreaterThan(0)
    }
  })
})
