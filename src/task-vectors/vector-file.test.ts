import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { miniHead, miniTaskVector, miniTower, temporaryFolder } from '../../test/support/mini-vectors.ts'
import { FormatError, MissingError, tensor, UsageError } from '../core/index.ts'
import { openSafetensors, type TensorToWrite, writeSafetensors } from '../weights/index.ts'
import { readAll } from './source.ts'
import { openVectorFile, vectorLayers, writeVectorFile } from './vector-file.ts'

const inFolder = async () => join(await temporaryFolder(), 'tau.safetensors')

/** Writes the vector again with its metadata changed. */
async function withRecord(path: string, change: (record: Record<string, unknown>) => unknown): Promise<void> {
  await rewrite(path, (tensors, metadata) => ({
    tensors,
    metadata: { ...metadata, palate: JSON.stringify(change(JSON.parse(metadata['palate']!))) },
  }))
}

type Content = { readonly tensors: readonly TensorToWrite[]; readonly metadata: Readonly<Record<string, string>> }

async function rewrite(
  path: string,
  change: (tensors: readonly TensorToWrite[], metadata: Readonly<Record<string, string>>) => Content,
): Promise<void> {
  const file = await openSafetensors(path)
  const all = await readAll(file)
  await file.close()
  const tensors = [...all].map(([name, { shape, data }]) => ({ name, shape, type: 'F32' as const, data: () => data }))
  const changed = change(tensors, file.metadata)
  await writeSafetensors(path, changed.tensors, { metadata: changed.metadata })
}

describe('the file of one task vector', () => {
  it('gives back vector, common head, record and photos', async () => {
    const path = await inFolder()
    const written = miniTaskVector()
    expect(await writeVectorFile(path, written)).toMatchObject({ relativeError: 0 })
    const file = await openVectorFile(path)
    expect([...(await readAll(file.layers))]).toEqual([...written.vector])
    expect([...file.commonHead]).toEqual([...written.commonHead])
    expect(file.photos).toEqual(written.photos)
    expect(file.record).toMatchObject({ tower: miniTower, head: miniHead, database: written.database })
    expect(file.record.base.hash).toBe(written.base.hash)
    await file.close()
  })

  it('has its layers in the order of their coefficients: the tower, then the head', async () => {
    const path = await inFolder()
    await writeVectorFile(path, { ...miniTaskVector(), vector: new Map([...miniTaskVector().vector].reverse()) })
    const file = await openVectorFile(path)
    expect([...file.layers.tensors.keys()]).toEqual(vectorLayers(miniTower, miniHead).map(({ name }) => name))
    expect([...file.layers.tensors.keys()].at(-1)).toBe('head.3.bias')
    await file.close()
  })

  it('can be stored smaller, the common head staying exact', async () => {
    const path = await inFolder()
    const written = miniTaskVector()
    const cost = await writeVectorFile(path, written, { storage: { kind: 'int8' } })
    expect(cost.relativeError).toBeGreaterThan(0)
    expect(cost.relativeError).toBeLessThan(0.02)
    const file = await openVectorFile(path)
    expect([...file.commonHead]).toEqual([...written.commonHead])
    await file.close()
  })

  it('tells photos that are unknown from no photos', async () => {
    const path = await inFolder()
    for (const photos of [null, []]) {
      await writeVectorFile(path, { ...miniTaskVector(), photos })
      const file = await openVectorFile(path)
      expect(file.photos).toEqual(photos)
      await file.close()
    }
  })

  it('refuses to write layers that are missing, misshapen or not finite, and writes nothing then', async () => {
    const path = await inFolder()
    const good = miniTaskVector()
    const missing = new Map([...good.vector].slice(1))
    const misshapen = new Map([...good.vector, ['head.3.bias', tensor([2, 5], new Float32Array(10))]])
    const nan = new Map([...good.vector, ['head.3.bias', tensor([10], new Float32Array(10).fill(Number.NaN))]])
    for (const vector of [missing, misshapen, nan]) {
      await expect(writeVectorFile(path, { ...good, vector })).rejects.toThrow(FormatError)
    }
    const database = { ...good.database, scoreRange: [5, 1] as const }
    await expect(writeVectorFile(path, { ...good, database })).rejects.toThrow(UsageError)
    expect(await readdir(join(path, '..'))).toEqual([])
  })
})

describe('opening a file that is no sound task vector', () => {
  it.each([
    ['a field too many', (record: object) => ({ ...record, extra: 1 }), 'Unrecognized key: "extra"'],
    ['another version', (record: object) => ({ ...record, schema: 2 }), 'schema'],
    ['another common head', (record: object) => ({ ...record, commonHeadHash: 'a'.repeat(64) }), 'the common head'],
    ['another tower', (record: object) => ({ ...record, tower: { ...miniTower, depth: 2 } }), 'encoder.layer.1'],
    ['more photos than listed', (record: object) => ({ ...record, photos: { count: 3 } }), 'lists 2 photos'],
    ['no object', () => 'hello', 'the record'],
  ])('refuses %s in its record', async (_, change, message) => {
    const path = await inFolder()
    await writeVectorFile(path, miniTaskVector())
    await withRecord(path, change)
    await expect(openVectorFile(path)).rejects.toThrow(FormatError)
    await expect(openVectorFile(path)).rejects.toThrow(message)
    await expect(openVectorFile(path)).rejects.toThrow(path)
  })

  it('refuses photo hashes that are none', async () => {
    const path = await inFolder()
    await writeVectorFile(path, miniTaskVector())
    await rewrite(path, (tensors, metadata) => ({ tensors, metadata: { ...metadata, 'palate.photos': 'a b\n../c d' } }))
    await expect(openVectorFile(path)).rejects.toThrow('the list of photos is not valid')
  })

  it('refuses a missing or an extra layer', async () => {
    const path = await inFolder()
    await writeVectorFile(path, miniTaskVector())
    await rewrite(path, (tensors, metadata) => ({ tensors: tensors.slice(1), metadata }))
    await expect(openVectorFile(path)).rejects.toThrow('embeddings.cls_token is missing')
  })

  it('refuses a safetensors file of something else, a file of something else, and no file', async () => {
    const path = await inFolder()
    await expect(openVectorFile(path)).rejects.toThrow(MissingError)
    await writeSafetensors(path, [])
    await expect(openVectorFile(path)).rejects.toThrow('is not a task vector of palate')
    await writeFile(path, 'not a tensor in sight')
    await expect(openVectorFile(path)).rejects.toThrow(FormatError)
  })
})
