import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { colourDescriber } from '../../../test/support/colour-describer.ts'
import { writeDarktableLibrary } from '../../../test/support/darktable-library.ts'
import { writeLightroomCatalog } from '../../../test/support/lightroom-catalog.ts'
import { writeManyPhotos } from '../../../test/support/many-photos.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { xmpWith } from '../../../test/support/sidecars.ts'
import {
  type Catalog,
  eventsInForce,
  givenRatings,
  importStars,
  indexPhotos,
  openCatalog,
  readStars,
} from '../../catalog/index.ts'
import { CancelledError, createRandom, UsageError } from '../../core/index.ts'
import { importPast, type ImportPastOptions } from './import-past.ts'
import { importMarks } from './import-marks.ts'
import { stemsOf } from './keepers.ts'
import type { LabelMeaning } from './labels.ts'

const root = temporaryFolder()
const photosFolder = join(root, 'photos')
/** `0000.jpg` to `0009.jpg`, in an index that each test copies. */
let photos: readonly string[]
let indexed: string
beforeAll(async () => {
  photos = await writeManyPhotos(photosFolder, 10)
  indexed = join(root, 'indexed.sqlite')
  const catalog = await openCatalog(indexed)
  await indexPhotos({ catalog, describer: colourDescriber(), paths: photos })
  await catalog.close()
})

async function newCatalog(): Promise<Catalog> {
  const path = join(await mkdtemp(join(root, 'catalog-')), 'catalog.sqlite')
  await copyFile(indexed, path)
  const catalog = await openCatalog(path)
  onTestFinished(() => catalog.close())
  return catalog
}

/** What counts in the log, a line a photo: `0003 lightroom star 4`. */
async function inForce(catalog: Catalog): Promise<readonly string[]> {
  const names = new Map<string, string>()
  for await (const page of catalog.libraryFiles())
    for (const { path, contentHash } of page) names.set(contentHash, path.slice(-8, -4))
  return eventsInForce(await catalog.events())
    .flatMap((event) =>
      event.kind === 'duel'
        ? []
        : [`${names.get(event.photo)} ${event.source} ${event.kind}${event.kind === 'star' ? ` ${event.stars}` : ''}`],
    )
    .sort()
}

type Image = Parameters<typeof writeLightroomCatalog>[1]['images'][number]

let numbers = 0
function lightroom(images: readonly Image[], folder = `${photosFolder}/`): string {
  return writeLightroomCatalog(join(root, `lr ${++numbers}.lrcat`), { root: folder, images })
}

async function past(catalog: Catalog, options: Omit<ImportPastOptions, 'catalog'>) {
  return (await importPast({ catalog, ...options }))[0]!
}

describe('what Lightroom knows', () => {
  const images: readonly Image[] = [
    { name: '0000.jpg', rating: 4 },
    { name: '0001.jpg', pick: 1, rating: 2 },
    { name: '0002.jpg', pick: -1 },
    { name: '0003.jpg', pick: -1, rating: 3 },
    { name: '0004.jpg', label: 'Grün' },
    { name: '0005.jpg', label: 'Yellow' },
    { name: '0006.jpg' },
    { name: 'elsewhere.jpg', rating: 5 },
  ]
  const labels = new Map<string, LabelMeaning>([['yellow', 'pass']])

  it('comes into the log with a report, and the same again changes nothing', async () => {
    const catalog = await newCatalog()
    const path = lightroom(images)
    const dry = await past(catalog, { lightroom: [path], labels, dryRun: true })
    expect(await catalog.events()).toEqual([])
    const report = await past(catalog, { lightroom: [path], labels })
    expect(report).toEqual(dry)
    expect(report).toMatchObject({
      source: 'lightroom',
      matched: 7,
      stars: 3,
      picks: 1,
      rejects: 2,
      passes: 1,
      contradictions: 1,
      notFound: { count: 1, examples: [`${photosFolder}/elsewhere.jpg`] },
      ambiguous: { count: 0, examples: [] },
      labels: [
        { label: 'green', photos: 1, means: null },
        { label: 'yellow', photos: 1, means: 'pass' },
      ],
      log: { added: 5, changed: 0, withdrawn: 0, left: 0, unchanged: 0 },
    })
    const said = await inForce(catalog)
    expect(said).toEqual([
      '0000 lightroom star 4',
      '0001 lightroom pick',
      '0001 lightroom star 2',
      '0002 lightroom reject',
      '0003 lightroom reject',
      '0003 lightroom star 3',
      '0005 lightroom pass',
    ])
    const events = await catalog.events()
    expect((await past(catalog, { lightroom: [path], labels })).log).toEqual({
      added: 0,
      changed: 0,
      withdrawn: 0,
      left: 0,
      unchanged: 5,
    })
    expect(await catalog.events()).toEqual(events)
  })

  it('is followed where it changes, and taken back where a mark is gone; nothing else is', async () => {
    const catalog = await newCatalog()
    await past(catalog, { lightroom: [lightroom(images)], labels })
    const [given] = await catalog.append({
      person: 'me',
      source: 'app',
      said: [{ kind: 'pick', photo: (await hashOf(catalog, '0000'))! }],
    })
    const changed = lightroom([
      { name: '0000.jpg', rating: 5 },
      { name: '0001.jpg', pick: 1, rating: 2 },
      { name: '0002.jpg' },
      { name: '0003.jpg' },
    ])
    expect((await past(catalog, { lightroom: [changed] })).log).toEqual({
      added: 0,
      changed: 1,
      withdrawn: 2,
      left: 1,
      unchanged: 1,
    })
    expect(await inForce(catalog)).toEqual([
      '0000 app pick',
      '0000 lightroom star 5',
      '0001 lightroom pick',
      '0001 lightroom star 2',
      '0005 lightroom pass',
    ])
    // A key that takes back the last thing said here takes back nothing that was said there.
    expect(await catalog.undoLast({ person: 'me', source: 'app' })).toMatchObject({ undoes: given!.id })
    expect(await catalog.undoLast({ person: 'me', source: 'app' })).toBeUndefined()
  })

  it('is left alone outside of the folders that were named, and for other people', async () => {
    const catalog = await newCatalog()
    await past(catalog, { lightroom: [lightroom(images)], labels })
    const before = await inForce(catalog)
    const other = lightroom([{ name: '0009.jpg' }])
    const replacing = { lightroom: [other], replace: true }
    await expect(past(catalog, { ...replacing, folders: [join(root, 'other')] })).rejects.toThrow(UsageError)
    expect((await past(catalog, { ...replacing, person: 'anna' })).log.withdrawn).toBe(0)
    expect(await inForce(catalog)).toEqual(before)
    expect((await past(catalog, { ...replacing, folders: [photosFolder] })).log.withdrawn).toBe(5)
    expect(await inForce(catalog)).toEqual([])
  })

  it('stays where another catalog does not mention it; to replace takes it back, but not for one that knows nothing', async () => {
    const catalog = await newCatalog()
    await past(catalog, { lightroom: [lightroom(images)], labels })
    const before = await inForce(catalog)
    const next = { lightroom: [lightroom([{ name: '0007.jpg', rating: 3 }])] }
    const log = { changed: 0, withdrawn: 0, unchanged: 0 }
    expect(await past(catalog, next)).toMatchObject({ log: { ...log, added: 1, left: 5 }, notes: [] })
    const both = [...before, '0007 lightroom star 3']
    expect(await inForce(catalog)).toEqual(both)
    const strange = { lightroom: [lightroom([{ name: 'elsewhere.jpg', rating: 3 }])], replace: true }
    expect(await past(catalog, strange)).toMatchObject({
      log: { ...log, added: 0, left: 6 },
      notes: ['no photo of the library was found in it, so nothing is replaced'],
    })
    expect(await inForce(catalog)).toEqual(both)
    expect(await past(catalog, { ...next, replace: true })).toMatchObject({
      log: { added: 0, changed: 0, withdrawn: 5, left: 0, unchanged: 1 },
      notes: [],
    })
    expect(await inForce(catalog)).toEqual(['0007 lightroom star 3'])
  })

  it('is looked up in a loop that can be stopped, and then nothing is written', async () => {
    const catalog = await newCatalog()
    const controller = new AbortController()
    const many = Array.from({ length: 600 }, (_, at) => ({ name: `${String(at).padStart(4, '0')}.jpg`, rating: 4 }))
    const path = lightroom(many)
    const stopping = {
      get from() {
        controller.abort() // looked at for the first photo that is matched
        return '/nowhere'
      },
      to: '/here',
    }
    const stopped = importPast({ catalog, lightroom: [path], moves: [stopping], signal: controller.signal })
    await expect(stopped).rejects.toThrow(new CancelledError('stopped; nothing was taken over'))
    expect(await catalog.events()).toEqual([])
  })

  it('of several catalogs counts together, of two that speak of one photo the first', async () => {
    const catalog = await newCatalog()
    const [one, two] = [lightroom([{ name: '0000.jpg', rating: 2 }]), lightroom(images)]
    await past(catalog, { lightroom: [one, two], labels })
    expect((await inForce(catalog)).slice(0, 2)).toEqual(['0000 lightroom star 2', '0001 lightroom pick'])
  })

  it('of another machine is found by moved folders', async () => {
    const catalog = await newCatalog()
    const path = lightroom([{ name: '0000.jpg', folder: 'photos/', rating: 4 }], 'D:/Pictures/')
    expect(await past(catalog, { lightroom: [path] })).toMatchObject({ matched: 0, notFound: { count: 1 } })
    const moves = [{ from: 'D:/Pictures/photos', to: photosFolder }]
    expect(await past(catalog, { lightroom: [path], moves })).toMatchObject({ matched: 1, log: { added: 1 } })
  })
})

async function hashOf(catalog: Catalog, name: string): Promise<string | undefined> {
  for await (const page of catalog.libraryFiles())
    for (const { path, contentHash } of page) if (path.endsWith(`${name}.jpg`)) return contentHash
  return undefined
}

it('Lightroom and darktable may speak of one photo: each has its own part of the log', async () => {
  const catalog = await newCatalog()
  const darktable = writeDarktableLibrary(join(root, 'library.db'), {
    images: [
      { name: '0000.jpg', folder: photosFolder, flags: 3, colours: [0] },
      { name: '0001.jpg', folder: photosFolder, flags: 2 + 8 },
    ],
  })
  const path = lightroom([{ name: '0000.jpg', rating: 4 }])
  const labels = new Map<string, LabelMeaning>([['red', 'keep']])
  const reports = await importPast({ catalog, lightroom: [path], darktable: [darktable], labels })
  expect(reports.map(({ source, contradictions }) => [source, contradictions])).toEqual([
    ['lightroom', 0],
    ['darktable', 0],
  ])
  expect(await inForce(catalog)).toEqual([
    '0000 darktable pick',
    '0000 darktable star 3',
    '0000 lightroom star 4',
    '0001 darktable reject',
  ])
  await past(catalog, { lightroom: [lightroom([{ name: '0000.jpg' }])] })
  expect(await inForce(catalog)).toHaveLength(3)
})

it('files and sidecars give stars, flags and labels, and the stars of the app stay in step', async () => {
  const folder = join(root, 'with sidecars')
  const own = await writeManyPhotos(folder, 4, 1)
  const dm = 'xmlns:xmpDM="http://ns.adobe.com/xmp/1.0/DynamicMedia/"'
  const sidecars = [
    'xmp:Rating="4"',
    `${dm} xmpDM:pick="1" xmp:Label="Red"`,
    `${dm} xmp:Rating="-1" xmpDM:pick="1"`,
    '',
  ]
  for (const [at, text] of sidecars.entries()) await writeFile(`${own[at]}.xmp`, xmpWith(text))
  const catalog = await newCatalog()
  await indexPhotos({ catalog, describer: colourDescriber(), paths: own })
  const report = await past(catalog, { xmp: true, folders: [folder] })
  expect(report).toMatchObject({
    source: 'xmp',
    matched: 3,
    stars: 1,
    picks: 1,
    rejects: 1,
    contradictions: 1,
    labels: [{ label: 'red', photos: 1, means: null }],
    log: { added: 3 },
  })
  const said = ['0000 xmp star 4', '0001 xmp-flags pick', '0002 xmp reject']
  expect(await inForce(catalog)).toEqual(said)
  // The app reads the stars of the same files: nothing to do, and the flags stay.
  const { photos: read } = await readStars(own)
  const found = await Promise.all(
    read.map(async ({ path, rating }) => ({ photo: (await photoAt(catalog, path))!, rating })),
  )
  expect(await importStars({ catalog, found })).toMatchObject({ added: 0, changed: 0, withdrawn: 0, unchanged: 2 })
  expect(await inForce(catalog)).toEqual(said)
  await writeFile(`${own[1]}.xmp`, xmpWith(''))
  await writeFile(`${own[0]}.xmp`, xmpWith('xmp:Rating="7"'))
  const again = await past(catalog, { xmp: true, folders: [folder] })
  expect(again.log).toEqual({ added: 0, changed: 0, withdrawn: 1, left: 1, unchanged: 1 })
  expect(again.skipped.map(({ reason }) => reason)).toEqual([expect.stringContaining('says xmp:Rating is "7"')])
  expect(await inForce(catalog)).toEqual(['0000 xmp star 4', '0002 xmp reject'])
})

async function photoAt(catalog: Catalog, wanted: string): Promise<string | undefined> {
  for await (const page of catalog.libraryFiles())
    for (const { path, contentHash } of page) if (path === wanted) return contentHash
  return undefined
}

/** A photo of soft colours that no other seed's resembles: an export of it has a hash near its own. */
async function writeSoftPhoto(path: string, seed: number, quality = 95): Promise<string> {
  const random = createRandom(`soft ${seed}`)
  const patches = Uint8Array.from({ length: 9 * 8 * 3 }, () => 256 * random.uniform())
  await sharp(patches, { raw: { width: 9, height: 8, channels: 3 } })
    .resize(360, 320, { kernel: 'cubic', fit: 'fill' })
    .jpeg({ quality })
    .toFile(path)
  return path
}

describe('exported photos', () => {
  it('are picks of the photos that they were made of, by content, or by looks with name or time', async () => {
    const folder = join(root, 'shots')
    const keepers = join(folder, 'best')
    await mkdir(keepers, { recursive: true })
    const sources = await Promise.all([0, 1, 2, 3, 4, 5].map((at) => writeSoftPhoto(join(folder, `000${at}.jpg`), at)))
    const timed = join(folder, 'timed.jpg')
    const exif = { IFD2: { DateTimeOriginal: '2019:06:07 08:09:10' } }
    await sharp(await writeSoftPhoto(join(root, 'soft.jpg'), 9))
      .withExif(exif)
      .toFile(timed)
    const smaller = (from: string, name: string) =>
      sharp(from).resize(150).modulate({ brightness: 1.05 }).jpeg({ quality: 80 }).toFile(join(keepers, name))
    await copyFile(sources[0]!, join(keepers, 'any name.jpg'))
    await smaller(sources[1]!, '0001-2.jpg')
    await smaller(sources[2]!, '0002_edit.jpg')
    await smaller(sources[3]!, 'holiday.jpg') // neither name nor time
    await smaller(sources[4]!, '0005.jpg') // the name of another
    await sharp(timed).resize(200).withExif(exif).toFile(join(keepers, 'sunset.jpg'))
    const catalog = await newCatalog()
    const all = [...sources, timed, ...['0001-2.jpg', 'holiday.jpg'].map((name) => join(keepers, name))]
    await indexPhotos({ catalog, describer: colourDescriber(), paths: all })
    const report = await past(catalog, { keepers: [keepers], folders: [folder] })
    expect(report).toMatchObject({
      source: 'keepers',
      picks: 4,
      notFound: { count: 2, examples: [join(keepers, '0005.jpg'), join(keepers, 'holiday.jpg')] },
      ambiguous: { count: 0 },
      log: { added: 4 },
    })
    expect(await inForce(catalog)).toEqual([
      '0000 keepers pick',
      '0001 keepers pick',
      '0002 keepers pick',
      'imed keepers pick',
    ])
    await rm(join(keepers, '0001-2.jpg'))
    const again = { keepers: [keepers], folders: [folder] }
    expect((await past(catalog, again)).log).toMatchObject({ withdrawn: 0, left: 1, unchanged: 3 })
    expect((await past(catalog, { ...again, replace: true })).log).toMatchObject({
      withdrawn: 1,
      left: 0,
      unchanged: 3,
    })
  })

  it('of another folder add to those of the first, and an empty or broken folder takes nothing back', async () => {
    const [first, second, empty] = ['best 1', 'best 2', 'not mounted'].map((name) => join(root, name)) as [
      string,
      string,
      string,
    ]
    for (const folder of [first, second, empty]) await mkdir(folder)
    await copyFile(photos[0]!, join(first, 'a.jpg'))
    await copyFile(photos[1]!, join(second, 'b.jpg'))
    const catalog = await newCatalog()
    await past(catalog, { keepers: [first] })
    expect((await past(catalog, { keepers: [second] })).log).toMatchObject({ added: 1, withdrawn: 0, left: 1 })
    const both = ['0000 keepers pick', '0001 keepers pick']
    expect(await inForce(catalog)).toEqual(both)
    expect(await past(catalog, { keepers: [empty], replace: true })).toMatchObject({
      log: { withdrawn: 0, left: 2 },
      notes: ['no photo of the library was found in it, so nothing is replaced'],
    })
    await writeFile(join(first, 'broken.jpg'), 'no photo')
    expect(await past(catalog, { keepers: [first], replace: true })).toMatchObject({
      skipped: [{}],
      log: { withdrawn: 0, left: 1 },
      notes: ['some of it could not be read, so nothing is replaced'],
    })
    expect(await inForce(catalog)).toEqual(both)
    await rm(join(first, 'broken.jpg'))
    await past(catalog, { keepers: [first], replace: true })
    expect(await inForce(catalog)).toEqual(['0000 keepers pick'])
  })

  it('that could be of two photos are left out and counted', async () => {
    const folder = join(root, 'twins')
    const keepers = join(root, 'twin keepers')
    await mkdir(join(folder, 'a'), { recursive: true })
    await mkdir(join(folder, 'b'))
    await mkdir(keepers)
    const first = await writeSoftPhoto(join(folder, 'a', 'IMG_1.jpg'), 8)
    await writeSoftPhoto(join(folder, 'b', 'IMG_1.jpg'), 8, 60)
    await sharp(first).resize(100).toFile(join(keepers, 'IMG_1.jpg'))
    const catalog = await newCatalog()
    const paths = ['a', 'b'].map((name) => join(folder, name, 'IMG_1.jpg'))
    await indexPhotos({ catalog, describer: colourDescriber(), paths })
    expect(await past(catalog, { keepers: [keepers] })).toMatchObject({
      picks: 0,
      ambiguous: { count: 1, examples: [join(keepers, 'IMG_1.jpg')] },
    })
  })

  it('have the name of their photo with something behind it', () => {
    expect(stemsOf('/x/IMG_1234-2.jpg')).toEqual(['img_1234-2', 'img_1234'])
    expect(stemsOf('IMG_1234_edit (1).JPG')).toEqual(['img_1234_edit (1)', 'img_1234_edit', 'img_1234'])
    expect(stemsOf('DSC0001.jpg')).toEqual(['dsc0001'])
  })
})

describe('an import in parts', () => {
  it('goes on where it was stopped', async () => {
    const catalog = await newCatalog()
    const hashes = Array.from({ length: 250 }, (_, at) => at.toString(16).padStart(64, '0'))
    const marks = new Map(hashes.map((hash, at) => [hash, [{ kind: 'star', stars: (1 + (at % 5)) as 1 } as const]]))
    const options = { catalog, person: 'anna', source: 'lightroom', marks, covers: new Set(hashes) }
    const controller = new AbortController()
    const append: Catalog['append'] = (saying) => {
      controller.abort()
      return catalog.append(saying)
    }
    const stopped = importMarks({ ...options, catalog: { ...catalog, append }, signal: controller.signal })
    await expect(stopped).rejects.toThrow(CancelledError)
    expect(await importMarks(options)).toEqual({ added: 150, changed: 0, withdrawn: 0, left: 0, unchanged: 100 })
    expect(givenRatings(await catalog.events({ person: 'anna' })).size).toBe(250)
    await Promise.all([importMarks({ ...options, person: 'ben' }), importMarks({ ...options, person: 'ben' })])
    const none = { ...options, person: 'ben', marks: new Map() }
    expect(await importMarks(none)).toMatchObject({ withdrawn: 0, left: 250 })
    expect(await importMarks({ ...none, replace: true })).toMatchObject({ withdrawn: 250, left: 0 })
    expect(givenRatings(await catalog.events({ person: 'ben' })).size).toBe(0)
  })
})
