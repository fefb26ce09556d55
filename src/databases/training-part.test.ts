import { describe, expect, it } from 'vitest'
import type { Database, RatingRow } from './contract.ts'
import { trainingPart } from './training-part.ts'

function databaseOf(rows: readonly (readonly [image: string, split: string, score: number])[]): Database {
  const all = rows.map(([image, split, score], at): RatingRow => ({
    rater: `r${at}`,
    image,
    score,
    columns: { split },
  }))
  return {
    name: 'toy',
    folder: '/toy',
    images: [...new Set(all.map(({ image }) => image))].sort(),
    rows: all,
    report: {
      rows: rows.length,
      images: new Set(rows.map(([image]) => image)).size,
      raters: rows.length,
      missingPhotos: { count: 0, names: [] },
      scoreRange: [1, 5],
      skipped: { 'photo not found': 2 },
    },
  }
}

describe('trainingPart', () => {
  it('leaves out photos of the test split with all their rows, and counts them', () => {
    const database = databaseOf([
      ['/toy/a.jpg', 'train', 2],
      ['/toy/b.jpg', 'test', 5],
      ['/toy/b.jpg', 'train', 1], // somebody else rated a test photo
      ['/toy/c.jpg', 'validation', 3],
    ])
    const part = trainingPart(database)
    expect(part.images).toEqual(['/toy/a.jpg', '/toy/c.jpg'])
    expect(part.rows.map(({ image }) => image)).toEqual(part.images)
    expect(part.report).toMatchObject({
      rows: 2,
      images: 2,
      raters: 2,
      scoreRange: [2, 3],
      skipped: { 'photo not found': 2, 'kept for testing': 2 },
    })
  })

  it('is the database itself where there is no official split', () => {
    const database = databaseOf([['/toy/a.jpg', '', 2]])
    expect(trainingPart(database)).toBe(database)
  })

  it('says so where nothing is left', () => {
    expect(() => trainingPart(databaseOf([['/toy/a.jpg', 'test', 2]]))).toThrow(
      /all 1 photos of \/toy are in the official test/,
    )
  })
})
