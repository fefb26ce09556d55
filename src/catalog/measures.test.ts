import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/support/picture.ts'
import { toyCatalog } from '../../test/support/toy-catalog.ts'
import { toyTasteModel } from '../../test/support/toy-taste.ts'
import { MEASURES_VERSION, type PhotoMeasures } from '../image/index.ts'
import { openSqlite } from './sqlite.ts'

const folder = temporaryFolder()

const measures = (focus: number): PhotoMeasures => ({
  focus,
  subjectFocus: -1.5,
  motionBlur: 0.25,
  exposure: -0.75,
  clippedDark: 0.01,
  clippedLight: 0,
  noise: 1 / 3,
  tilt: null,
})

async function catalogOf(name: string, photos: number) {
  const path = join(folder, `${name}.sqlite`)
  const { catalog } = await toyCatalog(path, toyTasteModel(), photos)
  onTestFinished(() => catalog.close())
  return { catalog, path, ids: await catalog.photosIn(['/toys']) }
}

describe('measures in the catalog', () => {
  it('come back as they were written, the last of each photo, and only of photos asked for', async () => {
    const { catalog, ids } = await catalogOf('written', 5)
    const [first, second, third] = ids as unknown as [number, number, number]
    await catalog.writeMeasures([])
    await catalog.writeMeasures([
      { photo: first, measures: measures(1) },
      { photo: second, measures: { ...measures(2), tilt: -2.5 } },
      { photo: third, measures: measures(3) },
    ])
    await catalog.writeMeasures([{ photo: first, measures: measures(0.5) }])
    expect(await catalog.measures([first, second, 99])).toEqual(
      new Map([
        [first, measures(0.5)],
        [second, { ...measures(2), tilt: -2.5 }],
      ]),
    )
  })

  it('are refused together where one is of no photo or no number', async () => {
    const { catalog, ids } = await catalogOf('refused', 1)
    const good = { photo: ids[0]!, measures: measures(1) }
    await expect(catalog.writeMeasures([good, { photo: 77, measures: measures(1) }])).rejects.toThrow('FOREIGN KEY')
    await expect(catalog.writeMeasures([{ photo: ids[0]!, measures: measures(Number.NaN) }])).rejects.toThrow(
      'NOT NULL',
    )
    expect((await catalog.measures(ids)).size).toBe(0)
  })

  it('of another version are as good as none', async () => {
    const { catalog, path, ids } = await catalogOf('version', 2)
    await catalog.writeMeasures([{ photo: ids[0]!, measures: measures(1) }])
    const { db, close } = await openSqlite(path)
    await db
      .updateTable('measure')
      .set({ version: MEASURES_VERSION + 1 })
      .execute()
    await close()
    expect((await catalog.measures(ids)).size).toBe(0)
    await catalog.writeMeasures([{ photo: ids[0]!, measures: measures(2) }])
    expect((await catalog.measures(ids)).get(ids[0]!)).toEqual(measures(2))
  })

  it('are asked for by folder, where a photo with files in two is one, and a neighbour of a like name is none', async () => {
    const { catalog } = await catalogOf('folders', 4)
    expect(Array.from(await catalog.photosIn(['/toys', '/toys']))).toEqual([1, 2, 3, 4])
    expect(Array.from(await catalog.photosIn(['/toy']))).toEqual([])
  })
})
