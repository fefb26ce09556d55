import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { checkpointGolden, temporaryFolder, toTensors } from '../../test/support/checkpoints.ts'
import { FormatError, MissingError, type NamedTensors, tensor, UsageError } from '../core/index.ts'
import { type Base, baseFolder, hashTensors, openBase, resamplePositions, towerLayers, writeBase } from './index.ts'

const golden = checkpointGolden().dinov2
const stored = toTensors(golden.layers)
const base: Omit<Base, 'hash'> = {
  name: 'mini',
  architecture: 'custom',
  tower: { ...golden.tower, imageSize: 8 }, // stored for 3 x 3 patches, read at 2 x 2
  preprocessing: { resize: 10, crop: 8, mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] },
  source: 'a test',
  parameters: stored,
}

describe('the hash of tensors', () => {
  it('is SHA-256 over name, shape and float32 bytes', () => {
    // printf 'a\n1 2\n\x00\x00\x80\x3f\x00\x00\x00\xc0b\n\n\x00\x00\x00\x00' | sha256sum
    const tensors: NamedTensors = new Map([
      ['a', tensor([1, 2], [1, -2])],
      ['b', tensor([], [0])],
    ])
    expect(hashTensors(tensors)).toBe('de066d668abf726376424b3dedf4f599bdaf4d528e9ec2118345ba9e190580fb')
  })

  it('tells apart what differs in a name, a shape, a value or the order', () => {
    const a = tensor([2], [1, 2])
    const b = tensor([2], [3, 4])
    const variants: NamedTensors[] = [
      new Map([
        ['a', a],
        ['b', b],
      ]),
      new Map([
        ['b', b],
        ['a', a],
      ]),
      new Map([
        ['a', a],
        ['c', b],
      ]),
      new Map([
        ['a', a],
        ['b', tensor([1, 2], [3, 4])],
      ]),
      new Map([
        ['a', a],
        ['b', tensor([2], [3, 4.000001])],
      ]),
    ]
    expect(new Set(variants.map(hashTensors)).size).toBe(variants.length)
  })
})

describe('a base', () => {
  let home: string
  let hash: string
  beforeEach(async () => {
    home = await temporaryFolder()
    hash = await writeBase(baseFolder('mini', home), base)
  })

  it('opens by name or folder with its layers in their order and the table at its size', async () => {
    for (const where of ['mini', join(home, 'bases', 'mini')]) {
      const opened = await openBase(where, { home })
      expect(opened).toMatchObject({ ...base, hash, parameters: expect.anything() })
      expect([...opened.parameters.keys()]).toEqual(towerLayers(opened.tower).map((layer) => layer.name))
      expect([...opened.parameters.values()].map((each) => each.shape)).toEqual(
        towerLayers(opened.tower).map((layer) => layer.shape),
      )
      expect(opened.parameters.get('layernorm.weight')).toEqual(stored.get('layernorm.weight'))
      const table = stored.get('embeddings.position_embeddings')!
      expect(opened.parameters.get('embeddings.position_embeddings')).toEqual(resamplePositions(table, 3, 2))
    }
  })

  it('opens at another size with the same field of view and the same hash', async () => {
    const opened = await openBase('mini', { home, imageSize: 16 })
    expect(opened.tower.imageSize).toBe(16)
    expect(opened.preprocessing).toMatchObject({ resize: 20, crop: 16 })
    expect(opened.parameters.get('embeddings.position_embeddings')?.shape).toEqual([1, 17, 8])
    expect(opened.hash).toBe(hash)
    await expect(openBase('mini', { home, imageSize: 10 })).rejects.toThrow('10 is no multiple')
    await expect(openBase('mini', { home, imageSize: 0 })).rejects.toThrow(UsageError)
  })

  it('opens with fewer blocks, and with no more than it has', async () => {
    const deep = { ...base, name: 'deep', tower: { ...base.tower, depth: 2 }, parameters: twoBlocks(stored) }
    await writeBase(baseFolder('deep', home), deep)
    const opened = await openBase('deep', { home, depth: 1 })
    expect(opened.tower.depth).toBe(1)
    expect([...opened.parameters.keys()]).toEqual(towerLayers(base.tower).map((layer) => layer.name))
    expect(opened.hash).toBe(hashTensors(deep.parameters))
    await expect(openBase('deep', { home, depth: 3 })).rejects.toThrow('has 2 blocks and cannot be read at depth 3')
    await expect(openBase('deep', { home, depth: 0.5 })).rejects.toThrow(UsageError)
  })

  it('is not written where it could not be read back', async () => {
    const folder = baseFolder('wrong', home)
    const crop = { ...base.preprocessing, crop: 12 }
    await expect(writeBase(folder, { ...base, preprocessing: crop })).rejects.toThrow('crop of 12 pixels')
    await expect(writeBase(folder, { ...base, tower: { ...base.tower, heads: 0 } })).rejects.toThrow('tower.heads')
    await expect(openBase('wrong', { home })).rejects.toThrow(MissingError)
  })

  it('that is not there is named with those that are', async () => {
    await expect(openBase('maxi', { home })).rejects.toThrow(MissingError)
    await expect(openBase('maxi', { home })).rejects.toThrow(/there is no base maxi .*mini.*palate pack import-base/)
    await expect(openBase('maxi', { home: join(home, 'none') })).rejects.toThrow('none is imported yet')
    for (const name of ['', '..', 'a b']) await expect(openBase(name, { home })).rejects.toThrow(UsageError)
  })

  it('whose weights were changed is refused', async () => {
    const folder = join(await temporaryFolder(), 'changed')
    await cp(join(home, 'bases', 'mini'), folder, { recursive: true })
    const path = join(folder, 'weights.safetensors')
    const bytes = await readFile(path)
    bytes[bytes.length - 1]! ^= 1
    await writeFile(path, bytes)
    await expect(openBase(folder)).rejects.toThrow(FormatError)
    await expect(openBase(folder)).rejects.toThrow(`expected hash ${hash}`)
  })

  it('whose description is of another architecture is refused with what does not fit', async () => {
    const folder = join(await temporaryFolder(), 'changed')
    await cp(join(home, 'bases', 'mini'), folder, { recursive: true })
    const path = join(folder, 'base.json')
    const description = JSON.parse(await readFile(path, 'utf8')) as { tower: object }
    await writeFile(path, JSON.stringify({ ...description, tower: { ...description.tower, depth: 2 } }))
    await expect(openBase(folder)).rejects.toThrow('encoder.layer.1.norm1.weight (8) is missing')
    await writeFile(path, JSON.stringify({ ...description, schema: 2 }))
    await expect(openBase(folder)).rejects.toThrow('base.json: schema')
  })
})

function twoBlocks(one: NamedTensors): NamedTensors {
  const layers = towerLayers({ ...golden.tower, depth: 2 }).map(({ name }) => name)
  return new Map(layers.map((name) => [name, one.get(name.replace('layer.1.', 'layer.0.'))!]))
}
