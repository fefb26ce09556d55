import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { describeDatabaseContract } from '../../test/support/database-contract.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { describeWithShared } from '../../test/support/shared.ts'
import { FormatError, MissingError, UsageError } from '../core/index.ts'
import { meanScores, openDatabase, readRatings } from './index.ts'

const temporary = temporaryFolder()
let made = 0

/** A database folder with (empty) photos and one CSV; returns its path. */
function folderWith(csv: string | Uint8Array, photos: readonly string[] = ['images/a.jpg', 'images/b.jpg']): string {
  const folder = join(temporary, `database-${made++}`)
  for (const photo of photos) {
    mkdirSync(join(folder, photo, '..'), { recursive: true })
    writeFileSync(join(folder, photo), '')
  }
  writeFileSync(join(folder, 'ratings.csv'), csv)
  return folder
}

async function rowsOf(csv: string | Uint8Array, photos?: readonly string[]) {
  const { folder, rows } = await openDatabase(folderWith(csv, photos))
  return rows.map(({ image, score }) => [relative(folder, image).replaceAll('\\', '/'), score])
}

async function refused(csv: string | Uint8Array, photos?: readonly string[]): Promise<Error> {
  const error: unknown = await openDatabase(folderWith(csv, photos)).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Error)
  return error as Error
}

describe('the database folder', () => {
  it('keeps raters, scores and other columns, in the order of the file', async () => {
    const folder = folderWith(
      'rater,image,score,Camera\nr1,a.jpg,3,Leica\nr2,images/a.jpg,-4.5,"Canon, old"\nr1,b.jpg,1e1,\n',
    )
    const [a, b] = [join(folder, 'images', 'a.jpg'), join(folder, 'images', 'b.jpg')]
    expect(await openDatabase(folder)).toEqual({
      name: folder.split(/[\\/]/).at(-1),
      folder,
      images: [a, b],
      rows: [
        { rater: 'r1', image: a, score: 3, columns: { Camera: 'Leica' } },
        { rater: 'r2', image: a, score: -4.5, columns: { Camera: 'Canon, old' } },
        { rater: 'r1', image: b, score: 10, columns: { Camera: '' } },
      ],
      report: {
        rows: 3,
        images: 2,
        raters: 2,
        missingPhotos: { count: 0, names: [] },
        scoreRange: [-4.5, 10],
        skipped: {},
      },
    })
  })

  it('reads the same from any spelling of CSV', async () => {
    const plain = [
      ['images/a.jpg', 3],
      ['images/b.jpg', 4],
    ]
    const spellings = [
      'image,score\na.jpg,3\nb.jpg,4',
      '\ufeffimage,score\r\na.jpg,3\r\n\r\nb.jpg,4\r\n',
      'IMAGE;Score;note\na.jpg;3;"one, two"\nb.jpg;4;x;'.slice(0, -1),
      '"image"\t"score"\n"a.jpg"\t"3"\nb.jpg\t 4 \n',
      Buffer.from('\ufeffimage,score\na.jpg,3\nb.jpg,4\n', 'utf16le'),
      'score,image\n3,./images/a.jpg\n4,images\\b.jpg\n',
    ]
    for (const csv of spellings) expect(await rowsOf(csv)).toEqual(plain)
  })

  it('finds a photo beside the file, in images/, or by an ending that only one photo has', async () => {
    const photos = ['a.jpg', 'images/a.jpg', 'images/set1/b.jpg', 'images/set1/c.jpg', 'images/set2/c.jpg']
    expect(await rowsOf('image,score\na.jpg,1\nimages/a.jpg,2\nset1/b.jpg,3\nset2/c.jpg,4', photos)).toEqual([
      ['a.jpg', 1],
      ['images/a.jpg', 2],
      ['images/set1/b.jpg', 3],
      ['images/set2/c.jpg', 4],
    ])
    expect(await rowsOf('image,score\nb.jpg,1', photos)).toEqual([['images/set1/b.jpg', 1]])
    const ambiguous = await refused('image,score\nb.jpg,1\nc.jpg,2', photos)
    expect(ambiguous).toBeInstanceOf(UsageError)
    expect(ambiguous.message).toMatch(
      /line 3: "c.jpg" may be images.set1.c.jpg or images.set2.c.jpg; name it by its path/,
    )
  })

  it('never takes a photo of one folder for its namesake in another', async () => {
    const folder = folderWith('image,score\nset2/a.jpg,1\nset1/a.jpg,2', ['images/x/set1/a.jpg', 'images/myset2/a.jpg'])
    const { rows, report } = await openDatabase(folder)
    expect(rows.map(({ score }) => score)).toEqual([2])
    expect(report).toMatchObject({
      missingPhotos: { count: 1, names: ['set2/a.jpg'] },
      skipped: { 'photo not found': 1 },
    })
  })

  it('finds names with accents, however they are composed', async () => {
    expect(
      (await rowsOf('image,score\ncafé.jpg,1'.normalize('NFD'), ['images/café.jpg'.normalize('NFC')])).length,
    ).toBe(1)
  })

  it('counts missing photos and lists the first five', async () => {
    const names = [1, 2, 3, 4, 5, 6, 7].map((at) => `gone${at}.jpg`)
    const lines = ['a.jpg', ...names, 'gone1.jpg'].map((name, at) => `r${at},${name},${at}`)
    const { report } = await openDatabase(folderWith(`rater,image,score\n${lines.join('\n')}`))
    expect(report.missingPhotos).toEqual({ count: 7, names: names.slice(0, 5) })
    expect(report.skipped).toEqual({ 'photo not found': 8 })
    const nothing = await refused('image,score\ngone.jpg,1')
    expect(nothing).toBeInstanceOf(MissingError)
    expect(nothing.message).toMatch(/none of the 1 photos .* \(the first is "gone.jpg"\)/)
  })

  it('counts the same rating once and refuses two different ones of one rater', async () => {
    const twice = await openDatabase(folderWith('rater,image,score\nr1,a.jpg,3\nr1,images/a.jpg,3.0\nr2,a.jpg,5'))
    expect(twice.report).toMatchObject({ rows: 2, skipped: { 'same rating given twice': 1 } })
    const error = await refused('rater,image,score\nr1,a.jpg,3\n\nr1,images/a.jpg,4')
    expect(error).toBeInstanceOf(UsageError)
    expect(error.message).toMatch(/ratings.csv line 4: rater r1 gives "images\/a.jpg" 4, but line 2 says 3/)
    expect((await refused('image,score\na.jpg,3\na.jpg,4')).message).toMatch(/or name who rated in a column "rater"/)
  })

  it.each(['nan', 'NaN', 'inf', '-Infinity', '', 'five', '0x10', '3,5', '1e999', '3 stars'])(
    'refuses the score "%s" and names the line',
    async (score) => {
      const error = await refused(`image,score\na.jpg,3\nb.jpg,"${score}"\n`)
      expect(error).toBeInstanceOf(UsageError)
      expect(error.message).toMatch(/ratings.csv line 3: score is .*; expected a finite number/)
    },
  )

  it('refuses what is no table of ratings, and says what it found', async () => {
    expect((await refused('file,stars\na.jpg,3')).message).toMatch(
      /has the columns file, stars; expected image, score,/,
    )
    expect((await refused('')).message).toMatch(/is empty; its first line must name the columns/)
    expect((await refused('image,score\n')).message).toMatch(/has no ratings/)
    expect((await refused('image,score\na.jpg')).message).toMatch(/is not a CSV file: .*line 2/)
    expect((await refused('image,score,Score\na.jpg,1,2')).message).toMatch(/has two columns "Score"/)
    expect((await refused('rater,image,score\n,a.jpg,1')).message).toMatch(/line 2: the rater is empty/)
    const latin = await refused(Buffer.from('image,score\ncaf\xe9.jpg,1', 'latin1'))
    expect(latin).toBeInstanceOf(FormatError)
    expect(latin.message).toMatch(/is not UTF-8 text/)
    await expect(openDatabase(join(temporary, 'nowhere'))).rejects.toThrow(
      /there is no folder .*nowhere; a database folder is/,
    )
  })

  it('refuses names that lead out of the folder', async () => {
    for (const name of ['../other.jpg', 'images/../../other.jpg', '..\\other.jpg', '/etc/passwd']) {
      const error = await refused(`image,score\na.jpg,1\n${name},2`)
      expect(error).toBeInstanceOf(UsageError)
      expect(error.message).toMatch(/line 3: ".*" leads out of /)
    }
  })

  it('reads another file and another score column', async () => {
    const folder = folderWith('image,score\na.jpg,1')
    writeFileSync(join(folder, 'means.csv'), 'image,Beauty\nb.jpg,2.5\n')
    const elsewhere = join(temporary, 'elsewhere.csv')
    writeFileSync(elsewhere, 'image,Beauty\nb.jpg,2.5\n')
    for (const ratings of ['means.csv', elsewhere]) {
      const { rows } = await openDatabase(folder, { ratings, score: 'beauty' })
      expect(rows).toEqual([{ rater: null, image: join(folder, 'images', 'b.jpg'), score: 2.5, columns: {} }])
    }
  })

  it('filters by columns: any value of one column, all of several', async () => {
    const csv = 'rater,image,score,set,light\nr1,a.jpg,1,0,day\nr1,b.jpg,2,1,day\nr2,a.jpg,3,2,night\nr2,b.jpg,4,2,day'
    const scores = async (...where: readonly [string, string][]) => {
      const options = { where: where.map(([column, value]) => ({ column, value })) }
      return (await openDatabase(folderWith(csv), options)).rows.map(({ score }) => score)
    }
    expect(await scores(['set', '2'])).toEqual([3, 4])
    expect(await scores(['SET', '0'], ['set', '2'])).toEqual([1, 3, 4])
    expect(await scores(['set', '2'], ['light', 'day'])).toEqual([4])
    expect(await scores(['rater', 'r1'])).toEqual([1, 2])
    await expect(scores(['colour', '2'])).rejects.toThrow(
      /has no column "colour"; it has rater, image, score, set, light/,
    )
    await expect(scores(['set', '9'])).rejects.toThrow(/no rating of .* has set = 9; there it is 0, 1, 2/)
  })
})

describe('meanScores', () => {
  it('is the mean over the raters of each photo', async () => {
    const database = await openDatabase(folderWith('rater,image,score\nr1,b.jpg,1\nr2,b.jpg,4\nr1,a.jpg,7'))
    expect([...meanScores(database)]).toEqual([
      [join(database.folder, 'images', 'a.jpg'), 7],
      [join(database.folder, 'images', 'b.jpg'), 2.5],
    ])
  })
})

describe('readRatings', () => {
  const photos = ['album/a.jpg', 'album/b.jpg', 'album/more/b.jpg', 'elsewhere/c.jpg']
  const folder = folderWith('unused', photos)
  const csv = join(folder, 'album', 'mine.csv')
  const write = (text: string) => writeFileSync(csv, text)

  it('finds photos by a path relative to the file, wherever it leads, or by base name among the photos', async () => {
    write('image,score\na.jpg,5\nmore/b.jpg,2\n../elsewhere/c.jpg,1\n')
    const expected = [
      { path: join(folder, 'album', 'a.jpg'), score: 5 },
      { path: join(folder, 'album', 'more', 'b.jpg'), score: 2 },
      { path: join(folder, 'elsewhere', 'c.jpg'), score: 1 },
    ]
    expect((await readRatings(csv)).ratings).toEqual(expected)
    write('image,score\nc.jpg,1\ngone.jpg,3\n')
    const { ratings, report } = await readRatings(csv, { photos: photos.map((photo) => join(folder, photo)) })
    expect(ratings).toEqual(expected.slice(2))
    expect(report.missingPhotos).toEqual({ count: 1, names: ['gone.jpg'] })
    await expect(readRatings(csv)).rejects.toThrow(/none of the 2 photos/)
  })

  it('is one person: takes one rater, refuses two', async () => {
    write('rater,image,score\nme,a.jpg,5\nme,b.jpg,4\n')
    expect((await readRatings(csv)).ratings.length).toBe(2)
    write('rater,image,score\nme,a.jpg,5\nyou,a.jpg,4\n')
    await expect(readRatings(csv)).rejects.toThrow(/has the ratings of 2 people/)
    expect((await readRatings(csv, { where: [{ column: 'rater', value: 'you' }] })).ratings).toMatchObject([
      { score: 4 },
    ])
  })
})

const small = 'rater,image,score\nr1,b.jpg,1\nr2,b.jpg,4\nr1,a.jpg,7\nr1,a.jpg,7\nr3,gone.jpg,2'
const smallFolder = folderWith(small)
describeDatabaseContract('a small folder', () => openDatabase(smallFolder), { rows: 3, images: 2, raters: 2 })

describeWithShared('real databases', ['oasis-beauty'], (oasis) => {
  // Counts of the shared data's README and of `wc -l`.
  const set2 = { where: [{ column: 'set', value: '2' }] }
  describeDatabaseContract('OASIS beauty', () => openDatabase(oasis), { rows: 118_628, images: 546, raters: 653 })
  describeDatabaseContract('OASIS beauty, set 2', () => openDatabase(oasis, set2), {
    rows: 145 * 184,
    images: 184,
    raters: 145,
  })
  describeDatabaseContract(
    'OASIS valence',
    () => openDatabase(oasis, { ratings: 'attributes.csv', score: 'valence_mean' }),
    { rows: 546, images: 546, raters: 0 },
  )
})

describeWithShared('a real database of mean scores', ['street-psych'], (street) => {
  describeDatabaseContract(
    'StreetPsych preference',
    () => openDatabase(street, { ratings: 'scores.csv', score: 'preference' }),
    { rows: 1119, images: 1119, raters: 0 },
  )
})
