import { existsSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Database, meanScores } from '../../src/databases/index.ts'

export interface ExpectedCounts {
  readonly rows: number
  readonly images: number
  readonly raters: number
}

/** What every importer promises, whatever format it reads; `expected` comes from whoever published the database. */
export function describeDatabaseContract(name: string, open: () => Promise<Database>, expected: ExpectedCounts): void {
  describe(`${name} keeps the contract of databases`, () => {
    let database: Database
    beforeAll(async () => {
      database = await open()
    })

    it('has the published numbers of ratings, photos and raters', () => {
      const { rows, images, raters } = database.report
      expect({ rows, images, raters }).toEqual(expected)
    })

    it('counts in its report what its rows hold', () => {
      const { report, rows, images } = database
      const scores = rows.map(({ score }) => score).sort((a, b) => a - b)
      expect(report.rows).toBe(rows.length)
      expect(report.images).toBe(images.length)
      expect(report.raters).toBe(new Set(rows.flatMap(({ rater }) => rater ?? [])).size)
      expect(report.scoreRange).toEqual([scores[0], scores.at(-1)])
      expect(report.missingPhotos.names.length).toBe(Math.min(report.missingPhotos.count, 5))
      expect(Object.values(report.skipped).every((count) => Number.isInteger(count) && count > 0)).toBe(true)
    })

    it('names each photo once, by an absolute path to a file that is there, in order', () => {
      expect(isAbsolute(database.folder)).toBe(true)
      expect(database.images).toEqual([...new Set(database.images)].sort())
      expect(database.images.filter((path) => !isAbsolute(path) || !existsSync(path))).toEqual([])
    })

    it('rates exactly the photos that it names, with finite scores, once a rater', () => {
      expect([...new Set(database.rows.map(({ image }) => image))].sort()).toEqual(database.images)
      expect(database.rows.filter(({ score }) => !Number.isFinite(score))).toEqual([])
      const pairs = database.rows.map(({ rater, image }) => JSON.stringify([rater, image]))
      expect(new Set(pairs).size).toBe(pairs.length)
    })

    it('has a mean score for each photo, within the range', () => {
      const means = meanScores(database)
      const [least, most] = database.report.scoreRange
      expect([...means.keys()]).toEqual(database.images)
      expect([...means.values()].filter((mean) => !(mean >= least && mean <= most))).toEqual([])
    })

    it('is the same when it is opened again', async () => {
      expect(await open()).toEqual(database)
    })
  })
}
