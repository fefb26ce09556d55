import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { addMiniReadOut } from '../../../test/support/mini-read-out.ts'
import { type MiniWorld, writeMiniWorld } from '../../../test/support/mini-world.ts'
import { palate } from '../../../test/support/palate.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { openPack } from '../../task-vectors/index.ts'

const folder = temporaryFolder()
let world: MiniWorld
let images: string
beforeAll(async () => {
  world = await writeMiniWorld(folder)
  images = join(world.database, 'images')
  await addMiniReadOut(await openPack(join(world.home, 'packs', 'mini')))
})

/** What a command that must succeed prints. */
async function text(command: string): Promise<string> {
  const { status, stdout, stderr } = await palate(world.home, command)
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return stdout
}

async function document(command: string) {
  const { status, stdout } = await palate(world.home, `${command} --json`)
  expect(status).toBe(0)
  return JSON.parse(stdout)
}

const ranked = async (person: string): Promise<readonly string[]> =>
  (await document(`rank ${images} --as ${person} --pack mini`)).photos.map(({ path }: { path: string }) => path)

describe('palate rate', () => {
  it('is learnt from by rank, person by person, also where the photos were not indexed yet', async () => {
    for (const at of [2, 8, 14, 20]) {
      expect(await text(`rate ${world.photos[at]} ${at < 12 ? 5 : 1} --as anna`)).toBe(
        `${world.photos[at]}: ${at < 12 ? 5 : 1}, as anna\n`,
      )
      await text(`rate ${world.photos[at]} ${at < 12 ? 'reject' : 'pick'} --as ben`)
    }
    const [anna, ben] = [await ranked('anna'), await ranked('ben')]
    const meanPlace = (order: readonly string[], from: number) =>
      [0, 6].reduce((sum, more) => sum + order.indexOf(world.photos[from + more]!), 0) / 2
    expect(meanPlace(anna, 2)).toBeLessThan(meanPlace(ben, 2))
    expect(meanPlace(anna, 14)).toBeGreaterThan(meanPlace(ben, 14))
    expect(await ranked('nobody')).not.toEqual(anna)
    expect((await document(`rank ${images} --as anna --pack mini`)).ratings).toBe(4)
  })

  it('stays with a photo that is moved, is taken back by --undo, and is listed by log', async () => {
    const catalog = `--catalog ${join(folder, 'moved.sqlite')}`
    const mine = join(folder, 'mine')
    await mkdir(mine)
    const photo = join(mine, 'a.png')
    await copyFile(world.photos[4]!, photo)
    expect(await text(`log ${catalog}`)).toBe('Nothing was said yet.\n')
    await text(`rate ${photo} 2 ${catalog}`)
    const { photo: hash } = await document(`rate ${photo} 4 ${catalog}`)
    await palate(world.home, `index ${mine} --pack mini ${catalog}`)
    await rename(photo, join(mine, 'b.png'))
    await palate(world.home, `index ${mine} --pack mini --prune ${catalog}`)
    expect(await text(`rate --undo ${catalog}`)).toBe('took back number 2 of me; `palate log` shows it\n')
    await text(`rate ${join(mine, 'b.png')} pick --as ben ${catalog}`)
    const { events } = await document(`log ${catalog}`)
    const rest = { person: 'me', source: 'cli', undone: false, photo: hash, paths: [join(mine, 'b.png')] }
    expect(events).toEqual([
      { ...rest, id: 1, kind: 'score', score: 2, time: expect.stringMatching(/^\d{4}-.*Z$/) },
      { ...rest, id: 2, kind: 'score', score: 4, time: expect.any(String), undone: true },
      {
        id: 3,
        kind: 'undo',
        undoes: 2,
        person: 'me',
        source: 'cli',
        undone: false,
        paths: [],
        time: expect.any(String),
      },
      { ...rest, id: 4, kind: 'pick', person: 'ben', time: expect.any(String) },
    ])
    const lines = (await text(`log --as me ${catalog}`)).trimEnd().split('\n')
    expect(lines.map((line) => line.replace(/ {2}2.*Z {2}/, '  '))).toEqual([
      `1  me  2  ${join(mine, 'b.png')}`,
      `2  me  4  ${join(mine, 'b.png')}  (undone)`,
      '3  me  undo  2',
    ])
  })

  it.each([
    ['rate', 2, 'palate: name a photo and a score: palate rate PHOTO 4; --help shows more'],
    ['rate @ 6', 2, 'palate: "6" is no rating; expected 1 to 5, pick or reject'],
    ['rate @ 4.5', 2, 'palate: "4.5" is no rating; expected 1 to 5, pick or reject'],
    ['rate @ 4 --undo', 2, 'palate: --undo takes back the last rating; leave out the photo'],
    ['rate --undo --as carla', 2, 'palate: carla has rated nothing that could be undone'],
    ['rate ./none.jpg 4', 1, 'palate: cannot read ./none.jpg: there is no such file or folder'],
  ])('refuses "%s"', async (command, status, stderr) => {
    const found = await palate(world.home, command.replace('@', world.photos[0]!))
    expect(found).toEqual({ status, stdout: '', stderr: `${stderr}\n` })
  })

  it('refuses a file that is no photo, and writes nothing', async () => {
    const file = join(folder, 'text.jpg')
    await writeFile(file, 'no photo')
    const catalog = `--catalog ${join(folder, 'nothing.sqlite')}`
    const { status, stderr } = await palate(world.home, `rate ${file} 3 ${catalog}`)
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(`${file} is text`) })
    expect(await text(`log ${catalog}`)).toBe('Nothing was said yet.\n')
  })
})

describe('palate backup', () => {
  it('copies the catalog, says how to restore it, and refuses to write over anything else', async () => {
    const catalog = `--catalog ${join(folder, 'to-keep.sqlite')}`
    await text(`rate ${world.photos[1]} 5 ${catalog}`)
    const backup = join(folder, 'backups', 'palate.sqlite')
    const said = await text(`backup ${backup} ${catalog}`)
    expect(said).toMatch(/to-keep\.sqlite: backed up to .*palate\.sqlite, 0\.\d MB with 1 ratings\n$/)
    expect((await document(`log --catalog ${backup}`)).events).toHaveLength(1)
    expect((await readFile(backup)).subarray(0, 15).toString()).toBe('SQLite format 3')
    const refused = await palate(world.home, `backup ${world.photos[0]} ${catalog}`)
    expect(refused.status).toBe(2)
    expect(refused.stderr).toContain('is no backup of a catalog and is not written over; name another file')
    const { stdout } = await palate(world.home, 'backup --help')
    expect(stdout).toContain('To restore a backup')
  })
})
