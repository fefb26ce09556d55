import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { addMiniReadOut } from '../../../test/support/mini-read-out.ts'
import { type MiniWorld, writeMiniWorld } from '../../../test/support/mini-world.ts'
import { palate } from '../../../test/support/palate.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { srocc } from '../../core/index.ts'
import { readImage } from '../../image/index.ts'
import { openPack } from '../../task-vectors/index.ts'
import type { DemoReport } from '../demo/run-demo.ts'

const folder = temporaryFolder()
const out = join(folder, 'demo')
let world: MiniWorld
let report: DemoReport
let dataFolder: readonly string[]
beforeAll(async () => {
  world = await writeMiniWorld(folder)
  await addMiniReadOut(await openPack(join(world.home, 'packs', 'mini')))
  dataFolder = await filesIn(world.home)
  const { stdout } = await palate(world.home, `demo --out ${out} --pack mini --json`)
  report = JSON.parse(stdout) as DemoReport
}, 60_000)

async function filesIn(path: string): Promise<readonly string[]> {
  return (await readdir(path, { recursive: true })).sort()
}

describe('palate demo', () => {
  it('draws 24 pictures that look like what their names say', async () => {
    const names = await filesIn(join(out, 'pictures'))
    expect(names).toHaveLength(24)
    expect(report).toMatchObject({ pack: 'mini', folder: out, described: 24 })
    const red: Record<string, number[]> = { warm: [], cold: [] }
    for (const name of names) red[name.split('-')[1]!]!.push(await redness(join(out, 'pictures', name)))
    expect(red['warm']).toHaveLength(12)
    expect(Math.min(...red['warm']!)).toBeGreaterThan(Math.max(...red['cold']!))
  })

  it('writes nothing outside its folder', async () => {
    const entries = ['catalog.sqlite', 'palate-demo.json', 'pictures', 'ranked.html', 'ratings.csv']
    expect(await readdir(out)).toEqual(expect.arrayContaining(entries))
    expect(await filesIn(world.home)).toEqual(dataFolder)
  })

  it('asks for ten ratings and keeps them in a file that rank reads', async () => {
    const [header, ...rows] = (await readFile(report.ratings, 'utf8')).trimEnd().split('\n')
    expect(header).toBe('image,score')
    const rated = report.photos.filter((photo) => photo.rated)
    expect(rows.sort()).toEqual(rated.map(({ path, opinion }) => `${path.slice(out.length + 1)},${opinion}`).sort())
    expect(rated).toHaveLength(10)
    const command = `rank ${report.pictures} --ratings ${report.ratings} --pack mini --catalog ${out}/catalog.sqlite --json`
    const { stdout } = await palate(world.home, command)
    const { photos } = JSON.parse(stdout)
    expect(photos.map(({ path }: { path: string }) => path)).toEqual(report.photos.map(({ path }) => path))
  })

  it('has a person who likes what is warm and open, with whims of their own', () => {
    const mean = (kind: RegExp) => {
      const opinions = report.photos.filter(({ path }) => kind.test(path)).map(({ opinion }) => opinion)
      return opinions.reduce((sum, opinion) => sum + opinion, 0) / opinions.length
    }
    expect(mean(/warm-open/)).toBeGreaterThan(mean(/warm-crowded/) + 0.5)
    expect(mean(/warm-crowded/)).toBeGreaterThan(mean(/cold-open/) + 0.5)
    expect(mean(/cold-open/)).toBeGreaterThan(mean(/cold-crowded/) + 0.5)
    for (const { opinion } of report.photos) expect([1, 2, 3, 4, 5, 6, 7]).toContain(opinion)
  })

  it('measures the order on the fourteen others alone, and writes it as a page', async () => {
    const unseen = report.photos.filter((photo) => !photo.rated)
    expect(unseen).toHaveLength(14)
    const expected = srocc(
      unseen.map(({ score }) => score),
      unseen.map(({ opinion }) => opinion),
    )
    expect(report.srocc.after).toBeCloseTo(expected, 12)
    expect(report.srocc.before).not.toBeCloseTo(expected, 3)
    const page = await readFile(report.ranked, 'utf8')
    const shown = [...page.matchAll(/<figcaption>.*<br>(.*)<\/figcaption>/g)].map(([, path]) => path)
    expect(shown).toEqual(report.photos.map(({ path }) => path))
  })

  it('can be run again in its folder, and tells its story with the same figures', async () => {
    const { status, stdout } = await palate(world.home, `demo --out ${out} --pack mini`)
    expect(status).toBe(0)
    expect(stdout).toContain('knew all of them from before')
    const figure = (value: number | null) => value!.toFixed(2)
    expect(stdout).toContain(
      `correlation of ${figure(report.srocc.after)}; before any rating it was ${figure(report.srocc.before)}.`,
    )
    expect(stdout).toContain('  palate rank ~/Photos --ratings my.csv ')
    expect(stdout).toContain('  palate taste next - ~/Photos ')
  })

  it('leaves a folder of others alone', async () => {
    const before = await readFile(world.ratings, 'utf8')
    const files = await filesIn(world.database)
    for (const target of [world.database, world.ratings]) {
      const { status, stdout, stderr } = await palate(world.home, `demo --out ${target} --pack mini`)
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
      expect(stderr).toMatch(/^palate: .* another folder|^palate: .* a new folder with --out\n$/)
    }
    expect(await filesIn(world.database)).toEqual(files)
    expect(await readFile(world.ratings, 'utf8')).toBe(before)
  })

  it('does not take a mark that says something else for its own', async () => {
    const other = join(folder, 'other')
    await mkdir(other)
    await writeFile(join(other, 'palate-demo.json'), '{"format":"mine"}')
    const { status, stderr } = await palate(world.home, `demo --out ${other} --pack mini`)
    expect(status).toBe(2)
    expect(stderr).toContain('holds files that are not of an earlier demonstration')
  })
})

/** How much more red than blue a picture has. */
async function redness(path: string): Promise<number> {
  const { data } = await readImage(path)
  let sum = 0
  for (let at = 0; at < data.length; at += 3) sum += data[at]! - data[at + 2]!
  return sum
}
