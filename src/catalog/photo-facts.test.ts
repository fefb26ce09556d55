import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/support/picture.ts'
import { toyKind } from '../../test/support/toy-catalog.ts'
import { toyPhotos, toyTasteModel } from '../../test/support/toy-taste.ts'
import { hashWords } from '../image/index.ts'
import { isInFolders, openCatalog, startTasteSession } from './index.ts'

const folder = temporaryFolder()
const model = toyTasteModel({ databases: 2, width: 4 })
const kind = toyKind(model)
const PATHS = [
  '/p/a.jpg',
  '/p/x/IMG_1.jpg',
  '/p/x/y/IMG_2.jpg',
  '/p/x.jpg',
  '/p/x-ray/1.jpg',
  '/p/x0/1.jpg',
  '/p/X/1.jpg',
  '/p/ä/ö/1.jpg',
  '/p/ä/1.jpg',
  '/p/_/1.jpg',
  '/p/%/1.jpg',
  '/q/x/1.jpg',
  '/q/😀/1.jpg',
]
const { hashes, stored } = toyPhotos(model, PATHS.length + 1)
const shot = { takenAt: '2024-05-06T07:08:09.25', camera: 'Canon EOS R5', lens: null, orientation: 1 }

/** Each photo at one of the paths; the last one at all, under other names. */
async function world() {
  const catalog = await openCatalog(join(folder, 'catalog.sqlite'))
  onTestFinished(() => catalog.close())
  return catalog
}

beforeAll(async () => {
  const catalog = await openCatalog(join(folder, 'catalog.sqlite'))
  const photo = (contentHash: string) => ({
    contentHash,
    perceptualHash: contentHash.slice(0, 32),
    width: 30,
    height: 20,
    descriptor: stored.get(contentHash)!,
  })
  const state = { size: 1, mtimeMs: 0 }
  await catalog.write({
    kind,
    photos: hashes.map(photo),
    files: [
      ...PATHS.map((path, at) => ({ ...state, path, contentHash: hashes[at]!, ...(at === 1 ? { shot } : {}) })),
      ...PATHS.map((path) => ({ ...state, path: path.replace('.jpg', ' copy.jpg'), contentHash: hashes.at(-1)! })),
    ],
  })
  await catalog.close()
})

const scopes = fc.uniqueArray(
  fc.constantFrom(
    '/p',
    '/p/x',
    '/p/x/',
    '/p/x/y',
    '/p/ä',
    '/p/ä/ö',
    '/p/_',
    '/p/%',
    '/q',
    '/q/😀',
    '/p/X',
    '/',
    '/none',
    '/p/a.jpg',
  ),
  { maxLength: 4 },
)

describe('a library of folders', () => {
  it('has the photos with a file in one of them, whatever their names begin with', async () => {
    const catalog = await world()
    await fc.assert(
      fc.asyncProperty(scopes, async (folders) => {
        const inside = (path: string) => folders.some((each) => path.startsWith(each.endsWith('/') ? each : `${each}/`))
        const wanted = PATHS.flatMap((path, at) => (inside(path) ? [at + 1] : []))
        if (wanted.length > 0) wanted.push(PATHS.length + 1)
        const found = await catalog.loadDescriptors(kind, { folders })
        expect([...found.ids]).toEqual(wanted)
        expect(found.descriptors.photos).toBe(wanted.length)
        const { facts, ...library } = await catalog.loadWithFacts(kind, { folders })
        expect(library).toEqual(found)
        expect(facts.count).toBe(wanted.length)
        facts.names.forEach((name, place) => {
          const path = join(facts.folders[facts.folder[place]!]!.path, name)
          expect(inside(path)).toBe(true)
          expect(isInFolders(path, folders)).toBe(true)
        })
      }),
    )
  })

  it('tells of each photo when, with what and where it was taken, by its first file', async () => {
    const catalog = await world()
    const { ids, facts } = await catalog.loadWithFacts(kind, { folders: ['/p'] })
    const place = ids.indexOf(2)
    expect(facts.takenAt[place]).toBe(Date.UTC(2024, 4, 6, 7, 8, 9, 250))
    expect(facts.cameras[facts.camera[place]!]).toBe('Canon EOS R5')
    expect(facts.names[place]).toBe('IMG_1.jpg')
    expect(facts.folders[facts.folder[place]!]).toEqual({ path: '/p/x', label: 'x' })
    expect(facts.takenAt[0]).toBeNaN()
    expect(facts.camera[0]).toBe(-1)
    expect(facts.hashes).toEqual(hashWords([...ids].map((id) => hashes[id - 1]!.slice(0, 32))))
    expect(facts.folders.map(({ label }) => label).sort()).toEqual([
      '',
      '%',
      'X',
      '_',
      'x',
      'x-ray',
      'x/y',
      'x0',
      'ä',
      'ä/ö',
    ])
  })

  it('names the other folders of a photo that lies in several, each once', async () => {
    const catalog = await world()
    const { ids, facts } = await catalog.loadWithFacts(kind, { folders: ['/p/x', '/q', '/p'] })
    const place = ids.length - 1
    const labels = [facts.folder[place]!, ...facts.alsoIn.get(place)!].map((at) => facts.folders[at]!.label)
    expect(labels.toSorted()).toEqual([
      'p',
      'p/%',
      'p/X',
      'p/_',
      'p/x',
      'p/x-ray',
      'p/x/y',
      'p/x0',
      'p/ä',
      'p/ä/ö',
      'q/x',
      'q/😀',
    ])
    expect(facts.alsoIn.size).toBe(1)
  })

  it('puts the opened folder before, by its path where its name is not enough', async () => {
    const catalog = await world()
    const { facts } = await catalog.loadWithFacts(kind, { folders: ['/p/x', '/q/x', '/p/ä'] })
    expect(facts.folders.map(({ label }) => label).sort()).toEqual(['/p/x', '/p/x/y', '/q/x', 'ä', 'ä/ö'])
  })

  it('is what a session orders and asks about, while photos elsewhere teach the taste too', async () => {
    const catalog = await world()
    const whole = await startTasteSession({ catalog, kind, model, person: 'anna' })
    const scoped = await startTasteSession({ catalog, kind, model, person: 'anna', folders: ['/p/x', '/q'] })
    const inside = [2, 3, 12, 13, PATHS.length + 1]
    const before = await scoped.ids()
    expect([...before].sort((a, b) => a - b)).toEqual(inside)
    for (const [photo, score] of [
      [1, 5],
      [4, 1],
      [5, 2],
      [6, 4],
    ] as const)
      await whole.rate(photo, score)
    const { taste, event } = await scoped.learnt()
    expect([taste.evidence.length, event]).toEqual([4, 4])
    const all = [...(await whole.ids())].filter((id) => inside.includes(id))
    expect([...(await scoped.ids())]).toEqual(all)
    expect((await scoped.predictions(inside)).map(({ score }) => score)).toEqual(
      (await whole.predictions(inside)).map(({ score }) => score),
    )
    expect((await scoped.next({ count: 20 })).toSorted((a, b) => a - b)).toEqual(inside)
    const { left, right } = (await scoped.nextPair())!
    expect(inside).toContain(left)
    expect(inside).toContain(right)
    await expect(scoped.predictions([1])).rejects.toThrow('photo 1 is not in this library')
  })
})
