import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { writeManyPhotos } from '../../../test/support/many-photos.ts'
import { column, cut, edit, refusal } from '../../../test/support/published/damage.ts'
import { writePamela } from '../../../test/support/published/pamela.ts'
import { FormatError, MissingError } from '../../core/index.ts'
import { pamela } from './pamela.ts'

const temporary = temporaryFolder()
let folder: string
let made = 0

beforeEach(async () => {
  folder = join(temporary, `pamela-${made++}`)
  await writePamela(folder, { photos: await writeManyPhotos(join(temporary, 'photos'), 12), raters: 3 })
})

const part = (name: string): string => join(folder, 'annotations', `pamela_${name}.json`)

describe('PAMELA', () => {
  it('joins the five parts, with their split and whether the rater is in the training part', async () => {
    const table = await pamela.table(folder, { labels: 'raters' })
    expect(table.rows).toHaveLength(36)
    expect(new Set(column(table, 'image')).size).toBe(12)
    expect(column(table, 'image')[0]).toBe('0000.jpg')
    const counts: Record<string, number> = {}
    for (const [at, split] of column(table, 'split').entries()) {
      const key = `${split} ${column(table, 'users')[at]} ${column(table, 'rater')[at]}`
      counts[key] = (counts[key] ?? 0) + 1
    }
    expect(counts).toEqual({
      'train seen p0': 8,
      'train seen p1': 8,
      'validation seen p0': 2,
      'validation seen p1': 2,
      'test seen p0': 2,
      'test seen p1': 2,
      'validation unseen p2': 6,
      'test unseen p2': 6,
    })
    expect(new Set(column(table, 'type'))).toEqual(new Set(['Photorealism']))
    expect(new Set(column(table, 'style'))).toEqual(new Set(['']))
  })

  it('leaves a score that is null or text, and photos without metadata, for the report to count', async () => {
    await edit(part('train'), (text) =>
      text
        .replace(/"original_score": \d/, '"original_score": null')
        .replace(/"image_metadata": \{[^}]*\}/, '"image_metadata": null'),
    )
    await edit(part('test_unseen'), (text) => text.replace(/"original_score": \d/, '"original_score": "NaN"'))
    const table = await pamela.table(folder, { labels: 'raters' })
    expect([column(table, 'score')[0], column(table, 'group')[0]]).toEqual(['', ''])
    expect(column(table, 'score').filter((score) => score === 'NaN')).toHaveLength(1)
  })

  it.each(['./images/0000.jpg', 'images/0000.jpg', 'PAMELA/images/0000.jpg', './PAMELA/images/0000.jpg'])(
    'takes %s for the image in images/',
    async (path) => {
      await edit(part('train'), (text) =>
        text.replaceAll('"./images/0000.jpg"', '"x"').replace('"x"', JSON.stringify(path)),
      )
      expect(column(await pamela.table(folder, { labels: 'raters' }), 'image')[0]).toBe('0000.jpg')
    },
  )

  it('refuses another version, a cut file and a missing part, naming them', async () => {
    await edit(part('val_seen'), (text) => text.replaceAll('original_score', 'score'))
    const renamed = await refusal(pamela, folder, 'raters')
    expect(renamed).toBeInstanceOf(FormatError)
    expect(renamed.message).toContain(`${part('val_seen')}: 0.original_score: `)
    await cut(part('train'), 0.5)
    const short = await refusal(pamela, folder, 'raters')
    expect(short).toBeInstanceOf(FormatError)
    expect(short.message).toContain(`${part('train')} is not JSON`)
    await rm(part('train'))
    const missing = await refusal(pamela, folder, 'raters')
    expect(missing).toBeInstanceOf(MissingError)
    expect(missing.message).toContain('pamela_train.json')
  })
})
