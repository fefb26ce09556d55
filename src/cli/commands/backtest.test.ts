import { mkdir, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, expect, it } from 'vitest'
import { addMiniReadOut } from '../../../test/support/mini-read-out.ts'
import { type MiniWorld, writeMiniWorld } from '../../../test/support/mini-world.ts'
import { palate } from '../../../test/support/palate.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { describeWithShared } from '../../../test/support/shared.ts'
import type { BacktestReport } from '../../archive/index.ts'
import { openCatalog, type Said } from '../../catalog/index.ts'
import { createRandom } from '../../core/index.ts'
import { findPhotos } from '../../image/index.ts'
import { openPack } from '../../task-vectors/index.ts'

const folder = temporaryFolder()
const photos = join(folder, 'photos')
const SHOOTS = 22
const FRAMES = 10

describeWithShared('palate backtest', ['bsds500'], (pictures) => {
  let world: MiniWorld
  let catalogPath: string
  /** By path. */
  const brightness = new Map<string, number>()

  const run = (...words: readonly string[]) => palate(world.home, ['backtest', '--pack', 'mini', ...words])

  async function document(...words: readonly string[]): Promise<BacktestReport & { readonly person: string }> {
    const { status, stdout } = await run('--json', ...words)
    expect(status).toBe(0)
    return JSON.parse(stdout)
  }

  /** A shoot a week of ten frames of five pictures, each twice, one a little cut; as bright as chance has it. */
  async function writeShoots(): Promise<void> {
    const names = (await readdir(pictures)).filter((name) => name.endsWith('.jpg')).sort()
    const random = createRandom('backtest on photos')
    for (let shoot = 0; shoot < SHOOTS; shoot++) {
      const of = join(photos, `shoot ${String(shoot + 1).padStart(2, '0')}`)
      await mkdir(of, { recursive: true })
      const day = new Date(Date.UTC(2022, 0, 1 + 7 * shoot)).toISOString().slice(0, 10).replaceAll('-', ':')
      for (let frame = 0; frame < FRAMES; frame++) {
        const path = join(of, `${frame}.jpg`)
        const picture = join(pictures, names[5 * shoot + (frame >> 1)]!)
        const factor = 0.35 + 1.1 * random.uniform()
        const { data, info } = await sharp(picture)
          .extract({ left: 4 * (frame % 2), top: 0, width: 300, height: 300 })
          .resize(40, 40)
          .modulate({ brightness: factor })
          .jpeg({ quality: 90 })
          .withExif({ IFD2: { DateTimeOriginal: `${day} 10:${10 + frame}:00` } })
          .toBuffer({ resolveWithObject: true })
        await sharp(data).keepExif().toFile(path)
        const { channels } = await sharp(data).stats()
        brightness.set(path, channels.reduce((sum, { mean }) => sum + mean, 0) / info.channels)
      }
    }
  }

  /** The person keeps the brightest four of each shoot, and passes over the others. */
  async function say(person: string, worth: (path: string) => number): Promise<void> {
    const catalog = await openCatalog(catalogPath)
    for (let shoot = 1; shoot <= SHOOTS; shoot++) {
      const paths = await findPhotos([join(photos, `shoot ${String(shoot).padStart(2, '0')}`)])
      const best = paths.toSorted((a, b) => worth(b) - worth(a))
      const known = await catalog.descriptorsOf(best, await kind())
      const said = known.contentHashes.map((photo, at): Said => ({ kind: at < 4 ? 'pick' : 'pass', photo }))
      await catalog.append({ person, source: 'test', said })
    }
    await catalog.close()
  }

  const kind = async () => {
    const pack = await openPack(join(world.home, 'packs', 'mini'))
    return { key: `${pack.hash}/fast`, shape: { databases: 3, width: 6 } }
  }

  beforeAll(async () => {
    world = await writeMiniWorld(folder)
    await addMiniReadOut(await openPack(join(world.home, 'packs', 'mini')))
    catalogPath = join(world.home, 'catalog.sqlite')
    await writeShoots()
    const { status, stderr } = await palate(world.home, ['index', photos, '--pack', 'mini'])
    if (status !== 0) throw new Error(stderr)
    await say('anna', (path) => brightness.get(path)!)
    const random = createRandom('no taste')
    await say('ben', () => random.uniform())
  })

  it('tells who keeps what is bright that the archive helps, beside all other orders', async () => {
    const report = await document(photos, '--as', 'anna')
    expect(report).toMatchObject({ verdict: 'helps', judged: 'archive', person: 'anna' })
    expect(report.orders.map(({ name }) => name)).toEqual(['chronological', 'pack', 'ten', 'archive'])
    expect(report.shoots.at(-1)).toMatchObject({ label: 'shoot 22', from: '2022-05-28T10:10:00', seen: 10, kept: 4 })
    expect(report.blocks.every(({ trainingShoots }) => trainingShoots >= 10)).toBe(true)
  })

  it('tells who keeps at random that it does not, and who said nothing that there is too little', async () => {
    expect((await document(photos, '--as', 'ben')).verdict).toBe('no-help')
    const nobody = await run(photos, '--as', 'carla')
    expect(nobody.status).toBe(0)
    expect(nobody.stdout).toMatch(
      /^There is too little in your archive to tell: 0 shoots can be tested, and 5 are needed/,
    )
    expect(nobody.stdout).toContain('Not tested: 22 shoots, nothing was marked.')
  })

  it('prints sentences and a table, writes the page, and keeps a taste that orders photos', async () => {
    const [page, taste] = [join(folder, 'backtest.html'), join(folder, 'anna.taste')]
    const { status, stdout, stderr } = await run(
      photos,
      '--as',
      'anna',
      '--look',
      '40',
      '--html',
      page,
      '--save-taste',
      taste,
    )
    expect(status).toBe(0)
    expect(stderr).toContain('sharpness is left out: `palate measure` measures these photos, and adds it\n')
    expect(stdout).toMatch(
      /^On your last \d+ shoots, looking at 40 % of the frames would have shown \d+ % of your keepers/,
    )
    expect(stdout).toMatch(/\nchronological +\d+ % /)
    expect(stdout).toContain(`saved in ${page}`)
    expect(await readFile(page, 'utf8')).toContain('<svg ')
    const ranked = await palate(world.home, ['rank', photos, '--taste', taste, '--pack', 'mini', '--json'])
    const order: readonly string[] = JSON.parse(ranked.stdout).photos.map(({ path }: { path: string }) => path)
    const mean = (paths: readonly string[]) =>
      paths.reduce((sum, path) => sum + brightness.get(path)!, 0) / paths.length
    expect(mean(order.slice(0, 60))).toBeGreaterThan(mean(order.slice(-60)) + 20)
  })

  it('adds sharpness and measures where nearly all photos are measured, and not where half are', async () => {
    const catalog = await openCatalog(catalogPath)
    const { ids } = await catalog.loadDescriptors(await kind())
    const measured = Array.from(ids, (photo, at) => ({
      photo,
      measures: {
        focus: -3 + Math.sin(at),
        subjectFocus: -3,
        motionBlur: 0.1,
        exposure: 0,
        clippedDark: 0,
        clippedLight: 0,
        noise: 1,
        tilt: null,
      },
    }))
    await catalog.writeMeasures(measured.slice(0, ids.length / 2))
    expect((await document(photos, '--as', 'anna')).judged).toBe('archive')
    await catalog.writeMeasures(measured)
    await catalog.close()
    const report = await document(photos, '--as', 'anna')
    expect(report.judged).toBe('archive-measures')
    expect(report.sentences[0]).toMatch(/by sharpness alone \d+ %/)
  })

  it.each([
    [['--shoots', '4'], 2, /expected a whole number from 5/],
    [['--look', '100'], 2, /expected whole percent, from 1 to 99/],
    [[], 2, /^palate: name folders of photos, such as `palate backtest ~\/Pictures`\n$/],
    [['/nowhere'], 2, /^palate: no photo of \/nowhere is indexed with pack mini; `palate index` does it\n$/],
  ])('refuses %j', async (words, status, message) => {
    const found = await run(...words)
    expect(found).toEqual({ status, stdout: '', stderr: expect.stringMatching(message) })
  })

  it('writes nothing where it is refused', async () => {
    const page = join(folder, 'none', 'page.html')
    expect((await run('/nowhere', '--html', page)).status).toBe(2)
    await expect(stat(page)).rejects.toThrow('ENOENT')
  })
})
