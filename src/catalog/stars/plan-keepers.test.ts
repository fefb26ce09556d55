import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/picture.ts'
import {
  darktableSidecar,
  digikamSidecar,
  lightroomSidecar,
  writeStarredPhoto,
  xmpWith,
} from '../../../test/support/sidecars.ts'
import type { Stars } from './file-rating.ts'
import { type Keeper, planKeepers } from './plan-keepers.ts'
import { readMarks } from './read-stars.ts'
import { undoStars } from './undo-stars.ts'
import { writeStars } from './write-stars.ts'

const root = temporaryFolder()
const now = new Date('2025-06-07T08:09:10Z')

/** Five photos: rejected in darktable, picked with five stars in digiKam, three stars in Lightroom, predicted, and without a sidecar. */
async function world() {
  const folder = await mkdtemp(join(root, 'keepers-'))
  const names = ['dark.jpg', 'digi.jpg', 'light.jpg', 'new.jpg', 'ours.jpg']
  for (const name of names) await writeStarredPhoto(join(folder, name))
  const sidecars = {
    'dark.jpg.xmp': darktableSidecar,
    'digi.jpg.xmp': digikamSidecar,
    'light.xmp': lightroomSidecar.replace('"CR2"', '"JPG"'),
    'ours.jpg.xmp': xmpWith('xmp:Rating="4" palate:PredictedRating="4" palate:RatingIsPredicted="True"'),
  }
  for (const [name, text] of Object.entries(sidecars)) await writeFile(join(folder, name), text)
  const journals = join(folder, 'home')
  const keepers = (said: Keeper['said'], stars: Stars = 3) =>
    names.map((name): Keeper => ({ path: join(folder, name), said, stars }))
  const plan = (said: Keeper['said'], as: 'stars' | 'flags', stars?: Stars) =>
    planKeepers({ keepers: keepers(said, stars), as, now })
  return {
    folder,
    plan,
    write: async (...of: Parameters<typeof plan>) =>
      writeStars({ planned: (await plan(...of)).planned, journals, now }),
    undo: () => undoStars({ journals }),
    marks: async () => (await readMarks(keepers('pick').map(({ path }) => path))).photos,
    text: (name: string) => readFile(join(folder, name), 'utf8'),
    files: async () => {
      const found = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile())
      return Promise.all(found.map(async ({ name }) => [name, (await readFile(join(folder, name))).toString('base64')]))
    },
  }
}

describe('keepers as stars', () => {
  it('are planned first: none is lowered, and nothing is written', async () => {
    const { plan, files } = await world()
    const before = await files()
    const { planned, same, skipped } = await plan('pick', 'stars')
    expect(planned.map(({ file, rating, stars }) => [basename(file), rating, stars])).toEqual([
      ['dark.jpg.xmp', 'rejected', 3],
      ['new.jpg.xmp', 'unseen', 3],
      ['ours.jpg.xmp', 'unseen', 3], // a prediction is no rating of the person
    ])
    expect({ same, skipped }).toEqual({ same: 2, skipped: [] })
    expect((await plan('pick', 'stars', 4)).planned.map(({ stars }) => stars)).toEqual([4, 4, 4, 4])
    expect(await files()).toEqual(before)
  })

  it('stand in sidecars as ratings, rejected ones as -1, beside predicted stars, and every other character stays', async () => {
    const { write, marks, text } = await world()
    await write('pick', 'stars', 4)
    expect((await marks()).map(({ rating }) => rating)).toEqual([4, 5, 4, 4, 4])
    expect(await text('light.xmp')).toBe(
      lightroomSidecar
        .replace('"CR2"', '"JPG"')
        .replace('xmp:Rating="3"', 'xmp:Rating="4"')
        .replace('xmp:MetadataDate="2024-05-06T07:08:09+02:00"', 'xmp:MetadataDate="2025-06-07T08:09:10.000Z"'),
    )
    expect(await text('digi.jpg.xmp')).toBe(digikamSidecar)
    expect(await text('ours.jpg.xmp')).toContain('palate:PredictedRating="4"')
    expect(await text('ours.jpg.xmp')).not.toContain('RatingIsPredicted')
    await write('reject', 'stars')
    const found = await marks()
    expect(found.map(({ rating }) => rating)).toEqual(Array.from({ length: 5 }, () => 'rejected'))
    // Only where a file said the contrary is its flag changed.
    expect(found.map(({ flag }) => flag)).toEqual(['unseen', 'reject', 'unseen', 'unseen', 'unseen'])
    expect(found[4]).toMatchObject({ predicted: 4 })
  })
})

describe('keepers as flags', () => {
  it('stand in the fields of both programs, and no stars are touched', async () => {
    const { write, marks, text } = await world()
    await write('pick', 'flags')
    const found = await marks()
    expect(found.map(({ flag }) => flag)).toEqual(Array.from({ length: 5 }, () => 'pick'))
    // What was rejected before is so no more.
    expect(found.map(({ rating }) => rating)).toEqual(['unrated', 5, 3, 'unseen', 'unseen'])
    expect(await text('digi.jpg.xmp')).toBe(
      digikamSidecar.replace(
        'xmlns:MicrosoftPhoto="http://ns.microsoft.com/photo/1.0/"',
        `xmlns:MicrosoftPhoto="http://ns.microsoft.com/photo/1.0/"
    xmlns:xmpDM="http://ns.adobe.com/xmp/1.0/DynamicMedia/"
    xmpDM:pick="1"
    xmp:MetadataDate="2025-06-07T08:09:10.000Z"`,
      ),
    )
    expect(await text('new.jpg.xmp')).toMatch(/xmpDM:pick="1"[^]*digiKam:PickLabel="3"/)
    expect(await text('ours.jpg.xmp')).toContain(
      'xmp:Rating="4" palate:PredictedRating="4" palate:RatingIsPredicted="True"',
    )
    await write('reject', 'flags')
    expect((await marks()).map(({ flag }) => flag)).toEqual(Array.from({ length: 5 }, () => 'reject'))
    expect(await text('new.jpg.xmp')).toMatch(/xmpDM:pick="-1"[^]*digiKam:PickLabel="1"/)
    expect(await text('new.jpg.xmp')).not.toContain('xmp:Rating')
  })
})

it('what the files say already is written no second time', async () => {
  const { write, plan, files } = await world()
  for (const as of ['stars', 'flags'] as const)
    for (const said of ['pick', 'reject'] as const) {
      await write(said, as)
      const before = await files()
      expect(await plan(said, as)).toMatchObject({ planned: [], same: 5 })
      expect(await write(said, as)).toMatchObject({ journal: null, written: 0 })
      expect(await files()).toEqual(before)
    }
})

it('what was written is taken back to the byte, one writing after the other', async () => {
  const { write, undo, files } = await world()
  const states = [await files()]
  for (const of of [
    ['pick', 'stars', 5],
    ['reject', 'flags'],
    ['pick', 'flags'],
    ['reject', 'stars'],
  ] as const) {
    const [said, as] = of
    await write(said, as, of[2])
    states.push(await files())
  }
  states.pop()
  while (states.length > 0) {
    await undo()
    expect(await files()).toEqual(states.pop())
  }
})

it('a sidecar that is damaged is left out with a reason, and one that changed since the plan is not written', async () => {
  const { folder, plan, text } = await world()
  await writeFile(join(folder, 'dark.jpg.xmp'), 'no XML')
  const { planned, skipped } = await plan('pick', 'flags')
  expect(skipped).toEqual([{ path: join(folder, 'dark.jpg'), reason: expect.stringContaining('dark.jpg.xmp') }])
  await writeFile(join(folder, 'light.xmp'), digikamSidecar)
  const report = await writeStars({ planned, journals: join(folder, 'home'), now })
  expect(report).toMatchObject({ written: 3, skipped: [{ path: join(folder, 'light.jpg') }] })
  expect(await text('light.xmp')).toBe(digikamSidecar)
})
