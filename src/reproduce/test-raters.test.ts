import { describe, expect, it } from 'vitest'
import type { Database, RatingRow } from '../databases/index.ts'
import { testRatings } from './test-raters.ts'

/** Raters with so many photos each; all rate the same ones. */
function databaseOf(counts: Readonly<Record<string, number>>, split = 'test'): Database {
  const rows = Object.entries(counts).flatMap(([rater, count]) =>
    Array.from({ length: count }, (_, at): RatingRow => ({
      rater,
      image: `/photos/${rater.startsWith('own') ? rater : 'shared'}-${at}.jpg`,
      score: at,
      columns: { split },
    })),
  )
  return {
    name: 'some',
    folder: '/photos',
    images: [...new Set(rows.map(({ image }) => image))].sort(),
    rows,
    report: {
      rows: rows.length,
      images: 0,
      raters: Object.keys(counts).length,
      missingPhotos: { count: 0, names: [] },
      scoreRange: [0, 1],
      skipped: {},
    },
  }
}

function ratersOf({ rows }: Database): readonly (string | null)[] {
  return [...new Set(rows.map(({ rater }) => rater))]
}

describe("the paper's raters", () => {
  it('are, of AADB, those with 110 to 190 photos, and only their photos', () => {
    const database = databaseOf({ 'own few': 109, least: 110, most: 190, 'own many': 191 })
    const chosen = testRatings('aadb', database)
    expect(ratersOf(chosen)).toEqual(['least', 'most'])
    expect(chosen.images).toHaveLength(190)
    expect(chosen.images.every((path) => path.includes('shared'))).toBe(true)
  })

  it('are, of Flickr-AES, the test workers', () => {
    const [test, train] = [databaseOf({ a: 3, b: 2 }), databaseOf({ 'own c': 4 }, 'train')]
    const chosen = testRatings('flickr-aes', { ...test, rows: [...test.rows, ...train.rows] })
    expect(ratersOf(chosen)).toEqual(['a', 'b'])
    expect(chosen.images).toHaveLength(3)
  })

  it('are, of REAL-CUR, all', () => {
    expect(ratersOf(testRatings('real-cur', databaseOf({ a: 1, b: 500 }, '')))).toEqual(['a', 'b'])
  })

  it('are asked for where there are none', () => {
    expect(() => testRatings('aadb', databaseOf({ a: 109 }))).toThrow(
      'none of the 1 raters whose photos are there has 110 to 190 photos',
    )
    expect(() => testRatings('flickr-aes', databaseOf({ a: 9 }, 'train'))).toThrow('has ratings of the split test')
  })
})
