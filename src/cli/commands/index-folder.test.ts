import { copyFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { describeRefused } from '../../../test/support/bad-input.ts'
import { addMiniReadOut } from '../../../test/support/mini-read-out.ts'
import { type MiniWorld, writeMiniWorld } from '../../../test/support/mini-world.ts'
import { palate } from '../../../test/support/palate.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { openCatalog } from '../../catalog/index.ts'
import { openEngine } from '../../graph/index.ts'
import { loadPhoto } from '../../image/index.ts'
import { openDescriber } from '../../personalize/index.ts'
import { openPack, openPackAndBase } from '../../task-vectors/index.ts'

const folder = temporaryFolder()
let world: MiniWorld
beforeAll(async () => {
  world = await writeMiniWorld(folder)
  await addMiniReadOut(await openPack(join(world.home, 'packs', 'mini')))
})

const run = (more = '') => palate(world.home, `index ${world.database} --pack mini --threads 1 ${more}`)

async function indexed(more = '') {
  const { status, stdout } = await run(`--json ${more}`)
  expect(status).toBe(0)
  return JSON.parse(stdout)
}

describe('palate index', () => {
  it.each(['fast', 'exact'] as const)(
    'keeps what the pack says of every photo, %s, in the data folder',
    async (mode) => {
      const report = await indexed(mode === 'exact' ? '--exact' : '')
      const path = join(world.home, 'catalog.sqlite')
      expect(report).toMatchObject({ pack: 'mini', catalog: path, described: 24, indexed: 24, known: 0, skipped: [] })
      const engine = openEngine({ device: 'cpu', threads: 1 })
      const describer = await openDescriber({ ...(await openPackAndBase('mini', world.home)), engine, mode })
      const { crop } = await loadPhoto(world.photos[5]!, describer.framing, { mode: 'fast' })
      const catalog = await openCatalog(path)
      const { descriptors } = await catalog.descriptorsOf([world.photos[5]!], describer)
      await catalog.close()
      const numbers = await describer.numbers([crop])
      await describer.close()
      // Scores are kept in half precision, the embedding in steps of 1 / 32 up to 127.
      const n = descriptors.databases
      descriptors.scores.forEach((score, at) =>
        expect(Math.abs(score - numbers[at]!)).toBeLessThan(Math.max(1, Math.abs(score)) / 1024),
      )
      descriptors.embedding.forEach((step, at) => {
        const steps = Math.max(-127, Math.min(127, 32 * numbers[n + at]!))
        expect(Math.abs(step - steps)).toBeLessThan(0.6)
      })
    },
  )

  it('says how many were new, known, moved and unreadable, and reports each of these', async () => {
    const path = join(folder, 'other.sqlite')
    await run(`--catalog ${path}`)
    const images = join(world.database, 'images')
    await copyFile(world.photos[0]!, join(images, 'copy.png'))
    await writeFile(join(images, 'text.jpg'), 'no photo')
    const { status, stdout, stderr } = await run(`--catalog ${path}`)
    expect(status).toBe(0)
    const [counts, where] = stdout.split('\n')
    expect(counts).toMatch(/^0 photos indexed in \d+\.\d s; 24 known; 1 moved or copied; 1 unreadable$/)
    expect(where).toBe(`${path}: 24 photos described with pack mini`)
    expect(stderr).toContain(`left out: ${join(images, 'text.jpg')} is text; palate reads`)
    await rm(join(images, 'copy.png'))
    await rm(join(images, 'text.jpg'))
    const { stdout: pruned } = await run(`--catalog ${path} --prune`)
    expect(pruned).toContain('24 known; 0 moved or copied; 0 unreadable; 2 no longer there')
    expect(await readdir(folder)).not.toContain('other.sqlite-wal') // closed, so that the file is whole by itself
  })

  it('leaves a file that is no catalog as it is', async () => {
    const { status, stdout, stderr } = await run(`--catalog ${world.ratings}`)
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toBe(
      `palate: ${world.ratings} is no catalog of palate (file is not a database); name another file\n`,
    )
  })
})

describeRefused('index', [
  ['index @/none --pack mini', 1, 'palate: cannot read @/none: there is no such file or folder'],
  ['index @/no-photos --pack mini', 2, 'palate: there are no photos in @/no-photos'],
  ['index @/my.csv --pack mini', 2, 'palate: @/my.csv is no photo by its ending; name folders, or files that are'],
  ['index @/database --pack none', 1, 'palate: there is no pack called none'],
  ['index --pack mini', 2, "error: missing required argument 'paths'"],
])
