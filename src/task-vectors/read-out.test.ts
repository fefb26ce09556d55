import { appendFile, copyFile, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { miniBase, miniTaskVector, temporaryFolder } from '../../test/support/mini-vectors.ts'
import { createRandom, FormatError, sha256OfFile } from '../core/index.ts'
import { openSafetensors, writeSafetensors } from '../weights/index.ts'
import { buildPack } from './build-pack.ts'
import { openPack, type Pack } from './pack.ts'
import type { PackRecord } from './pack-schema.ts'
import { addReadOut, type Affine, readReadOut, type ReadOut } from './read-out.ts'

const random = createRandom('read-out')
const numbers = (count: number): Float32Array => Float32Array.from({ length: count }, () => random.normal())
const affine = (rows: number): Affine => ({ weight: numbers(rows * 16), bias: numbers(rows) })
const priorOf = (columns: number) => ({
  mean: numbers(1 + columns),
  deviation: numbers(1 + columns),
  score: numbers(columns),
  caution: 7,
})
/** For a pack of two vectors and the miniature's embedding of 16 numbers. */
const readOut: ReadOut = {
  trunk: Float32Array.of(0.75, 0.25),
  scores: affine(2),
  embedding: affine(5),
  exact: { mean: numbers(2), deviation: numbers(2) },
  prior: priorOf(7),
  plain: { embedding: affine(3), prior: priorOf(3) },
}
const photos = [{ contentHash: 'ab'.repeat(32), perceptualHash: 'cd'.repeat(8) }]
const description = {
  photos,
  fidelity: [
    { database: 'beauty', srocc: 0.97 },
    { database: 'arousal', srocc: 0.91 },
  ],
  prior: { raters: 12, photos: 40, source: 'twelve people' },
  settings: { penalty: 0.01 },
}

let folder: string
let bare: Pack
beforeEach(async () => {
  folder = join(await temporaryFolder(), 'pack')
  const vectors = [miniTaskVector({ name: 'beauty', seed: 10 }), miniTaskVector({ name: 'arousal', seed: 11 })]
  await buildPack({ name: 'mini', out: folder, base: miniBase(), vectors, storage: { kind: 'f32' } })
  bare = await openPack(folder)
})

/** Changes what `pack.json` says of the read-out. */
async function edit(change: (record: NonNullable<PackRecord['readOut']>) => object): Promise<void> {
  const path = join(folder, 'pack.json')
  const record = JSON.parse(await readFile(path, 'utf8')) as PackRecord
  await writeFile(path, JSON.stringify({ ...record, readOut: { ...record.readOut, ...change(record.readOut!) } }))
}

/** Writes the file of the read-out anew with one tensor changed, and its hash into `pack.json`: damage that no hash tells. */
async function rewrite(name: string, change: (data: Float32Array) => { shape: readonly number[]; data: Float32Array }) {
  const path = join(folder, 'read-out.safetensors')
  const file = await openSafetensors(path)
  const tensors = []
  for (const each of file.tensors.keys()) {
    const read = await file.read(each)
    tensors.push({ name: each, type: 'F32' as const, ...read, ...(each === name ? change(read.data) : {}) })
  }
  await file.close()
  await writeSafetensors(path, tensors)
  const sha256 = await sha256OfFile(path)
  await edit(() => ({ sha256 }))
}

describe('the read-out of a pack', () => {
  it('comes back bit for bit, with what was said of it', async () => {
    const written = await addReadOut(bare, readOut, description)
    for (const pack of [written, await openPack(folder)]) {
      expect(await readReadOut(pack)).toEqual(readOut)
      const { fidelity, prior, settings } = description
      expect(pack.readOut).toMatchObject({ width: 5, plainWidth: 3, fidelity, prior, settings })
    }
  })

  it('comes back without the baseline where it was written without', async () => {
    const written = await addReadOut(bare, { ...readOut, plain: null }, { ...description, prior: null })
    expect(await readReadOut(written)).toEqual({ ...readOut, plain: null })
    expect(written.readOut).toMatchObject({ plainWidth: null, prior: null })
  })

  it('is null in a pack that has none', async () => {
    expect(bare.readOut).toBeNull()
    expect(await readReadOut(bare)).toBeNull()
  })

  it('changes the hash of its pack, with each of its numbers, and nothing else of it', async () => {
    const first = await addReadOut(bare, readOut, description)
    const same = await addReadOut(first, readOut, description)
    const other = await addReadOut(same, { ...readOut, trunk: Float32Array.of(0.75, 0.250001) }, description)
    expect(same.hash).toBe(first.hash)
    expect(new Set([bare.hash, first.hash, other.hash]).size).toBe(3)
    expect({ ...other.record, readOut: null }).toEqual(bare.record)
    for (const index of [0, 1]) expect(await other.vector(index)).toEqual(await bare.vector(index))
  })

  it('adds the photos that it was distilled on to those that the pack has seen', async () => {
    const pack = await addReadOut(bare, readOut, description)
    expect(await pack.photos()).toEqual([...((await bare.photos()) as typeof photos), ...photos])
    expect(await pack.photosOf(0)).toEqual(await bare.photosOf(0))
  })

  it('goes when the pack is built anew', async () => {
    await addReadOut(bare, readOut, description)
    const vectors = [miniTaskVector({ name: 'beauty', seed: 10 }), miniTaskVector({ name: 'arousal', seed: 11 })]
    const options = { name: 'mini', out: folder, base: miniBase(), vectors, storage: { kind: 'f32' } } as const
    await buildPack({ ...options, overwrite: true })
    expect((await openPack(folder)).hash).toBe(bare.hash)
    expect((await readdir(folder)).filter((name) => name.startsWith('read-out'))).toEqual([])
  })
})

describe('a read-out is refused', () => {
  const one = (columns: number): Affine => ({ weight: numbers(columns), bias: numbers(1) })
  it.each([
    { what: 'with a coefficient too many', part: { trunk: numbers(3) }, says: 'expected trunk (2), got (3)' },
    {
      what: 'with scores of one database',
      part: { scores: one(16) },
      says: 'expected scores.weight (2, 16), got (1, 16)',
    },
    {
      what: 'for other embeddings',
      part: { embedding: one(8) },
      says: 'expected embedding.weight (1, 16), got (1, 8)',
    },
    { what: 'with a prior of other columns', part: { prior: priorOf(6) }, says: 'expected prior.mean (8), got (7)' },
    {
      what: 'with a baseline of other columns',
      part: { plain: { embedding: affine(3), prior: priorOf(4) } },
      says: 'expected plain.prior.mean (4), got (5)',
    },
  ])('$what, and nothing is written', async ({ part, says }) => {
    const before = await readdir(folder)
    const refused = addReadOut(bare, { ...readOut, ...part }, description)
    await expect(refused).rejects.toThrow(new FormatError(`the read-out for pack mini: ${says}`))
    expect(await readdir(folder)).toEqual(before)
    expect((await openPack(folder)).hash).toBe(bare.hash)
  })

  it('where its file or the list of its photos was changed', async () => {
    await addReadOut(bare, readOut, description)
    for (const name of ['read-out.safetensors', 'read-out.photos.json']) {
      const path = join(folder, name)
      await copyFile(path, `${folder}.kept`)
      await appendFile(path, ' ')
      await expect(openPack(folder)).rejects.toThrow(FormatError)
      await expect(openPack(folder)).rejects.toThrow(`${path} is not the file that was recorded`)
      await copyFile(`${folder}.kept`, path)
    }
    expect(await readReadOut(await openPack(folder))).toEqual(readOut)
  })

  it('where its file was changed after the pack was opened', async () => {
    const pack = await addReadOut(bare, readOut, description)
    await appendFile(join(folder, 'read-out.safetensors'), ' ')
    await expect(readReadOut(pack)).rejects.toThrow(/read-out.safetensors is not the file that was recorded/)
  })

  it('where it is of another pack', async () => {
    await addReadOut(bare, readOut, description)
    const other = `${folder}-of-one`
    const vectors = [miniTaskVector({ name: 'beauty', seed: 10 })]
    await buildPack({ name: 'one', out: other, base: miniBase(), vectors, storage: { kind: 'f32' } })
    for (const name of ['read-out.safetensors', 'read-out.photos.json'])
      await copyFile(join(folder, name), join(other, name))
    const { readOut: record } = (await openPack(folder)).record
    const path = join(other, 'pack.json')
    await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), readOut: record }))
    const refused = readReadOut(await openPack(other))
    await expect(refused).rejects.toThrow(
      new FormatError(`${join(other, 'read-out.safetensors')}: expected trunk (1), got (2)`),
    )
  })

  it('where it holds a value that is not finite, or another shape than pack.json says', async () => {
    const path = join(folder, 'read-out.safetensors')
    for (const value of [NaN, -Infinity]) {
      await addReadOut(bare, readOut, description)
      await rewrite('prior.score', (data) => ({ shape: [7], data: data.map((each, at) => (at === 3 ? value : each)) }))
      await expect(openPack(folder).then(readReadOut)).rejects.toThrow(
        new FormatError(`${path}: prior.score holds a value that is not finite`),
      )
    }
    await rewrite('prior.score', (data) => ({ shape: [6], data: data.slice(0, 6) }))
    await expect(openPack(folder).then(readReadOut)).rejects.toThrow(
      new FormatError(`${path}: expected prior.score (7), got (6)`),
    )
  })

  it.each([
    { what: 'leads out of the folder', change: () => ({ file: '../read-out.safetensors' }), says: 'readOut.file' },
    { what: 'has a width of zero', change: () => ({ width: 0 }), says: 'readOut.width' },
    {
      what: 'agrees beyond 1',
      change: () => ({ fidelity: [{ database: 'beauty', srocc: 2 }] }),
      says: 'readOut.fidelity',
    },
    { what: 'says what no palate wrote', change: () => ({ sharpness: 3 }), says: 'readOut' },
  ])('where pack.json says that it $what', async ({ change, says }) => {
    await addReadOut(bare, readOut, description)
    await edit(change)
    await expect(openPack(folder)).rejects.toThrow(FormatError)
    await expect(openPack(folder)).rejects.toThrow(says)
  })
})
