import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { miniBase, miniHead, miniTaskVector, miniTower, temporaryFolder } from '../../test/support/mini-vectors.ts'
import { CancelledError, FormatError, MissingError, type NamedTensors, UsageError } from '../core/index.ts'
import { headLayers } from '../model/index.ts'
import { openSafetensors } from '../weights/index.ts'
import { buildPack, type PackOptions } from './build-pack.ts'
import { mergeStreamed } from './merge-streamed.ts'
import { merge } from './merge.ts'
import type { PackRecord } from './pack-schema.ts'
import { openPack, pretrainedOf, pretrainedSource, requireBase } from './pack.ts'
import { readAll, sourceOf } from './source.ts'
import type { Storage } from './storage.ts'
import { vectorLayers, writeVectorFile } from './vector-file.ts'

const base = miniBase()
const beauty = miniTaskVector({ name: 'beauty', seed: 10 })
const arousal = miniTaskVector({ name: 'arousal', seed: 11 })

async function build(options: Partial<PackOptions> = {}): Promise<string> {
  const out = options.out ?? join(await temporaryFolder(), 'starter')
  const vectors = [beauty, arousal]
  await buildPack({ name: 'starter', base, vectors, storage: { kind: 'f32' }, limits: ['Tiny.'], ...options, out })
  return out
}

/** Changes what `pack.json` says. */
async function edit(folder: string, change: (record: PackRecord) => unknown): Promise<void> {
  const path = join(folder, 'pack.json')
  await writeFile(path, JSON.stringify(change(JSON.parse(await readFile(path, 'utf8')))))
}

const storages: readonly Storage[] = [
  { kind: 'f32' },
  { kind: 'f16' },
  { kind: 'int8' },
  { kind: 'low-rank', rank: 2, factors: 'f16' },
  { kind: 'low-rank', rank: 3, factors: 'int8' },
]

describe.each(storages)('a pack stored as %o', (storage) => {
  it('gives back its vectors, in order, as well as it says, with everything known of them', async () => {
    const pack = await openPack(await build({ storage }))
    expect(pack).toMatchObject({ name: 'starter', tower: miniTower, head: miniHead, storage, limits: ['Tiny.'] })
    expect(pack.base).toMatchObject({ name: base.name, hash: base.hash, embedded: null })
    expect(pack.layers).toEqual(vectorLayers(miniTower, miniHead).map(({ name }) => name))
    for (const [index, written] of [beauty, arousal].entries()) {
      const read = await pack.vector(index)
      expect([...read.keys()]).toEqual(pack.layers)
      expect(pack.databases[index]).toMatchObject(written.database)
      expect(pack.databases[index]!.relativeError).toBeCloseTo(relativeError(written.vector, read), 6)
      expect(await pack.photosOf(index)).toEqual(written.photos)
      const streamed = await pack.openVector(index)
      expect([...(await readAll(streamed))]).toEqual([...read])
      await streamed.close()
    }
    expect(await pack.photos()).toEqual([...beauty.photos!, ...arousal.photos!])
    expect(relativeError(beauty.commonHead, pack.commonHead)).toBeLessThan(2 ** -11)
  })
})

describe('building a pack', () => {
  it('reports the cost of each vector', async () => {
    const out = join(await temporaryFolder(), 'starter')
    const report = await buildPack({ name: 'starter', out, base, vectors: [beauty, arousal], storage: { kind: 'f16' } })
    expect(report.folder).toBe(out)
    expect(report.vectors.map(({ name }) => name)).toEqual(['beauty', 'arousal'])
    for (const { relativeError: error, bytes } of report.vectors) {
      expect(error).toBeGreaterThan(0)
      expect(error).toBeLessThan(2 ** -11)
      expect(bytes).toBeGreaterThan(0)
    }
  })

  it('makes the same pack, byte for byte, of vector files and of vectors in memory', async () => {
    const folder = await temporaryFolder()
    const paths = [join(folder, 'one.safetensors'), join(folder, 'two.safetensors')]
    await writeVectorFile(paths[0]!, beauty)
    await writeVectorFile(paths[1]!, arousal)
    const storage: Storage = { kind: 'low-rank', rank: 2, factors: 'f16' }
    const fromFiles = await openPack(await build({ vectors: paths, storage }))
    const fromMemory = await openPack(await build({ storage }))
    expect(fromFiles.hash).toBe(fromMemory.hash)
  })

  it('refuses heads that started apart, other bases, other heads and a database twice; and leaves nothing', async () => {
    const folder = await temporaryFolder()
    const out = join(folder, 'starter')
    const otherHead = { ...miniHead, normalisation: 'sum' as const }
    const cases = [
      [miniTaskVector({ name: 'other', headSeed: 6 }), 'heads that start apart cannot be merged'],
      [miniTaskVector({ name: 'other', baseSeed: 2 }), 'vectors of different bases cannot be merged'],
      [{ ...arousal, head: otherHead }, 'another head'],
      [miniTaskVector({ name: 'Beauty' }), 'has a vector of database beauty already'],
    ] as const
    for (const [vector, message] of cases) {
      await expect(build({ out, vectors: [beauty, vector] })).rejects.toThrow(UsageError)
      await expect(build({ out, vectors: [beauty, vector] })).rejects.toThrow(message)
    }
    await expect(build({ out, vectors: [] })).rejects.toThrow('no task vector')
    await expect(build({ out, name: '../up' })).rejects.toThrow('name')
    expect(await readdir(folder)).toEqual([])
  })

  it('takes heads of both templates, and reads them all with ten', async () => {
    const five = { ...arousal, head: { ...miniHead, template: 'five' as const } }
    expect((await openPack(await build({ vectors: [five, beauty] }))).head.template).toBe('ten')
  })

  it('replaces a pack only when told to, and never a folder that holds anything else', async () => {
    const out = await build()
    await expect(build({ out })).rejects.toThrow('is there already')
    await build({ out, vectors: [arousal], overwrite: true })
    expect((await openPack(out)).databases.map(({ name }) => name)).toEqual(['arousal'])
    expect(await readdir(join(out, '..'))).toEqual(['starter'])

    await writeFile(join(out, 'holiday.jpg'), 'precious')
    await expect(build({ out, overwrite: true })).rejects.toThrow('holds holiday.jpg')
    const documents = await temporaryFolder()
    await writeFile(join(documents, 'notes.md'), 'precious')
    await expect(build({ out: documents, overwrite: true })).rejects.toThrow('has no pack.json')
    expect(await readFile(join(out, 'holiday.jpg'), 'utf8')).toBe('precious')
  })

  it('leaves nothing when it is stopped', async () => {
    const folder = await temporaryFolder()
    await expect(build({ out: join(folder, 'p'), signal: AbortSignal.abort() })).rejects.toThrow(CancelledError)
    expect(await readdir(folder)).toEqual([])
  })
})

describe('a pack and its base', () => {
  it('starts from the base and the common head, and one vector makes its fine-tuned network', async () => {
    const pack = await openPack(await build())
    const pretrained = pretrainedOf(pack, base)
    expect([...pretrained.keys()]).toEqual(pack.layers)
    const merged = merge(pretrained, [await pack.vector(0), await pack.vector(1)], { vector: [0, 1] })
    const name = 'head.0.weight'
    const tau = arousal.vector.get(name)!.data
    const expected = arousal.commonHead.get(name)!.data.map((value, at) => value + tau[at]!)
    expect(merged.get(name)!.data).toEqual(expected)
  })

  it('is merged layer by layer into the same network as in memory', async () => {
    const folder = await build({ storage: { kind: 'int8' } })
    const pack = await openPack(folder)
    const coefficients = Float32Array.from({ length: 2 * pack.layers.length }, (_, at) => Math.sin(at))
    const taskVectors = [await pack.openVector(0), await pack.openVector(1)]
    const pretrained = pretrainedSource(pack, sourceOf(base.parameters))
    const out = join(await temporaryFolder(), 'merged.safetensors')
    await mergeStreamed({ pretrained, taskVectors, coefficients, layers: pack.layers, out })
    const file = await openSafetensors(out)
    const vectors = [await pack.vector(0), await pack.vector(1)]
    expect([...(await readAll(file))]).toEqual([...merge(pretrainedOf(pack, base), vectors, coefficients)])
    await Promise.all([file, ...taskVectors].map((open) => open.close()))
  })

  it('refuses another base by its hash and says what to fetch', async () => {
    const pack = await openPack(await build())
    expect(() => requireBase(pack, base)).not.toThrow()
    expect(() => pretrainedOf(pack, miniBase(2))).toThrow(FormatError)
    expect(() => requireBase(pack, miniBase(2))).toThrow(
      /^pack starter was trained on base mini-1 \(hash .{12}\.\.\), got mini-2 .*palate pack import-base/,
    )
  })

  it('refuses a base of the right hash that lacks a layer', async () => {
    const pack = await openPack(await build())
    const parameters = new Map([...base.parameters].slice(1))
    expect(() => pretrainedOf(pack, { ...base, parameters })).toThrow('embeddings.cls_token is missing')
  })
})

describe('photos of a pack', () => {
  it('are unknown as soon as those of one vector are', async () => {
    const pack = await openPack(await build({ vectors: [beauty, { ...arousal, photos: null }] }))
    expect(await pack.photos()).toBe('unknown')
    expect(await pack.photosOf(0)).toEqual(beauty.photos)
    expect(await pack.photosOf(1)).toBe('unknown')
  })
})

describe('the hash of a pack', () => {
  it('stays with the content, wherever the folder is and however pack.json is indented', async () => {
    const folder = await build()
    const copy = join(await temporaryFolder(), 'elsewhere')
    await cp(folder, copy, { recursive: true })
    await edit(copy, (record) => record)
    expect((await openPack(copy)).hash).toBe((await openPack(folder)).hash)
  })

  it('changes with any field and with any vector', async () => {
    const folder = await build()
    const { hash } = await openPack(folder)
    await edit(folder, (record) => ({ ...record, limits: ['Other.'] }))
    expect((await openPack(folder)).hash).not.toBe(hash)
    const other = await build({ vectors: [beauty, miniTaskVector({ name: 'arousal', seed: 12 })] })
    expect((await openPack(other)).hash).not.toBe(hash)
  })
})

describe('opening a damaged or hostile pack', () => {
  const first = (change: object) => (record: PackRecord) => ({
    ...record,
    databases: [{ ...record.databases[0], ...change }, record.databases[1]],
  })
  const photos = { count: 2, sha256: 'a'.repeat(64) }
  it.each([
    ['a path upwards', first({ vector: '../tau.safetensors' }), 'must be a plain file name'],
    ['an absolute path', first({ vector: '/etc/passwd' }), 'must be a plain file name'],
    ['a path with a backslash', first({ vector: '..\\tau.safetensors' }), 'must be a plain file name'],
    ['the folder itself as a file', first({ vector: '.' }), 'must be a plain file name'],
    ['a path in the photos', first({ photos: { ...photos, file: 'a/b.json' } }), 'must be a plain file name'],
    [
      'a path in the common head',
      (r: PackRecord) => ({ ...r, commonHead: { file: '../x', sha256: 'a'.repeat(64) } }),
      'plain',
    ],
    ['the wrong hash of a vector', first({ sha256: 'a'.repeat(64) }), 'beauty.vector.safetensors is not the file'],
    ['the vector of another field', first({ metrics: { frozen: null, fineTuned: { srocc: 2, plcc: 0 } } }), 'srocc'],
    ['an inverted score range', first({ scoreRange: [5, 1] }), 'scoreRange'],
    ['a number that is none', first({ counts: { train: 'NaN', validation: 1 } }), 'counts.train'],
    ['null for a number', first({ relativeError: null }), 'relativeError'],
    ['a key too many', (r: PackRecord) => ({ ...r, run: 'rm -rf' }), 'Unrecognized key: "run"'],
    ['a key too many inside', first({ note: 1 }), 'Unrecognized key: "note"'],
    ['no database', (r: PackRecord) => ({ ...r, databases: [] }), 'databases'],
    ['another schema version', (r: PackRecord) => ({ ...r, schema: 1 }), 'has schema version 1, this palate reads 2'],
    [
      'no schema version',
      (r: PackRecord) => ({ ...r, schema: undefined }),
      'has no schema version, this palate reads 2',
    ],
    [
      'a layer too few',
      (r: PackRecord) => ({ ...r, layers: r.layers.slice(1) }),
      'lists 27 layers, its architecture has 28',
    ],
    ['layers in another order', (r: PackRecord) => ({ ...r, layers: [...r.layers].reverse() }), 'layer 1 should be'],
    [
      'another architecture',
      (r: PackRecord) => ({ ...r, head: { ...miniHead, hidden: 13 } }),
      'head.0.weight should be (13, 16) and is (12, 16)',
    ],
    ['a list', () => [], 'expected object'],
  ])('refuses %s in one sentence naming the file', async (_, change, message) => {
    const folder = await build()
    await edit(folder, change)
    const error = await openPack(folder).then(
      () => expect.fail('it was opened'),
      (thrown: Error) => thrown,
    )
    expect(error).toBeInstanceOf(FormatError)
    expect(error.message).toContain(message)
    expect(error.message).toContain(folder)
    expect(error.message).not.toContain('\n')
  })

  it('refuses NaN, cut-off JSON and no JSON', async () => {
    const folder = await build()
    const path = join(folder, 'pack.json')
    const text = await readFile(path, 'utf8')
    for (const broken of [text.replace(/"relativeError": [^,]+/, '"relativeError": NaN'), text.slice(0, -9), '']) {
      await writeFile(path, broken)
      await expect(openPack(folder)).rejects.toThrow(FormatError)
      await expect(openPack(folder)).rejects.toThrow('pack.json is not JSON')
    }
  })

  it('refuses a vector whose file was changed, cut off or removed, and a folder that is not there', async () => {
    const folder = await build()
    const path = join(folder, 'beauty.vector.safetensors')
    const content = await readFile(path)
    content[content.length - 1]! ^= 1
    await writeFile(path, content)
    await expect(openPack(folder)).rejects.toThrow('is not the file that was recorded')
    await writeFile(path, content.subarray(0, 100))
    await expect(openPack(folder)).rejects.toThrow('is not the file that was recorded')
    await rm(path)
    await expect(openPack(folder)).rejects.toThrow(MissingError)
    await expect(openPack(folder)).rejects.toThrow(path)
    await expect(openPack(join(folder, 'nowhere'))).rejects.toThrow(MissingError)
  })

  it('refuses a vector that is not there by its number', async () => {
    const pack = await openPack(await build())
    await expect(pack.vector(2)).rejects.toThrow('has 2 task vectors; there is no number 2')
  })
})

it('keeps the head apart from the tower', () => {
  const names = vectorLayers(miniTower, miniHead).map(({ name }) => name)
  expect(names.slice(-4)).toEqual(headLayers(miniHead).map(({ name }) => name))
})

function relativeError(expected: NamedTensors, found: NamedTensors): number {
  let error = 0
  let size = 0
  for (const [name, { data }] of expected) {
    data.forEach((value, at) => {
      error += (value - found.get(name)!.data[at]!) ** 2
      size += value ** 2
    })
  }
  return Math.sqrt(error / size)
}
