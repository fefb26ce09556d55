import { describe, expect, it } from 'vitest'
import { toyDatabase } from '../../test/support/toy-judged.ts'
import { UsageError } from '../core/index.ts'
import type { Database, RatingRow } from '../databases/index.ts'
import { chooseRaters } from './choose-raters.ts'

const ids = ['a', 'b', 'c', 'd', 'e']
const database = toyDatabase(4, ids)
const everybody = { protocol: 'unseen-photos', seed: 1 } as const
const parted = { protocol: 'unseen-users', seed: 1 } as const

function withColumns(of: (row: RatingRow) => Readonly<Record<string, string>>): Database {
  return { ...database, rows: database.rows.map((row) => ({ ...row, columns: of(row) })) }
}

describe('choosing raters', () => {
  it('judges all and knows all, unless told', () => {
    const { judged, known, report } = chooseRaters(database, everybody)
    expect([[...judged], [...known]]).toEqual([ids, ids])
    expect(report).toEqual({ known: 5, judged: 5, leftOut: 0, partedBy: null })
  })

  it('parts known and judged raters in halves by the seed alone, whatever order the rows have', () => {
    const { judged, known, report } = chooseRaters(database, parted)
    expect(report).toEqual({ known: 2, judged: 3, leftOut: 0, partedBy: 'seed' })
    expect([...judged, ...known].sort()).toEqual(ids)
    const turned = chooseRaters({ ...database, rows: database.rows.toReversed() }, parted)
    expect([[...turned.judged].sort(), [...turned.known].sort()]).toEqual([[...judged].sort(), [...known].sort()])
    const halves = [1, 2, 3, 4, 5, 6].map((seed) => [...chooseRaters(database, { ...parted, seed }).judged].join())
    expect(new Set(halves).size).toBeGreaterThan(2)
  })

  it("follows the database's own split where that parts raters, and not where it parts photos", () => {
    const official = withColumns(({ rater }) => ({ Split: rater === 'a' || rater === 'd' ? 'test' : 'train' }))
    const { judged, known, report } = chooseRaters(official, parted)
    expect([[...judged], [...known], report.partedBy]).toEqual([['a', 'd'], ['b', 'c', 'e'], 'column split'])
    const ofPhotos = withColumns(({ image }) => ({ split: image.endsWith('p0.jpg') ? 'train' : 'test' }))
    expect(chooseRaters(ofPhotos, parted).report.partedBy).toBe('seed')
    expect(
      chooseRaters(
        withColumns(() => ({ split: 'test' })),
        parted,
      ).report.partedBy,
    ).toBe('seed')
  })

  it('judges raters by their number of photos, by columns and by name, and knows the others still', () => {
    const uneven = { ...database, rows: database.rows.filter((row, at) => row.rater !== 'b' || at % 2 === 0) }
    const two = chooseRaters(uneven, { ...everybody, rule: { minPhotos: 2, maxPhotos: 3 } })
    expect([[...two.judged], [...two.known]]).toEqual([['b'], ids])
    expect(two.report).toEqual({ known: 5, judged: 1, leftOut: 4, partedBy: null })
    const old = withColumns(({ rater, image }) => ({
      Age: rater === 'c' && image.endsWith('p1.jpg') ? 'young' : 'old',
      place: rater! < 'd' ? 'here' : 'there',
    }))
    const where = (...pairs: readonly (readonly [string, string])[]) => [
      ...chooseRaters(old, { ...everybody, rule: { where: pairs.map(([column, value]) => ({ column, value })) } })
        .judged,
    ]
    expect(where(['age', 'old'])).toEqual(['a', 'b', 'd', 'e'])
    expect(where(['age', 'old'], ['place', 'here'])).toEqual(['a', 'b'])
    expect(where(['place', 'here'], ['place', 'there'])).toEqual(ids)
    expect([...chooseRaters(database, { ...everybody, rule: { ids: ['e', 'a'] } }).judged]).toEqual(['a', 'e'])
  })

  it('refuses rules that nobody follows or that cannot be meant', () => {
    for (const rule of [{ minPhotos: 5 }, { minPhotos: 3, maxPhotos: 2 }, { maxPhotos: 1.5 }, { ids: ['zoe'] }])
      expect(() => chooseRaters(database, { ...everybody, rule })).toThrow(UsageError)
    expect(() => chooseRaters(database, { ...everybody, rule: { where: [{ column: 'age', value: 'old' }] } })).toThrow(
      /none of the 5 raters of toy is as asked for/,
    )
    expect(() => chooseRaters(toyDatabase(4, ['a']), parted)).toThrow(/has one rater/)
  })
})
