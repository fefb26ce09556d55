import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { miniBase, miniTaskVector, miniTower, randomTensors, temporaryFolder } from '../../test/support/mini-vectors.ts'
import { FormatError, MissingError, type NamedTensors, sha256OfFile } from '../core/index.ts'
import { hashTensors, towerLayers } from '../model/index.ts'
import { writeSafetensors } from '../weights/index.ts'
import { buildPack } from './build-pack.ts'
import { openPackAndBase } from './pack-and-base.ts'
import { openPack, pretrainedOf } from './pack.ts'
import { encodeVector, type Storage } from './storage.ts'
import { decodeStored } from './stored-source.ts'
import type { VectorBase } from './vector-file.ts'

let folder: string
let out: string
let base: VectorBase & { readonly parameters: NamedTensors }
/** The base as the pack holds it. */
let stored: string
beforeEach(async () => {
  folder = await temporaryFolder()
  out = join(folder, 'pack')
  ;({ base, stored } = await storedBase('base', 1, { kind: 'int8' }))
})

/** A base that is what its stored form says, as the starter's is. */
async function storedBase(name: string, seed: number, storage: Storage) {
  const path = join(folder, `${name}.stored.safetensors`)
  await writeSafetensors(path, encodeVector(miniBase(seed).parameters, storage).tensors)
  const parameters = await decodeStored(path)
  return { base: { ...miniBase(seed), parameters, hash: hashTensors(parameters) }, stored: path }
}

function build(options: { readonly embed?: string } = {}) {
  const vectors = [{ ...miniTaskVector(), base }]
  return buildPack({ name: 'mini', out, base, vectors, storage: { kind: 'f32' }, embed: stored, ...options })
}

/** Puts another base into the pack, with its hash into `pack.json`: what no hash of a file tells. */
async function replaceBase(tensors: NamedTensors): Promise<void> {
  await writeSafetensors(join(out, 'base.safetensors'), encodeVector(tensors, { kind: 'f32' }).tensors)
  const record = JSON.parse(await readFile(join(out, 'pack.json'), 'utf8'))
  record.base.embedded.sha256 = await sha256OfFile(join(out, 'base.safetensors'))
  await writeFile(join(out, 'pack.json'), JSON.stringify(record))
}

describe('a pack with its base in it', () => {
  it('opens where no base was ever fetched, and starts from the very numbers that its vectors are differences to', async () => {
    await build()
    const opened = await openPackAndBase(out, join(folder, 'no-home'))
    const { embedded, ...identity } = opened.pack.base
    expect(embedded).toEqual({ file: 'base.safetensors', sha256: await sha256OfFile(join(out, 'base.safetensors')) })
    expect(opened.base).toMatchObject({ name: base.name, hash: base.hash, source: identity.source, tower: miniTower })
    expect(opened.base.preprocessing).toEqual(base.preprocessing)
    expect([...opened.base.parameters]).toEqual([...base.parameters])
    expect([...opened.base.parameters.keys()]).toEqual(towerLayers(miniTower).map(({ name }) => name))
    const pretrained = pretrainedOf(opened.pack, opened.base)
    for (const [name, { data }] of base.parameters) expect(pretrained.get(name)!.data).toEqual(data)
  })

  it('takes less room than the base would in full', async () => {
    await build()
    const size = async (path: string) => (await readFile(path)).length
    await writeSafetensors(join(folder, 'full'), encodeVector(base.parameters, { kind: 'f32' }).tensors)
    expect(await size(join(out, 'base.safetensors'))).toBeLessThan(await size(join(folder, 'full')))
  })

  it('has another hash than without, and opens without only where the base is', async () => {
    await build()
    const whole = await openPack(out)
    out = join(folder, 'without')
    const vectors = [{ ...miniTaskVector(), base }]
    await buildPack({ name: 'mini', out, base, vectors, storage: { kind: 'f32' } })
    expect((await openPack(out)).hash).not.toBe(whole.hash)
    await expect(openPackAndBase(out, join(folder, 'no-home'))).rejects.toThrow(MissingError)
    await expect(openPackAndBase(out, join(folder, 'no-home'))).rejects.toThrow(`there is no base ${base.name}`)
  })

  it('is refused where its base was changed', async () => {
    await build()
    await appendFile(join(out, 'base.safetensors'), ' ')
    await expect(openPackAndBase(out)).rejects.toThrow(FormatError)
    await expect(openPackAndBase(out)).rejects.toThrow(
      `${join(out, 'base.safetensors')} is not the file that was recorded`,
    )
  })

  it('is refused where another base lies in it, of the same architecture or another', async () => {
    await build()
    await replaceBase(randomTensors(towerLayers(miniTower), { seed: 2 }))
    await expect(openPackAndBase(out)).rejects.toThrow(FormatError)
    await expect(openPackAndBase(out)).rejects.toThrow(
      `${join(out, 'base.safetensors')} is another base than ${base.name}: expected hash ${base.hash.slice(0, 12)}..`,
    )
    await replaceBase(randomTensors(towerLayers({ ...miniTower, depth: 2 }), { seed: 1 }))
    await expect(openPackAndBase(out)).rejects.toThrow(
      `${join(out, 'base.safetensors')} does not fit the base: encoder.layer.1.norm1.weight does not belong there`,
    )
  })

  it('cannot be built of another base, nor of the base at another precision; and nothing is left behind', async () => {
    const other = await storedBase('other', 2, { kind: 'int8' })
    const rounded = join(folder, 'rounded.stored.safetensors')
    await writeSafetensors(rounded, encodeVector(miniBase(1).parameters, { kind: 'f16' }).tensors)
    const before = await readdir(folder)
    for (const embed of [other.stored, rounded]) {
      await expect(build({ embed })).rejects.toThrow(FormatError)
      await expect(build({ embed })).rejects.toThrow(`is another base than ${base.name}: expected hash`)
    }
    await expect(build({ embed: join(folder, 'gone') })).rejects.toThrow(MissingError)
    expect(await readdir(folder)).toEqual(before)
  })

  it('can be replaced by a pack without', async () => {
    await build()
    const vectors = [{ ...miniTaskVector(), base }]
    await buildPack({ name: 'mini', out, base, vectors, storage: { kind: 'f32' }, overwrite: true })
    expect(await readdir(out)).not.toContain('base.safetensors')
    expect((await openPack(out)).base.embedded).toBeNull()
  })
})
