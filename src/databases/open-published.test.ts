import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../test/support/picture.ts'
import { edit } from '../../test/support/published/damage.ts'
import { writePublished } from '../../test/support/published/index.ts'
import { placeText } from '../../test/support/published/lay-out.ts'
import { FormatError, MissingError, UsageError } from '../core/index.ts'
import { aadb } from './importers/aadb.ts'
import { eva } from './importers/eva.ts'
import { koniq10k } from './importers/koniq-10k.ts'
import { databasesUnder, detectImporter, importerNamed, openAnyDatabase, openPublished } from './index.ts'

const temporary = temporaryFolder()
const KONIQ = 'koniq10k_distributions_sets.csv'
let made = 0

/** A published database with ten (empty) photos in a folder of its own. */
async function published(name: string): Promise<string> {
  const folder = join(temporary, `${made++}`)
  const names = Array.from({ length: 10 }, (_, at) => `p${at}.jpg`)
  for (const photo of names) await placeText(folder, photo, '')
  await writePublished[name]!(join(folder, 'database'), {
    photos: names.map((photo) => join(folder, photo)),
    raters: 2,
  })
  return join(folder, 'database')
}

async function refused(opening: Promise<unknown>): Promise<Error> {
  const error: unknown = await opening.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Error)
  return error as Error
}

describe('openPublished', () => {
  it('leaves out and counts what cannot be meant in a published file; the rest goes on', async () => {
    const folder = await published('eva')
    await edit(join(folder, 'data/votes_filtered.csv'), (text) =>
      text
        .replace(/^(71=E136)=\d+/m, '$1=NaN')
        .replace(/^(106=E136)=\d+/m, '$1=')
        .replace(/^(141=E136)=\d+/m, '$1=11')
        .replace(/^176=E136/m, '176=')
        .concat('211=E136=0=3=2=3=4=2=7.5=1=0=0=1\n', '246=E136=5=3=2=3=4=2=7.5=1=0=0=1\n')
        .replace(/^246=E136=\d+/m, '246=E136=5')
        .concat('../database/71=E136=4=3=2=3=4=2=7.5=1=0=0=1\n', '999=E136=4=3=2=3=4=2=7.5=1=0=0=1\n'),
    )
    const { rows, report } = await openPublished(eva, folder, { labels: 'raters' })
    expect(report.skipped).toEqual({
      'score is no number': 2,
      'image or rater is empty': 1,
      'another score of the same rater': 1,
      'same rating given twice': 1,
      'photo not found': 2,
    })
    // EVA is usually read for its means, so that the scale of the raters is not judged.
    expect(rows.filter(({ score }) => score === 11).length).toBe(1)
    expect(report).toMatchObject({ rows: 17, raters: 2, missingPhotos: { count: 2 } })
    const means = await openPublished(eva, folder)
    expect(means.report.skipped).toMatchObject({ 'score is no number': 2, 'score outside the scale': 1 })
    expect(means.rows.length).toBe(10)
  })

  it('does not take a score outside the scale, nor another version for the database', async () => {
    const folder = await published('koniq-10k')
    await edit(join(folder, KONIQ), (text) => text.replace(/^(p0.jpg(?:,[^,]*){6}),[^,]*/m, '$1,100.5'))
    const { report } = await openPublished(koniq10k, folder)
    expect(report.skipped).toEqual({ 'score outside the scale': 1 })
    await edit(join(folder, KONIQ), (text) => text.replaceAll(/^(p\d.jpg(?:,[^,]*){6}),[^,]*/gm, '$1,0.5'))
    const error = await refused(openPublished(koniq10k, folder))
    expect(error).toBeInstanceOf(MissingError)
    expect(error.message).toMatch(
      /no ratings that can be used \(score outside the scale: 10\); is it the published file\?/,
    )
  })

  it('takes the photo of the better of two folders, and none where nothing tells which is meant', async () => {
    const folder = await published('koniq-10k')
    await placeText(folder, '512x384/p1.jpg', '')
    expect((await openPublished(koniq10k, folder)).images[1]).toBe(join(folder, '1024x768', 'p1.jpg'))
    const two = await published('eva')
    await placeText(two, 'images/elsewhere/71.jpg', '')
    const { report } = await openPublished(eva, two)
    expect(report).toMatchObject({ images: 9, skipped: { 'no single photo of that name': 1 } })
  })

  it('filters by what the labels say, and reads another column as the score', async () => {
    const folder = await published('koniq-10k')
    const test = await openPublished(koniq10k, folder, { where: [{ column: 'split', value: 'test' }] })
    expect(test.report).toMatchObject({ rows: 2, skipped: { 'left out by the filter': 8 } })
    const disagreement = await openPublished(koniq10k, folder, { score: 'disagreement' })
    expect(disagreement.report.rows).toBe(10) // not judged by the scale of the mean scores
  })

  it('says which labels there are, and what is not there', async () => {
    const folder = await published('koniq-10k')
    const labels = await refused(openPublished(koniq10k, folder, { labels: 'raters' }))
    expect(labels).toBeInstanceOf(UsageError)
    expect(labels.message).toBe('KonIQ-10k has no labels "raters"; it has means')
    const wrong = await refused(openPublished(eva, folder))
    expect(wrong).toBeInstanceOf(MissingError)
    expect(wrong.message).toMatch(/is not EVA: it lacks data\/votes_filtered.csv, .* \(each rater's votes\)$/)
    expect((await refused(openPublished(aadb, join(folder, 'nowhere')))).message).toMatch(/there is no folder/)
    await rm(join(folder, '1024x768'), { recursive: true })
    expect((await refused(openPublished(koniq10k, folder))).message).toMatch(
      /none of the 10 photos .*put the database's/,
    )
  })
})

describe('openAnyDatabase', () => {
  it('opens a database folder by its ratings, a published one by its files or by name', async () => {
    const folder = await published('eva')
    expect((await openAnyDatabase(folder)).name).toBe('eva')
    expect((await openAnyDatabase(folder, { format: 'eva', labels: 'raters' })).report.raters).toBe(2)
    await writeFile(join(folder, 'ratings.csv'), 'image,score\n71.jpg,3\n')
    expect((await openAnyDatabase(folder)).name).toBe('database')
    expect((await openAnyDatabase(folder, { format: 'eva' })).name).toBe('eva')
    expect((await openAnyDatabase(folder, { ratings: 'ratings.csv' })).report.rows).toBe(1)
    await expect(openAnyDatabase(folder, { labels: 'means' })).rejects.toThrow(/a database folder has no labels/)
    await expect(openAnyDatabase(folder, { format: 'eva', ratings: 'x.csv' })).rejects.toThrow(/leave "x.csv" out/)
  })

  it('says what the nearest format lacks, and which formats there are', async () => {
    const folder = await published('lapis')
    await rm(join(folder, 'annotation', 'LAPIS_GIAA_Testsplit.csv'))
    const error = await refused(openAnyDatabase(folder))
    expect(error).toBeInstanceOf(MissingError)
    expect(error.message).toMatch(/is no database: it has no ratings.csv, and no published format is complete there/)
    expect(error.message).toMatch(/\(ava, .*lapis\); to be LAPIS it lacks annotation\/LAPIS_GIAA_Testsplit.csv/)
    const empty = join(temporary, 'empty')
    await mkdir(empty)
    expect((await refused(openAnyDatabase(empty))).message).not.toMatch(/to be/)
    expect(await detectImporter(empty)).toBeUndefined()
    expect((await refused(openAnyDatabase(join(empty, 'nowhere')))).message).toMatch(/there is no folder/)
    expect(() => importerNamed('avva')).toThrow(/no format "avva"; choose from folder, ava, flickr-aes/)
  })
})

describe('databasesUnder', () => {
  it('finds them by name or by content, says what half of one lacks, and lists database folders', async () => {
    const root = join(temporary, 'root')
    await placeText(root, 'mine/ratings.csv', 'image,score\na.jpg,1\n')
    await placeText(root, 'mine/a.jpg', '')
    await placeText(root, 'LAPIS/annotation/LAPIS_PIAA.csv', '')
    await placeText(root, `quality/${KONIQ}`, '')
    const found = new Map((await databasesUnder(root)).map((one) => [one.name, one]))
    expect(found.get('mine')).toEqual({
      name: 'mine',
      importer: null,
      folder: join(root, 'mine'),
      present: true,
      missing: [],
      photos: 1,
    })
    expect(found.get('koniq-10k')).toMatchObject({ folder: join(root, 'quality'), present: true, photos: 0 })
    expect(found.get('lapis')).toMatchObject({ folder: join(root, 'LAPIS'), present: false })
    expect(found.get('lapis')!.missing.length).toBe(3)
    expect(found.get('ava')).toMatchObject({ folder: null, present: false })
    expect(found.size).toBe(12)
    await expect(databasesUnder(join(root, 'nowhere'))).rejects.toThrow(MissingError)
  })
})

describe('a published file of another version', () => {
  it('is refused with the columns that it has', async () => {
    const folder = await published('koniq-10k')
    await edit(join(folder, KONIQ), (text) => text.replace('MOS,', 'MOS_zscore,'))
    const error = await refused(openPublished(koniq10k, folder))
    expect(error).toBeInstanceOf(FormatError)
    expect(error.message).toMatch(/another version than palate reads: it has no column "MOS", but image_name, c1/)
  })
})
