import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { colourDescriber } from '../../test/support/colour-describer.ts'
import { writeManyPhotos } from '../../test/support/many-photos.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { CancelledError, FormatError, MissingError, type ProgressEvent, ShapeError } from '../core/index.ts'
import { findPhotos, loadPhoto } from '../image/index.ts'
import { type Describer, encodeDescriptors } from '../personalize/index.ts'
import { type Catalog, indexPhotos, type IndexOptions, openCatalog } from './index.ts'

const folder = temporaryFolder()
let made = 0

/** A catalog and a folder of `count` photos of their own. */
async function world(count: number) {
  const home = join(folder, String(made++))
  const photos = join(home, 'photos')
  const paths = await writeManyPhotos(photos, count, made)
  const catalog = await openCatalog(join(home, 'catalog.sqlite'))
  onTestFinished(() => catalog.close())
  return { home, photos, paths, catalog }
}

/** Indexes a folder; `calls` are the numbers of photos that the describer was given. */
async function index(catalog: Catalog, photos: string, options: Partial<IndexOptions> = {}) {
  const calls: number[] = []
  const describer = colourDescriber({ before: (count) => void calls.push(count) })
  const report = await indexPhotos({ catalog, describer, paths: await findPhotos([photos]), ...options })
  const { seconds: _, skipped, ...counts } = report
  return { counts, skipped, calls }
}

/** What the describer says of the photos, each alone, without any catalog. */
async function directly(paths: readonly string[], describer: Describer = colourDescriber()): Promise<number[][]> {
  const crops = await Promise.all(paths.map(async (path) => (await loadPhoto(path, describer.framing)).crop))
  return Promise.all(crops.map(async (crop) => [...(await describer.describe([crop]))]))
}

/** What the catalog says of them. */
async function kept(catalog: Catalog, paths: readonly string[]): Promise<number[][]> {
  const found = await catalog.descriptorsOf(paths, colourDescriber())
  expect(found.paths).toEqual(paths)
  const bytes = encodeDescriptors(found.descriptors)
  const size = bytes.length / paths.length
  return paths.map((_, at) => [...bytes.subarray(at * size, (at + 1) * size)])
}

const none = { indexed: 0, known: 0, moved: 0, dropped: 0 }

/** Puts other bytes into a file of the same size, with the same time of its last change. */
async function replaceUnseen(path: string, bytes: Uint8Array): Promise<void> {
  const { size, atime, mtime } = await stat(path)
  expect(bytes.length).toBeLessThanOrEqual(size)
  await writeFile(path, Buffer.concat([bytes, Buffer.alloc(size - bytes.length)]))
  await utimes(path, atime, mtime)
}

/** The JPEG with a comment, as a program writes a caption. */
function withComment(jpeg: Uint8Array): Uint8Array {
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xfe, 0, 4, 0x68, 0x69]), jpeg.subarray(2)])
}

describe('indexing', () => {
  it('gives each photo the descriptor that it has alone, in batches, and the second time does nothing', async () => {
    const { photos, paths, catalog } = await world(40)
    const events: ProgressEvent[] = []
    const first = await index(catalog, photos, { progress: { report: (event) => void events.push(event) } })
    expect(first).toEqual({ counts: { ...none, indexed: 40 }, skipped: [], calls: [16, 16, 8] })
    expect(events.filter(({ label }) => label === 'indexing photos').map(({ done, total }) => [done, total])).toEqual([
      [16, 40],
      [32, 40],
      [40, 40],
    ])
    expect(await kept(catalog, paths)).toEqual(await directly(paths))
    expect(await index(catalog, photos)).toEqual({ counts: { ...none, known: 40 }, skipped: [], calls: [] })
  })

  it('does not read a file of which path, size and time are known', async () => {
    const { photos, paths, catalog } = await world(3)
    await index(catalog, photos)
    const before = await kept(catalog, paths)
    const { mtime } = await stat(paths[0]!)
    await utimes(paths[0]!, mtime, mtime)
    await index(catalog, photos) // a time that `utimes` can set again to the digit
    await replaceUnseen(paths[0]!, Buffer.from('no photo'))
    expect(await index(catalog, photos)).toEqual({ counts: { ...none, known: 3 }, skipped: [], calls: [] })
    expect(await kept(catalog, paths)).toEqual(before)
  })

  it('knows a photo that was moved, copied, touched or given a caption', async () => {
    const { photos, paths, catalog } = await world(20)
    await copyFile(paths[5]!, join(photos, 'twin.jpg')) // a copy from the beginning is described once
    expect(await index(catalog, photos)).toMatchObject({ counts: { ...none, indexed: 20, moved: 1 }, calls: [16, 4] })
    const [moved, copied, touched, captioned] = paths
    const original = await kept(catalog, paths.slice(0, 4))
    await mkdir(join(photos, 'new'))
    await rename(moved!, join(photos, 'new', 'moved.jpg'))
    await copyFile(copied!, join(photos, 'copy.jpg'))
    await utimes(touched!, 1, 1)
    await writeFile(captioned!, withComment(await readFile(captioned!)))
    const { counts, calls } = await index(catalog, photos)
    expect({ counts, calls }).toEqual({ counts: { ...none, known: 18, moved: 4 }, calls: [] })
    const now = [join(photos, 'new', 'moved.jpg'), join(photos, 'copy.jpg'), touched!, captioned!]
    expect(await kept(catalog, now)).toEqual(original)
    expect(await catalog.countDescriptors(colourDescriber())).toBe(20)
  })

  it('describes a photo that was edited in place anew', async () => {
    const { home, photos, paths, catalog } = await world(5)
    await index(catalog, photos)
    const [other] = await writeManyPhotos(join(home, 'elsewhere'), 1, 99)
    await copyFile(other!, paths[2]!)
    const { counts, calls } = await index(catalog, photos)
    expect({ counts, calls }).toEqual({ counts: { ...none, known: 4, indexed: 1 }, calls: [1] })
    expect(await kept(catalog, paths)).toEqual(await directly(paths))
  })

  it('reports what it cannot read every time, and reads it again when it changed or was asked to', async () => {
    const { home, photos, paths, catalog } = await world(20)
    const good = await readFile(paths[3]!)
    const cut = paths[3]!
    await writeFile(cut, good.subarray(0, good.length / 2))
    const text = join(photos, 'text.jpg')
    await writeFile(text, 'no photo'.padEnd(good.length + 100))
    const gone = join(home, 'gone.jpg')
    const named = { paths: [gone, ...(await findPhotos([photos]))] }
    const reasons = [
      { path: gone, reason: `cannot read ${gone}: there is no such file or folder` },
      { path: cut, reason: expect.stringContaining(`${cut} is damaged or cut short`) },
      { path: text, reason: expect.stringContaining(`${text} is text; palate reads JPEG`) },
    ]
    expect(await index(catalog, photos, named)).toMatchObject({ counts: { ...none, indexed: 19 }, skipped: reasons })
    await utimes(text, 1, 1)
    await index(catalog, photos, named)
    await replaceUnseen(text, good)
    expect(await index(catalog, photos, named)).toEqual({
      counts: { ...none, known: 19 },
      skipped: reasons,
      calls: [],
    })
    const mended = await index(catalog, photos, { ...named, retry: true })
    expect(mended).toMatchObject({ counts: { ...none, known: 19, indexed: 1 }, skipped: reasons.slice(0, 2) })
    await copyFile(paths[4]!, gone)
    await writeFile(cut, good) // changed in size
    const last = await index(catalog, photos, named)
    expect(last).toEqual({ counts: { ...none, known: 20, moved: 2 }, skipped: [], calls: [] })
  })

  it('fails where not one photo can be read', async () => {
    const { photos, paths, catalog } = await world(2)
    for (const path of paths) await writeFile(path, '')
    for (const _ of ['the first time', 'remembered']) {
      const error = await index(catalog, photos).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(MissingError)
      expect(String(error)).toContain(`none of the 2 photos can be read; the first: ${paths[0]} is empty (0 bytes)`)
    }
  })

  it('describes the same photos again with another pack, and keeps both', async () => {
    const { photos, catalog } = await world(6)
    const other = colourDescriber({ key: 'colours/exact' })
    await index(catalog, photos)
    expect((await index(catalog, photos, { describer: other })).counts).toEqual({ ...none, indexed: 6 })
    expect((await index(catalog, photos, { describer: other })).counts).toEqual({ ...none, known: 6 })
    expect((await index(catalog, photos)).counts).toEqual({ ...none, known: 6 })
  })

  it('forgets the paths of vanished photos when asked, in that folder, and never their descriptors', async () => {
    const { home, photos, paths, catalog } = await world(6)
    const neighbours = await writeManyPhotos(`${photos}-2`, 2, 77)
    await index(catalog, home)
    const attic = join(folder, `attic ${basename(home)}`)
    await rename(photos, attic)
    await rm(neighbours[0]!)
    await expect(index(catalog, home, { prune: [photos] })).rejects.toThrow(
      `cannot look for vanished photos in ${photos}: there is no such file or folder`,
    )
    await mkdir(photos)
    await copyFile(join(attic, basename(paths[0]!)), paths[0]!)
    expect((await index(catalog, home)).counts).toEqual({ ...none, known: 1, moved: 1 })
    expect(await catalog.countDescriptors(colourDescriber())).toBe(8)
    expect((await index(catalog, home, { prune: [photos] })).counts).toEqual({ ...none, known: 2, dropped: 5 })
    expect(await catalog.countDescriptors(colourDescriber())).toBe(3)
    await rm(dirname(paths[0]!), { recursive: true })
    await rename(attic, photos)
    expect(await index(catalog, home)).toMatchObject({ counts: { ...none, known: 1, moved: 6 }, calls: [] })
    expect(await catalog.countDescriptors(colourDescriber())).toBe(8)
  })

  it('stops after the batch in work, keeps it, and goes on from there', async () => {
    const { photos, paths, catalog } = await world(50)
    const stop = new AbortController()
    let calls = 0
    const describer = colourDescriber({ before: () => void (++calls === 2 && stop.abort()) })
    const stopped = await index(catalog, photos, { describer, signal: stop.signal }).catch((thrown: unknown) => thrown)
    expect(stopped).toBeInstanceOf(CancelledError)
    expect(String(stopped)).toContain('indexing stopped after 32 of 50 new photos; the same command goes on')
    expect(await catalog.countDescriptors(colourDescriber())).toBe(32)
    expect((await index(catalog, photos)).counts).toEqual({ ...none, known: 32, indexed: 18 })
    expect(await kept(catalog, paths)).toEqual(await directly(paths))
  })

  it('keeps nothing that a describer says wrongly, and fails with what it was', async () => {
    const { photos, catalog } = await world(20)
    const short: Describer = { ...colourDescriber(), describe: async () => new Uint8Array(5) }
    await expect(index(catalog, photos, { describer: short })).rejects.toThrow(ShapeError)
    const infinite: Describer = {
      ...colourDescriber(),
      describe: async (crops) => new Uint8Array(18 * crops.length).fill(0x7c),
    }
    await expect(index(catalog, photos, { describer: infinite })).rejects.toThrow(FormatError)
    const failing = colourDescriber({ before: () => Promise.reject(new Error('no memory')) })
    await expect(index(catalog, photos, { describer: failing })).rejects.toThrow('no memory')
    expect(await catalog.countDescriptors(colourDescriber())).toBe(0)
  })
})

describe.skipIf(process.platform === 'win32')('processes of their own', { timeout: 120_000 }, () => {
  const photos = join(folder, 'shared photos')
  let paths: readonly string[]
  beforeAll(async () => {
    paths = await writeManyPhotos(photos, 72, 5)
  })
  const support = (name: string): string => fileURLToPath(new URL(`../../test/support/${name}`, import.meta.url))

  function start(catalog: string, log: string, killAt?: number) {
    const script = ['--import', support('typescript/register.js'), support('index-in-child.ts')]
    const child = spawn(process.execPath, [...script, catalog, photos, log, String(killAt)])
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (text) => (stdout += String(text)))
    child.stderr.on('data', (text) => (stderr += String(text)))
    return once(child, 'close').then(([status, signal]) => ({ status, signal, stdout, stderr }))
  }

  async function describedIn(log: string): Promise<number> {
    const lines = (await readFile(log, 'utf8')).trim().split('\n')
    return lines.reduce((sum, line) => sum + Number(line), 0)
  }

  it.each([1, 3])('killed without notice in batch %i, and only that is done again', async (killAt) => {
    const path = join(folder, `killed ${killAt}.sqlite`)
    const log = `${path}.log`
    expect(await start(path, log, killAt)).toEqual({ status: null, signal: 'SIGKILL', stdout: '', stderr: '' })
    expect(await describedIn(log)).toBe(16 * killAt)
    const catalog = await openCatalog(path)
    onTestFinished(() => catalog.close())
    const { counts } = await index(catalog, photos)
    expect(counts).toEqual({ ...none, known: 16 * (killAt - 1), indexed: 72 - 16 * (killAt - 1) })
    expect(await kept(catalog, paths)).toEqual(await directly(paths))
  })

  it('fill one new catalog at once: both finish, and every photo has its descriptor', async () => {
    const path = join(folder, 'two processes.sqlite')
    const results = await Promise.all(['a', 'b'].map((name) => start(path, `${path}.${name}.log`)))
    for (const { status, stdout, stderr } of results) {
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
      const { indexed, known, moved, skipped } = JSON.parse(stdout)
      expect({ all: indexed + known + moved, skipped }).toEqual({ all: 72, skipped: [] })
    }
    const catalog = await openCatalog(path)
    onTestFinished(() => catalog.close())
    expect(await catalog.countDescriptors(colourDescriber())).toBe(72)
    expect(await kept(catalog, paths)).toEqual(await directly(paths))
    expect((await index(catalog, photos)).counts).toEqual({ ...none, known: 72 })
  })
})
