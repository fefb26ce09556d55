import { createHash } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Frame, twoCameras } from '../../../test/support/archive-frames.ts'
import { addMiniReadOut } from '../../../test/support/mini-read-out.ts'
import { type MiniWorld, writeMiniWorld } from '../../../test/support/mini-world.ts'
import { palate } from '../../../test/support/palate.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { openCatalog } from '../../catalog/index.ts'
import { descriptorBytes, requireReadOut, tasteModelOf } from '../../personalize/index.ts'
import { openPack } from '../../task-vectors/index.ts'

const folder = temporaryFolder()
const frames: readonly Frame[] = [
  ...twoCameras({ ahead: 60, scenes: 4, folder: 'Wedding' }),
  { name: 'old', folder: 'Attic', at: '1980-01-01T00:00:00', camera: 'A', hash: '0'.repeat(32) },
  { name: 'x1', folder: 'Trip', at: '2024-07-01T10:00:00', camera: 'A', hash: '1'.repeat(32) },
  { name: 'x2', folder: 'Trip', at: '2024-07-01T10:00:05', camera: 'A', hash: '1'.repeat(32) },
  { name: 'x3', folder: 'Trip', at: '2024-07-03T10:00:00', camera: 'A', hash: '1'.repeat(32) },
]
let world: MiniWorld

beforeAll(async () => {
  world = await writeMiniWorld(folder)
  const mini = join(world.home, 'packs', 'mini')
  await addMiniReadOut(await openPack(mini))
  const pack = await openPack(mini)
  const model = tasteModelOf(pack, await requireReadOut(pack))
  const hashOf = ({ name }: Frame) => createHash('sha256').update(name).digest('hex')
  const catalog = await openCatalog(join(world.home, 'catalog.sqlite'))
  await catalog.write({
    kind: { key: `${pack.hash}/fast`, shape: model.shape },
    photos: frames.map((frame) => ({
      contentHash: hashOf(frame),
      perceptualHash: frame.hash!,
      width: 30,
      height: 20,
      descriptor: new Uint8Array(descriptorBytes(model.shape)),
    })),
    files: frames.map((frame) => ({
      path: join('/photos', frame.folder!, `${frame.name}.jpg`),
      size: 1,
      mtimeMs: 1,
      contentHash: hashOf(frame),
      shot: { takenAt: frame.at!, camera: frame.camera!, lens: null, orientation: null },
    })),
  })
  await catalog.close()
})

const kept = () => join(world.home, 'shoots.json')
afterEach(() => rm(kept(), { force: true }))

const run = (...words: readonly string[]) => palate(world.home, ['shoots', '--pack', 'mini', ...words])

async function document(...words: readonly string[]) {
  const { status, stdout, stderr } = await run('--json', ...words)
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return JSON.parse(stdout) as { readonly saved: string | null; readonly settings: unknown; readonly shoots: Shoot[] }
}

interface Shoot {
  readonly label: string
  readonly from: string | null
  readonly notes: readonly unknown[]
}

describe('palate shoots', () => {
  it('prints a table of shoots, then what is doubtful of their clocks', async () => {
    const { status, stdout } = await run('/photos')
    expect(status).toBe(0)
    expect(stdout).toBe(
      [
        'date        shoot             frames  series  cameras',
        'no date     Attic                  1       1  A',
        '2024-05-31  Wedding               12      12  A, B',
        '2024-07-01  Trip, 2024-07-01       2       1  A',
        '2024-07-03  Trip, 2024-07-03       1       1  A',
        '',
        'Attic: a clock showed 1980-01-01, which cannot be; its order is kept, but it has no date until --clock sets it right',
        "Wedding: camera B runs 60 minutes ahead of A, by 4 frames that both took alike; set it right with palate shoots --clock 'B=-60'",
        '',
      ].join('\n'),
    )
  })

  it('gives the same as one document', async () => {
    const { shoots, settings, saved } = await document('/photos/Trip', '--gap', '100')
    expect(settings).toEqual({ gapHours: 100, folders: 'each', clocks: {} })
    expect(saved).toBeNull()
    expect(shoots).toEqual([
      {
        key: expect.any(Number) as number,
        label: 'Trip',
        from: '2024-07-01T10:00:00',
        to: '2024-07-03T10:00:00',
        frames: 3,
        series: 2,
        cameras: ['A'],
        notes: [],
      },
    ])
  })

  it('remembers its settings where that is asked for, and takes them back one by one', async () => {
    await run('/photos', '--gap', '1')
    await expect(readFile(kept())).rejects.toThrow('ENOENT')
    expect((await document('/photos', '--clock', 'B=-60', '--ignore-folders', '--save')).saved).toBe(kept())
    const { settings, shoots } = await document('/photos')
    expect(settings).toEqual({ gapHours: 6, folders: 'ignore', clocks: { B: -60 } })
    expect(shoots.map(({ label }) => label)).toContain('2024-05-31 12:00')
    expect(shoots[1]!.notes).toEqual([])
    const back = await document('/photos', '--clock', 'B=0', '--no-ignore-folders')
    expect(back.settings).toEqual({ gapHours: 6, folders: 'each', clocks: {} })
  })

  it.each([
    [['/nowhere'], 2, /no photo of \/nowhere is indexed with pack mini; `palate index` does it/],
    [[], 2, /name folders of photos, such as/],
    [['/photos', '--clock', 'C=5'], 2, /none of these photos was taken with C: they are of A, B/],
    [['/photos', '--clock', 'B'], 2, /expected CAMERA=MINUTES, such as 'NIKON Z 8=-60'/],
    [['/photos', '--clock', 'B='], 2, /expected CAMERA=MINUTES/],
    [['/photos', '--gap', '0'], 2, /expected hours, more than 0/],
    [['/photos', '--gap', 'six'], 2, /expected hours, more than 0/],
  ] as const)('refuses %j', async (words, status, sentence) => {
    const result = await run(...words)
    expect(result.status).toBe(status)
    expect(result.stderr).toMatch(sentence)
    expect(result.stdout).toBe('')
  })

  it('says so in a sentence where the file of its settings is damaged', async () => {
    await writeFile(kept(), 'gap: 6')
    const { status, stderr } = await run('/photos')
    expect(status).toBe(1)
    expect(stderr).toMatch(/^palate: .*shoots\.json is not JSON: .*; mend the file, or delete it.*\n$/)
  })
})
