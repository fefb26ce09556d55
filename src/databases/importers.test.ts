import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { describeDatabaseContract } from '../../test/support/database-contract.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { writePublished } from '../../test/support/published/index.ts'
import { databasesUnder, detectImporter, importers, openAnyDatabase, openPublished } from './index.ts'

const PHOTOS = 12
const RATERS = 3

const temporary = temporaryFolder()
const root = join(temporary, 'root')
/** As people name the folders that they unpack databases into. */
const folders: Readonly<Record<string, string>> = {
  ava: 'AVA_dataset',
  'koniq-10k': 'koniq10k',
  'flickr-aes': 'FLICKR-AES',
}
const folderOf = (name: string): string => join(root, folders[name] ?? name.toUpperCase())

beforeAll(async () => {
  const photos = await Promise.all(
    Array.from({ length: PHOTOS }, async (_, at) => {
      const path = join(temporary, 'photos', `p${String(at).padStart(2, '0')}.jpg`)
      await mkdir(join(temporary, 'photos'), { recursive: true })
      await writeFile(path, `photo ${at}`) // importers never open a photo
      return path
    }),
  )
  for (const { name } of importers) await writePublished[name]!(folderOf(name), { photos, raters: RATERS })
})

describe.each(importers.map((importer) => ({ name: importer.name, importer })))(
  'the importer $name',
  ({ importer }) => {
    const folder = folderOf(importer.name)
    for (const labels of importer.labels) {
      // In REAL-CUR everyone scores a collection of the own.
      const images = importer.name === 'real-cur' ? PHOTOS * RATERS : PHOTOS
      const expected =
        labels === 'means' ? { rows: images, images, raters: 0 } : { rows: PHOTOS * RATERS, images, raters: RATERS }
      describeDatabaseContract(
        `${importer.title}, ${labels},`,
        () => openPublished(importer, folder, { labels }),
        expected,
      )

      it(`has scores of its scale and official splits in its ${labels}`, async () => {
        const { name, rows, report } = await openPublished(importer, folder, { labels })
        expect(name).toBe(importer.name)
        expect(report.skipped).toEqual({})
        expect(report.missingPhotos.count).toBe(0)
        const [least, most] = importer.scale
        const scores = rows.map(({ score }) => score)
        if (labels === importer.labels[0])
          expect(scores.filter((score) => !(score >= least && score <= most))).toEqual([])
        expect(new Set(scores).size).toBeGreaterThan(3)
        const splits = new Set(rows.map(({ columns }) => columns['split'] ?? ''))
        expect([...splits].filter((split) => !['train', 'validation', 'test', ''].includes(split))).toEqual([])
        expect(rows.every(({ rater }) => (rater === null) === (labels === 'means'))).toBe(true)
      })
    }

    it('is found by what lies in its folder, and under a root by the name of the folder', async () => {
      expect((await detectImporter(folder))?.name).toBe(importer.name)
      expect((await openAnyDatabase(folder)).name).toBe(importer.name)
      const found = (await databasesUnder(root)).find(({ name }) => name === importer.name)
      expect(found).toMatchObject({ importer, folder, present: true, missing: [] })
      expect(found!.photos).toBeGreaterThanOrEqual(PHOTOS)
    })
  },
)
