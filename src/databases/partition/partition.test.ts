import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { describeWithShared } from '../../../test/support/shared.ts'
import { FormatError, MissingError, UsageError } from '../../core/index.ts'
import { type Database, openDatabase } from '../index.ts'
import { type Partition, partitionDatabase, type PartitionHow, readTags } from './index.ts'

type Row = readonly [rater: string | null, image: string, score: number, columns?: Readonly<Record<string, string>>]

function databaseOf(rows: readonly Row[]): Database {
  const images = [...new Set(rows.map(([, image]) => image))].sort()
  return {
    name: 'mine',
    folder: '/mine',
    images,
    rows: rows.map(([rater, image, score, columns = {}]) => ({ rater, image, score, columns })),
    report: {
      rows: rows.length,
      images: images.length,
      raters: new Set(rows.flatMap(([rater]) => rater ?? [])).size,
      missingPhotos: { count: 0, names: [] },
      scoreRange: [Math.min(...rows.map(([, , score]) => score)), Math.max(...rows.map(([, , score]) => score))],
      skipped: {},
    },
  }
}

const photosOf = ({ parts }: Partition) => Object.fromEntries(parts.map((each) => [each.part, each.database.images]))
const ratersOf = ({ parts }: Partition) =>
  parts.map(({ database }) => [...new Set(database.rows.map(({ rater }) => String(rater)))].sort())

function refused(database: Database, how: PartitionHow): string {
  try {
    partitionDatabase(database, how)
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    return (error as Error).message
  }
  throw new Error('nothing was refused')
}

describe('a partition by theme', () => {
  const themed = (themes: readonly string[]) =>
    databaseOf(themes.map((theme, at) => [null, `p${at}`, at, { Theme: theme }]))

  it('has a part for each value, the largest first, and joins the small ones', () => {
    const database = themed(['sea', 'sea', 'Still Life', 'Still Life', 'Still Life', 'zoo', 'fog', ''])
    const found = partitionDatabase(database, { by: 'column', column: 'theme', minPhotos: 2 })
    expect(photosOf(found)).toEqual({ 'still-life': ['p2', 'p3', 'p4'], sea: ['p0', 'p1'], other: ['p5', 'p6'] })
    expect(found.joined).toEqual([
      { value: 'fog', photos: 1 },
      { value: 'zoo', photos: 1 },
    ])
    expect(found.leftOut).toEqual({ rows: 1, photos: { 'no value': 1 }, raters: {} })
    expect(found.parts[0]).toMatchObject({
      holds: 'Theme Still Life',
      database: { name: 'mine-still-life', report: { rows: 3, images: 3, raters: 0, scoreRange: [2, 4] } },
    })
  })

  it('counts what is too little even for a part of the rest', () => {
    const found = partitionDatabase(themed(['a', 'a', 'b', 'b', 'c']), { by: 'column', column: 'Theme', minPhotos: 2 })
    expect(Object.keys(photosOf(found))).toEqual(['a', 'b'])
    expect(found.joined).toEqual([])
    expect(found.leftOut).toEqual({ rows: 1, photos: { 'too few photos of its kind': 1 }, raters: {} })
  })

  it('gives each part a name of its own that may stand in a file name', () => {
    const themes = ['été', 'Ete', '夏', '冬', 'other', 'x'.repeat(99)]
    const found = partitionDatabase(themed([...themes, 'rare', ...themes]), {
      by: 'column',
      column: 'Theme',
      minPhotos: 1,
    })
    const names = found.parts.map(({ part }) => part)
    expect(names).toEqual(['ete', 'other', 'x'.repeat(24), 'ete-2', 'part', 'part-2', 'rare'])
  })

  it('takes the theme from a table of tags just as well', () => {
    const tags = new Map([
      ['p0', 'a'],
      ['p1', 'b'],
      ['elsewhere', 'c'],
    ])
    const found = partitionDatabase(themed(['', '', '']), { by: 'tags', tags, minPhotos: 1 })
    expect(photosOf(found)).toEqual({ a: ['p0'], b: ['p1'] })
    expect(found.leftOut.photos).toEqual({ 'no value': 1 })
  })

  it('refuses what is no theme of photos', () => {
    const column = { by: 'column', column: 'Theme', minPhotos: 2 } as const
    expect(refused(themed(['a', 'a', 'a', 'b']), column)).toBe(
      'mine cannot be parted by Theme: it has 2 of them, the largest is "a" with 3 of 4 photos, and two parts of 2 photos or more are needed',
    )
    expect(refused(themed(['', '']), column)).toBe('mine: no photo has a Theme, so there is nothing to part it by')
    expect(refused(themed(['a']), { ...column, column: 'mood' })).toBe(
      'mine has no column "mood"; it has Theme. A table of its own is given with --tags FILE:COLUMN',
    )
    const byRater = databaseOf([
      ['r', 'p', 1, { age: '20' }],
      ['s', 'p', 1, { age: '30' }],
    ])
    expect(refused(byRater, { ...column, column: 'age' })).toContain('the rows of p have the age "20" and "30"')
    expect(refused(themed(['a']), { ...column, minPhotos: 0 })).toContain('a whole number from 1, got 0')
  })
})

// Two raters like x, two like y; each uses the scale in a way of their own.
const opposed: readonly Row[] = [
  ...['x1', 'x2'].flatMap((image): Row[] => [
    ['ann', image, 7],
    ['bob', image, 100],
    ['cid', image, 1],
    ['dot', image, 4],
  ]),
  ...['y1', 'y2'].flatMap((image): Row[] => [
    ['ann', image, 6],
    ['bob', image, 0],
    ['cid', image, 7],
    ['dot', image, 5],
  ]),
]
const xOrY = new Map(['x1', 'x2', 'y1', 'y2'].map((image) => [image, image[0]!]))

describe('a partition by rater clusters', () => {
  const two = { by: 'raters', parts: 2, seed: 1, minPhotos: 1 } as const

  it('puts raters together who like the same, however they use the scale', () => {
    const found = partitionDatabase(databaseOf(opposed), two)
    expect(found.parts.map(({ part, holds }) => [part, holds])).toEqual([
      ['raters-1', '2 raters'],
      ['raters-2', '2 raters'],
    ])
    expect(ratersOf(found)).toEqual([
      ['ann', 'bob'],
      ['cid', 'dot'],
    ])
    expect(photosOf(found)).toEqual({ 'raters-1': ['x1', 'x2', 'y1', 'y2'], 'raters-2': ['x1', 'x2', 'y1', 'y2'] })
  })

  it('says by which tags they differ: deviations above the mean of all', () => {
    const found = partitionDatabase(databaseOf(opposed), { ...two, tags: xOrY })
    expect(found.parts.map(({ holds }) => holds)).toEqual([
      '2 raters, by x +1.00, y -1.00',
      '2 raters, by x -1.00, y +1.00',
    ])
  })

  it('compares raters who share no photos by tags, and only so', () => {
    const other = opposed.map(([rater, image, score]): Row => [`${rater}2`, `${image}b`, score])
    const database = databaseOf([...opposed, ...other])
    expect(refused(database, two)).toBe(
      'mine: its raters share no photos (ann and ann2 are not linked by any), so they can be compared only by tags of the photos; give them with --tags FILE:COLUMN',
    )
    const tags = new Map([...xOrY].flatMap(([image, tag]) => [[image, tag] as const, [`${image}b`, tag] as const]))
    expect(ratersOf(partitionDatabase(database, { ...two, tags }))).toEqual([
      ['ann', 'ann2', 'bob', 'bob2'],
      ['cid', 'cid2', 'dot', 'dot2'],
    ])
  })

  it('does not take who rated more for another taste', () => {
    // Six like x and one likes y on sixteen photos; two more who like y saw two of these.
    const both = Array.from({ length: 8 }, (_, at) => [`x${at}`, `y${at}`]).flat()
    const liking = (rater: string, liked: string, images: readonly string[]) =>
      images.map((image): Row => [rater, image, image.startsWith(liked) ? 5 : 2])
    const many = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((rater) => liking(rater, 'x', both))
    const few = ['s', 't'].flatMap((rater) => liking(rater, 'y', ['x0', 'y0']))
    const found = partitionDatabase(databaseOf([...many, ...liking('m', 'y', both), ...few]), two)
    expect(ratersOf(found)).toEqual([
      ['a', 'b', 'c', 'd', 'e', 'f'],
      ['m', 's', 't'],
    ])
  })

  it('leaves out and counts whom nothing is known of', () => {
    const more: readonly Row[] = [
      ['same', 'x1', 3],
      ['same', 'x2', 3],
      ['untagged', 'z1', 1],
      ['untagged', 'z2', 2],
    ]
    const found = partitionDatabase(databaseOf([...opposed, ...more]), { ...two, tags: xOrY })
    expect(found.leftOut).toEqual({
      rows: 4,
      photos: { 'no rater left': 2 },
      raters: { 'one score for all photos': 1, 'no photo with a tag': 1 },
    })
  })

  it('refuses what cannot be clustered', () => {
    expect(refused(databaseOf([[null, 'p', 1]]), two)).toBe(
      'mine names no raters, so there is nobody to compare; its file needs a column "rater"',
    )
    expect(refused(databaseOf(opposed), { ...two, parts: 5 })).toBe(
      'mine has 4 raters who can be compared, which cannot be parted into 5; ask for fewer parts',
    )
    expect(refused(databaseOf(opposed), { ...two, parts: 3, tags: xOrY })).toContain(
      'the tastes of its 4 raters do not fall into 3 different groups',
    )
    expect(refused(databaseOf(opposed), { ...two, parts: 1 })).toContain('two parts or more, got 1')
    expect(refused(databaseOf(opposed), { ...two, tags: new Map([['x1', 'x']]) })).toContain('have 1 different values')
    expect(refused(databaseOf(opposed), { ...two, minPhotos: 5 })).toContain(
      'the part raters-1 would have 4 photos, fewer than 5',
    )
    const constant = databaseOf([
      ['r', 'p', 1],
      ['r', 'q', 1],
    ])
    expect(refused(constant, two)).toContain('each of the 1 raters gave all photos one score')
  })
})

describe('a partition by disagreement', () => {
  const two = { by: 'disagreement', parts: 2, minPhotos: 1 } as const

  it('puts the photos that raters agree on first', () => {
    // Standard scores of both: +-1 for agreed and disputed photos alike; the sample deviation of (1, -1) is sqrt 2.
    const rows = (rater: string, scores: Readonly<Record<string, number>>) =>
      Object.entries(scores).map(([image, score]): Row => [rater, image, score])
    const database = databaseOf([
      ...rows('ann', { a: 7, b: 5, c: 7, d: 5 }),
      ...rows('bob', { a: 90, b: 10, c: 10, d: 90 }),
      ['cid', 'a', 3],
      ['dot', 'e', 3],
      ['dot', 'f', 4],
    ])
    const found = partitionDatabase(database, two)
    expect(photosOf(found)).toEqual({ 'disagreement-1': ['a', 'b'], 'disagreement-2': ['c', 'd'] })
    expect(found.parts.map(({ holds }) => holds)).toEqual([
      'deviation over raters 0.000 to 0.000',
      'deviation over raters 1.414 to 1.414',
    ])
    // dot is the only one on e and f, and cid gave one score only.
    expect(found.leftOut).toEqual({
      rows: 3,
      photos: { 'fewer than two raters': 2 },
      raters: { 'one score for all photos': 1 },
    })
  })

  it('reads a published deviation', () => {
    const database = databaseOf(
      [1.5, 0.5, 1, 2, 1.2].map((sd, at) => [null, `p${at}`, 3, { 'score sd': String(sd) }] as const),
    )
    const found = partitionDatabase(database, { ...two, column: 'Score SD' })
    expect(photosOf(found)).toEqual({ 'disagreement-1': ['p1', 'p2', 'p4'], 'disagreement-2': ['p0', 'p3'] })
  })

  it('refuses where nothing says how far raters differ', () => {
    const apart = databaseOf([
      ['r', 'p', 1],
      ['r', 'q', 2],
    ])
    expect(refused(apart, two)).toBe(
      'mine: no photo has scores of two raters, so none can be disagreed on; name a column with a published deviation',
    )
    expect(refused(databaseOf(opposed), { ...two, parts: 5 })).toContain('4 photos cannot be parted into 5')
    const odd = databaseOf([[null, 'p', 1, { sd: 'much' }]])
    expect(refused(odd, { ...two, column: 'sd' })).toContain('the sd of p is "much"; expected a standard deviation')
  })
})

describe('any partition', () => {
  const rows = fc
    .uniqueArray(
      fc.record({
        rater: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
        image: fc.constantFrom(...Array.from({ length: 12 }, (_, at) => `p${at}`)),
        score: fc.integer({ min: 1, max: 4 }),
      }),
      { selector: ({ rater, image }) => `${rater}${image}`, minLength: 20, maxLength: 60 },
    )
    .map((all) => all.map(({ rater, image, score }): Row => [rater, image, score, { theme: image.at(-1)! }]))
  const tags = new Map(Array.from({ length: 10 }, (_, at) => [`p${at}`, at % 2 === 0 ? 'even' : 'odd']))
  const how = fc.constantFrom<PartitionHow>(
    { by: 'column', column: 'theme', minPhotos: 2 },
    { by: 'tags', tags, minPhotos: 2 },
    { by: 'raters', parts: 2, seed: 3, minPhotos: 1 },
    { by: 'raters', parts: 2, tags, seed: 3, minPhotos: 1 },
    { by: 'disagreement', parts: 3, minPhotos: 1 },
  )

  it('holds each row once or counts it, and is the same again', () => {
    let found = 0
    fc.assert(
      fc.property(rows, how, (given, way) => {
        const database = databaseOf(given)
        let partition: Partition
        try {
          partition = partitionDatabase(database, way)
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError) // such as raters all alike
          return
        }
        found++
        const held = partition.parts.flatMap((each) => [...each.database.rows])
        expect(new Set(held).size).toBe(held.length)
        expect(held.every((row) => database.rows.includes(row))).toBe(true)
        expect(held.length + partition.leftOut.rows).toBe(database.rows.length)
        const without = Object.values(partition.leftOut.photos).reduce((sum, count) => sum + count, 0)
        expect(new Set(held.map(({ image }) => image)).size + without).toBe(database.images.length)
        for (const { database: part } of partition.parts) {
          expect(part.images).toEqual([...new Set(part.rows.map(({ image }) => image))].sort())
          expect(part.report).toMatchObject({ rows: part.rows.length, images: part.images.length })
        }
        expect(partitionDatabase(database, way)).toEqual(partition)
      }),
      { seed: 5, numRuns: 200 },
    )
    expect(found).toBeGreaterThan(150)
  })
})

describe('a table of tags', () => {
  const folder = temporaryFolder()
  const images = ['a.jpg', 'b.jpg'].map((name) => join(folder, 'images', name))
  const database = { ...databaseOf(images.map((image) => ['r', image, 1] as const)), folder }
  const read = async (csv: string, column = 'theme') => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'tags.csv'), csv)
    return readTags(database, { file: 'tags.csv', column })
  }

  it('names photos as the ratings do, and passes over photos of others', async () => {
    const tags = await read('image,set,Theme\na.jpg,0,sea\nimages/b.jpg,0,fog\nelsewhere.jpg,1,zoo\na.jpg,1,sea')
    expect([...tags]).toEqual([
      [images[0], 'sea'],
      [images[1], 'fog'],
    ])
  })

  it('refuses what cannot be meant', async () => {
    const sentence = async (promise: Promise<unknown>) => promise.catch((error: unknown) => error)
    expect(await sentence(read('image,theme\na.jpg,sea\na.jpg,fog'))).toEqual(
      new UsageError(
        `${join(folder, 'tags.csv')} line 3: "a.jpg" has the theme "fog", but an earlier line says "sea"; keep one of them`,
      ),
    )
    expect(await sentence(read('image,mood\na.jpg,sea'))).toMatchObject({
      message: expect.stringContaining('has the columns image, mood; expected image and theme'),
    })
    expect(await sentence(read('image,theme\nc.jpg,sea'))).toMatchObject({
      message: expect.stringContaining('names none of the 2 photos of mine'),
    })
    expect(await sentence(read('image,theme\na.jpg'))).toBeInstanceOf(FormatError)
    const missing = readTags(database, { file: 'none.csv', column: 'theme' })
    expect(await sentence(missing)).toBeInstanceOf(MissingError)
  })
})

describeWithShared('OASIS', ['oasis-beauty', 'ratings.csv'], (path) => {
  it('is parted by its published categories, and its raters by them', async () => {
    const where = ['0', '1'].map((value) => ({ column: 'set', value }))
    const database = await openDatabase(dirname(path), { where })
    const tags = await readTags(database, { file: 'attributes.csv', column: 'category' })
    const themes = partitionDatabase(database, { by: 'tags', tags })
    const counts = themes.parts.map(({ part, database: { images } }) => [part, images.length])
    // As `cut -d, -f2,3 attributes.csv | sort | uniq -c` counts them in sets 0 and 1.
    expect(counts).toEqual([
      ['person', 124],
      ['scenery', 92],
      ['object', 76],
      ['animal', 70],
    ])
    const raters = partitionDatabase(database, { by: 'raters', parts: 2, tags, seed: 1 })
    expect(raters.parts.map(({ database: { images } }) => images.length)).toEqual([362, 362])
    expect(raters.parts.reduce((sum, each) => sum + each.database.report.raters, 0)).toBe(506)
    expect(raters.leftOut.raters).toEqual({ 'one score for all photos': 2 })
    expect(() => partitionDatabase(database, { by: 'raters', parts: 2, seed: 1 })).toThrow('share no photos')
  })
})
