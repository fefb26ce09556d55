import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type NamedTensors, sha256OfFile } from '../src/core/index.ts'
import * as palate from '../src/index.ts'
import { loadPhoto } from '../src/image/index.ts'
import { hashTensors, towerLayers } from '../src/model/index.ts'
import { checkpointFile, checkpointGolden } from './support/checkpoints.ts'
import { miniDatabase, writeMiniPhotos } from './support/mini-database.ts'
import { miniSettings } from './support/mini-training.ts'
import { miniTower, randomTensors } from './support/mini-vectors.ts'
import { temporaryFolder } from './support/picture.ts'
import { describeWithShared } from './support/shared.ts'

interface Recipe {
  readonly name: string
  readonly folder: string
  readonly options: { readonly where?: readonly { readonly column: string; readonly value: string }[] }
}

/** The scripts are JavaScript, so that they run without being built; the library is handed to them. */
interface Scripts {
  databasesOf(options: { data: string; quality: string; sets: readonly string[] }): readonly Recipe[]
  unlabelledPhotos(options: { palate: object; data: string; excluded: ReadonlySet<string> }): Promise<readonly string[]>
  buildRecipe(job: object, options: object): Promise<void>
  readDatabases(path: string): readonly Recipe[]
  openClipRecipe(job: object, options: object): Promise<void>
  publish(options: { pack: string; work: string; out: string }): void
}

async function scriptOf(name: string): Promise<Scripts> {
  return (await import(new URL(`../packs/${name}.js`, import.meta.url).href)) as Scripts
}

const { databasesOf, unlabelledPhotos } = await scriptOf('databases')
const { buildRecipe } = await scriptOf('build')
const { openClipRecipe, readDatabases } = await scriptOf('openclip')
const { publish } = await scriptOf('job')

/** Few enough steps for a miniature to be built in seconds. */
const settings = {
  ...miniSettings,
  head: { ...miniSettings.head, steps: 6, evaluateEvery: 3 },
  backbone: { ...miniSettings.backbone, steps: 4, evaluateEvery: 2 },
}

const folder = temporaryFolder()

/** As `openJob` makes it, but silent: the lines of the log are kept here. */
function jobIn(work: string, more: object = {}) {
  const lines: string[] = []
  const job = { palate, engine: palate.openEngine({ threads: 1 }), seed: 1, now: () => 0, work, ...more }
  return { lines, job: { ...job, log: (line: string) => void lines.push(line) } }
}

describe('the databases of the packs', () => {
  it.each([[['2']], [['0', '2']], [['0', '1', '2']], [[]], [['3']]])('are refused of OASIS sets %j', (sets) => {
    expect(() => databasesOf({ data: '/data', quality: '/quality', sets })).toThrow('set 2 is what they are judged on')
  })

  it('are six, and all of OASIS say which sets they take', () => {
    const recipes = databasesOf({ data: '/data', quality: '/quality', sets: ['0', '1'] })
    expect(recipes.map(({ name }) => name)).toHaveLength(6)
    const oasis = recipes.filter((recipe) => recipe.folder.includes('oasis'))
    expect(oasis).toHaveLength(3)
    for (const { options } of oasis)
      expect(options.where).toEqual([
        { column: 'set', value: '0' },
        { column: 'set', value: '1' },
      ])
  })
})

describeWithShared('what packs see of the shared data', ['oasis-beauty', 'attributes.csv'], (attributes) => {
  const data = join(attributes, '..', '..')
  let ofSet: (set: string) => readonly string[]
  let unlabelled: readonly string[]
  beforeAll(async () => {
    const rows = (await readFile(attributes, 'utf8')).trim().split(/\r?\n/).slice(1)
    ofSet = (set) => rows.map((row) => row.split(',')).flatMap(([image, of]) => (of === set ? [image!] : []))
    unlabelled = await unlabelledPhotos({ palate, data, excluded: new Set() })
  })

  it('without labels is every photo of OASIS sets 0 and 1, and none of set 2', () => {
    const names = unlabelled.filter((path) => path.includes('oasis')).map((path) => basename(path))
    expect([...names].sort()).toEqual([...ofSet('0'), ...ofSet('1')].sort())
    expect(ofSet('2').length).toBeGreaterThan(100)
    expect(unlabelled.length).toBeGreaterThan(names.length)
  })

  it('holds no copy of a photo of set 2 under another name', async () => {
    const set2 = ofSet('2').map((name) => join(data, 'oasis-beauty', 'images', name))
    const sizes = new Map<number, string[]>()
    for (const path of set2) {
      const { size } = await stat(path)
      sizes.set(size, [...(sizes.get(size) ?? []), await sha256OfFile(path)])
    }
    const copies: string[] = []
    for (const path of unlabelled) {
      const known = sizes.get((await stat(path)).size)
      if (known?.includes(await sha256OfFile(path)) === true) copies.push(path)
    }
    expect(copies).toEqual([])
  })

  it('leaves out a source that is excluded', async () => {
    const found = await unlabelledPhotos({ palate, data, excluded: new Set(['street', 'bsds', 'photos']) })
    expect(found).toHaveLength(ofSet('0').length + ofSet('1').length)
  })

  it('with labels is rated photos of sets 0 and 1 alone', async () => {
    const recipe = databasesOf({ data, quality: '/quality', sets: ['0', '1'] })[0]!
    const { images } = await palate.openDatabase(recipe.folder, recipe.options)
    const set2 = new Set(ofSet('2'))
    expect(images.length).toBeGreaterThan(300)
    expect(images.filter((path) => set2.has(basename(path)))).toEqual([])
  })
})

/** The layout of the shared data in miniature: OASIS sets 0, 1 and 2 with three raters each, street views, BSDS500, photos. */
async function writeMiniData(data: string): Promise<readonly string[]> {
  const oasis = await writeMiniPhotos(join(data, 'oasis-beauty', 'images'), { count: 36, seed: 1, tint: 0.9 })
  const setOf = (at: number): number => at % 3
  const named = oasis.map(({ path, brightness }, at) => ({ name: basename(path), brightness, set: setOf(at) }))
  const attributes = named.map(
    ({ name, set, brightness }, at) => `${name},${set},Scene,made,${brightness},${(at * 7) % 12}`,
  )
  const header = 'image,set,category,source,valence_mean,arousal_mean'
  await writeFile(join(data, 'oasis-beauty', 'attributes.csv'), [header, ...attributes].join('\n'))
  const ratings = named.flatMap(({ name, set, brightness }, at) =>
    [0, 1, 2].map(
      (rater) => `${set},r${set}${rater},${name},${Math.round(1 + 5 * brightness + ((at * (rater + 3)) % 3))}`,
    ),
  )
  await writeFile(join(data, 'oasis-beauty', 'ratings.csv'), ['set,rater,image,score', ...ratings].join('\n'))
  const street = await writeMiniPhotos(join(data, 'street-psych', 'images'), { count: 14, seed: 2, tint: 0.9 })
  const scores = street.map(({ path, brightness }, at) => `${basename(path)},${brightness},${(at * 5) % 14}`)
  await writeFile(join(data, 'street-psych', 'scores.csv'), ['image,preference,humanscale', ...scores].join('\n'))
  await writeMiniPhotos(join(data, 'bsds500'), { count: 6, seed: 3, tint: 0.9 })
  await writeMiniPhotos(join(data, 'photos'), { count: 4, seed: 4, tint: 0.9 })
  return oasis.flatMap(({ path }, at) => (setOf(at) === 2 ? [path] : []))
}

describe('the recipe of the packs in this repository, on a miniature', () => {
  const data = join(folder, 'data')
  const work = join(folder, 'starter')
  const { job, lines } = jobIn(work)
  let set2: readonly string[]
  beforeAll(async () => {
    set2 = await writeMiniData(data)
    await miniDatabase(join(folder, 'quality'), { count: 14, seed: 5, tint: 0.9 })
    const tower = { ...miniTower, depth: 2 }
    const parameters: NamedTensors = randomTensors(towerLayers(tower), { seed: 1, scale: 0.4 })
    await mkdir(work)
    await buildRecipe(job, {
      name: 'starter',
      data,
      quality: join(folder, 'quality'),
      excluded: new Set(),
      teacher: {
        name: 'teacher',
        architecture: 'custom',
        hash: hashTensors(parameters),
        source: 'test/packs-recipe.test.ts',
        tower,
        preprocessing: { resize: 8, crop: 8, mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] },
        parameters,
      },
      student: { blocks: 1, settings: { ...settings.backbone, steps: 4, batch: 16 } },
      settings,
      width: 4,
    })
  }, 120_000)

  it('makes a pack that needs nothing else: six vectors, its base, read-out and a prior from raters of sets 0 and 1', async () => {
    const { pack, base } = await palate.openPackAndBase(join(work, 'pack'), join(folder, 'no-home'))
    expect(pack.databases.map(({ name }) => name)).toEqual(
      databasesOf({ data, quality: '/quality', sets: ['0', '1'] }).map(({ name }) => name),
    )
    expect([base.tower.depth, pack.readOut?.width, pack.readOut?.plainWidth]).toEqual([1, 4, 4])
    expect(pack.readOut?.prior).toMatchObject({ raters: 6, photos: 24 })
    expect(pack.readOut?.fidelity.every(({ srocc }) => srocc >= -1 && srocc <= 1)).toBe(true)
    expect((await palate.readReadOut(pack))!.prior.mean[0]).toBeGreaterThan(0)
    // What was learnt hangs on the database scores: without them their penalty would change nothing.
    const { penaltyTable } = pack.readOut!.settings['prior'] as { readonly penaltyTable: Record<string, number> }
    expect(penaltyTable['database 3, embedding 1']).not.toBe(penaltyTable['database 300, embedding 1'])
    const counts = pack.databases.map(({ counts: { train, validation } }) => train + validation)
    expect(counts).toEqual([24, 24, 24, 14, 14, 14])
  })

  it('never looked at a photo of OASIS set 2', async () => {
    const photos = await (await palate.openPack(join(work, 'pack'))).photos()
    const seen = new Set((photos as readonly { readonly contentHash: string }[]).map(({ contentHash }) => contentHash))
    expect(seen.size).toBe(24 + 14 + 14 + 6 + 4)
    expect(set2).toHaveLength(12)
    for (const path of set2) expect(seen).not.toContain((await loadPhoto(path, { resize: 8, crop: 8 })).contentHash)
  })

  it('logs every step, with the sets that it was of', () => {
    const text = lines.join('\n')
    for (const part of [
      'distil step 4: ',
      'common head, OASIS sets 0 and 1: ',
      'oasis-beauty, OASIS sets 0: 10 + 2 photos',
    ])
      expect(text).toContain(part)
    for (const part of ['street-humanscale: ', 'read-out on 48 photos: ', 'prior: {', 'prior without task vectors: {'])
      expect(text).toContain(part)
  })
})

describe('the recipe for OpenCLIP, on a miniature', () => {
  const { tower } = checkpointGolden().openclip
  const architecture = {
    tower,
    preprocessing: { resize: 8, crop: 8, mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] },
  }
  const home = join(folder, 'home')
  const world = join(folder, 'openclip')
  const description = { licence: 'none needed', source: 'made by test/packs-recipe.test.ts' }
  const list = [
    { name: 'light', title: 'Brightness', folder: 'light', ...description },
    {
      name: 'five',
      title: 'On five',
      folder: 'five',
      template: 'five',
      range: [0, 100],
      score: 'score',
      ...description,
    },
  ]
  beforeAll(async () => {
    await miniDatabase(join(world, 'light'), { count: 16, seed: 6, tint: 0.9 })
    await miniDatabase(join(world, 'five'), { count: 16, seed: 7, tint: 0.9 })
    await writeMiniPhotos(join(world, 'unlabelled'), { count: 24, seed: 8, tint: 0.9 })
    await writeFile(join(world, 'databases.json'), JSON.stringify(list))
  })

  function options() {
    return {
      name: 'openclip-mini',
      architecture,
      weights: checkpointFile('openclip.pth'),
      source: 'test/oracle/checkpoints.py',
      home,
      databases: readDatabases(join(world, 'databases.json')),
      unlabelled: [join(world, 'unlabelled')],
      settings,
      width: 4,
    }
  }

  it('makes a pack with a read-out on the imported base, stopped half-way and gone on with as if it had not been', async () => {
    const whole = join(folder, 'whole')
    await mkdir(whole)
    const { job, lines } = jobIn(whole)
    await openClipRecipe(job, options())
    const { pack, base } = await palate.openPackAndBase(join(whole, 'pack'), home)
    expect(base.tower).toEqual(tower)
    expect(pack.storage).toEqual({ kind: 'f16' })
    expect(pack.databases).toMatchObject([
      { name: 'light', title: 'Brightness', template: 'ten', ...description },
      { name: 'five', template: 'five', scoreRange: [0, 100] },
    ])
    expect(pack.readOut).toMatchObject({ width: 4, prior: null, photos: { count: 24 } })
    expect(lines.join('\n')).toContain('five, preset mini: 13 + 3 photos, validation SROCC')
    // It works: descriptors, and an order of somebody of whom nothing is known.
    const describer = await palate.openDescriber({ pack, base, engine: job.engine })
    const { crop } = await loadPhoto(join(world, 'unlabelled', '003.png'), describer.framing)
    const numbers = await describer.numbers([crop])
    expect(numbers).toHaveLength(2 + 4)
    expect(numbers.every(Number.isFinite)).toBe(true)
    await describer.close()

    const again = join(folder, 'again')
    await mkdir(again)
    const stop = new AbortController()
    const stopped = jobIn(again, {
      signal: stop.signal,
      progress: { report: ({ label }: { readonly label: string }) => label === 'backbone on five' && stop.abort() },
    })
    await expect(openClipRecipe(stopped.job, options())).rejects.toThrow('stopped backbone on five at step')
    const labels = new Set<string>()
    const resumed = jobIn(again, {
      progress: { report: ({ label }: { readonly label: string }) => void labels.add(label) },
    })
    await openClipRecipe(resumed.job, options())
    expect(labels.has('backbone on light')).toBe(false)
    expect(labels.has('backbone on five')).toBe(true)
    expect((await palate.openPack(join(again, 'pack'))).hash).toBe(pack.hash)
  }, 60_000)

  it.each([
    { what: 'nothing', entries: [], says: 'databases.json: ' },
    { what: 'no title', entries: [{ name: 'a', folder: 'a', ...description }], says: '0.title' },
    { what: 'a misspelt option', entries: [{ ...list[0], rating: 'x.csv' }], says: 'Unrecognized key: "rating"' },
    { what: 'a template of three', entries: [{ ...list[0], template: 'three' }], says: '0.template' },
  ])('refuses a list of databases with $what', async ({ entries, says }) => {
    const path = join(folder, 'databases.json')
    await writeFile(path, JSON.stringify(entries))
    expect(() => readDatabases(path)).toThrow(says)
  })
})

describe('publishing a pack', () => {
  it('puts pack and log in its place and keeps the model card; a folder that is no pack is left alone', async () => {
    const [pack, work, out] = ['made', 'worked', 'published'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ]
    for (const each of [pack, work, out]) await mkdir(each)
    await writeFile(join(pack, 'pack.json'), 'new')
    await writeFile(join(work, 'build.log'), 'a line')
    await writeFile(join(out, 'holiday.jpg'), 'precious')
    expect(() => publish({ pack, work, out })).toThrow(`${out} is there and is no pack; choose another folder`)
    expect(await readdir(out)).toEqual(['holiday.jpg'])
    await writeFile(join(out, 'pack.json'), 'old')
    await writeFile(join(out, 'README.md'), 'card')
    publish({ pack, work, out })
    expect((await readdir(out)).sort()).toEqual(['README.md', 'build.log', 'pack.json'])
    expect(await readFile(join(out, 'pack.json'), 'utf8')).toBe('new')
  })
})
