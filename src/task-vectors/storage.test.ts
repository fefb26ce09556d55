import fc from 'fast-check'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { miniHead, miniTower, randomTensors, temporaryFolder } from '../../test/support/mini-vectors.ts'
import { FormatError, type NamedTensors, tensor } from '../core/index.ts'
import { openSafetensors, type TensorToWrite, writeSafetensors } from '../weights/index.ts'
import { encodeVector, type Storage } from './storage.ts'
import { decodeVector } from './stored-source.ts'
import { vectorLayers } from './vector-file.ts'

interface Kind {
  readonly storage: Storage
  /** Bound of |tau - stored| / |tau| for any vector; undefined for low-rank, where it depends on the spectrum. */
  readonly errorBelow: number
}

// int8: rounding is at most half a step of max / 127 of its row, and the bfloat16 scale is at most 1/128 larger; a row's
// norm is at least its largest value, so that a row of c numbers errs by at most sqrt(c) / 254 * 1.01 of its norm; c <= 14.
const kinds: readonly Kind[] = [
  { storage: { kind: 'f32' }, errorBelow: 0 },
  { storage: { kind: 'f16' }, errorBelow: 2 ** -11 },
  { storage: { kind: 'int8' }, errorBelow: 0.016 },
  { storage: { kind: 'low-rank', rank: 2, factors: 'f16' }, errorBelow: 1 },
  { storage: { kind: 'low-rank', rank: 2, factors: 'int8' }, errorBelow: 1.05 },
]

const names = ['a.weight', 'b.bias', 'c.token', 'd.conv']
const shapes = [[9, 14], [7], [1, 1, 6], [5, 3, 2, 2]] as const
const vectors = fc
  .tuple(
    ...shapes.map((shape) => fc.tuple(fc.integer(), fc.constantFrom(0, 1e-30, 1e-8, 1e-4, 1, 1e6), fc.constant(shape))),
  )
  .map((layers): NamedTensors => {
    const all = layers.map(([seed, scale, shape], at) => [
      ...randomTensors([{ name: names[at]!, shape }], { seed, scale }),
    ])
    return new Map(all.flat())
  })

describe.each(kinds)('storage $storage', (kind) => {
  const { storage, errorBelow } = kind

  it('keeps names, order, shapes and, within its bound, the values; and reports the true cost', async () => {
    const folder = await temporaryFolder()
    let run = 0
    await fc.assert(
      fc.asyncProperty(vectors, async (vector) => {
        const path = join(folder, `${run++}.safetensors`)
        const { tensors, cost } = encodeVector(vector, storage)
        const decoded = await roundTrip(path, tensors)
        expect([...decoded.keys()]).toEqual([...vector.keys()])
        for (const [name, { shape }] of vector) expect(decoded.get(name)!.shape).toEqual(shape)
        const error = relativeError(vector, decoded)
        expect(error).toBeLessThanOrEqual(errorBelow)
        expect(cost.relativeError).toBeCloseTo(error, 6)
      }),
      { seed: 2, numRuns: 25 },
    )
  })

  it('says how many bytes the numbers take in the file', async () => {
    const vector = randomTensors(vectorLayers(miniTower, miniHead), { seed: 3 })
    const path = join(await temporaryFolder(), 'v.safetensors')
    const { tensors, cost } = encodeVector(vector, storage)
    await writeSafetensors(path, tensors)
    const content = await readFile(path)
    expect(cost.bytes).toBe(content.length - 8 - Number(content.readBigUInt64LE()))
  })

  it('keeps a vector of zeros exactly', async () => {
    const zero = new Map([
      ['w', tensor([8, 9], new Float32Array(72))],
      ['b', tensor([3], [0, 0, 0])],
    ])
    const { tensors, cost } = encodeVector(zero, storage)
    const decoded = await roundTrip(join(await temporaryFolder(), 'z.safetensors'), tensors)
    expect([...decoded.values()].every(({ data }) => data.every((value) => Math.abs(value) === 0))).toBe(true)
    expect(cost.relativeError).toBe(0)
  })

  it('refuses values that are not finite', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => encodeVector(new Map([['w', tensor([2, 2], [1, 2, bad, 3])]]), storage)).toThrow(FormatError)
    }
  })

  it('gives the same bits for the same seed', () => {
    const vector = randomTensors(vectorLayers(miniTower, miniHead), { seed: 4 })
    const numbers = () => encodeVector(vector, storage, { seed: 5 }).tensors.map(({ data }) => data)
    expect(numbers()).toEqual(numbers())
  })
})

describe('what is stored under which name', () => {
  const parts = (vector: NamedTensors, storage: Storage) =>
    encodeVector(vector, storage).tensors.map(({ name, type, shape }) => `${name} ${type} ${shape.join('x')}`)
  const large = randomTensors(
    [
      { name: 'conv', shape: [20, 3, 4, 4] },
      { name: 'positions', shape: [1, 30, 40] },
      { name: 'bias', shape: [20] },
    ],
    { seed: 1 },
  )

  it('int8 has a scale a row, and biases in f16', () => {
    expect(parts(large, { kind: 'int8' })).toEqual([
      'conv I8 20x3x4x4',
      'conv#scale BF16 20',
      'positions I8 1x30x40',
      'positions#scale BF16 30',
      'bias F16 20',
    ])
  })

  it('low-rank splits at the first axis longer than one', () => {
    expect(parts(large, { kind: 'low-rank', rank: 4, factors: 'f16' })).toEqual([
      'conv#left F16 20x4',
      'conv#right F16 4x3x4x4',
      'positions#left F16 1x30x4',
      'positions#right F16 4x40',
      'bias F16 20',
    ])
  })

  it('low-rank keeps whole what would not become smaller', () => {
    expect(parts(large, { kind: 'low-rank', rank: 16, factors: 'f16' })).toEqual([
      'conv F16 20x3x4x4',
      'positions#left F16 1x30x16',
      'positions#right F16 16x40',
      'bias F16 20',
    ])
  })

  it('low-rank is exact, up to half precision, where a change has that rank', () => {
    const data = Float32Array.from(
      { length: 24 * 30 },
      (_, at) => 1e-4 * Math.sin(Math.floor(at / 30)) * ((at % 30) - 7),
    )
    const { cost } = encodeVector(new Map([['w', tensor([24, 30], data)]]), {
      kind: 'low-rank',
      rank: 1,
      factors: 'f16',
    })
    expect(cost.relativeError).toBeLessThan(6e-4)
  })

  it('f16 keeps its precision for differences far below what half precision can hold', () => {
    const tiny = randomTensors([{ name: 'w', shape: [50, 40] }], { seed: 2, scale: 1e-9 })
    expect(encodeVector(tiny, { kind: 'f16' }).cost.relativeError).toBeLessThan(3e-4)
  })
})

describe('reading a stored vector', () => {
  const f16 = (name: string, shape: readonly number[]): TensorToWrite => ({
    name,
    shape,
    type: 'F16',
    data: new Uint16Array(shape.reduce((size, extent) => size * extent, 1)),
  })
  const read = async (...tensors: TensorToWrite[]) =>
    roundTrip(join(await temporaryFolder(), 'bad.safetensors'), tensors)

  it.each([
    ['half of a product', [f16('w#left', [3, 2])], 'neither whole nor'],
    ['a layer stored twice', [f16('w', [3, 3]), f16('w#left', [3, 1]), f16('w#right', [1, 3])], 'neither whole nor'],
    ['factors of different rank', [f16('w#left', [3, 2]), f16('w#right', [3, 3])], 'do not multiply'],
    ['scales that are no rows', [f16('w', [3, 2]), f16('w#scale', [4])], 'does not divide'],
    ['a scale without its tensor', [f16('w#scale', [4])], 'neither whole nor'],
    ['a part of no kind', [f16('w#left#extra', [4])], 'not a part'],
    ['int8 without scales', [{ name: 'w', shape: [2], type: 'I8', data: new Int8Array(2) }], 'without w#scale'],
    ['a NaN', [{ name: 'w', shape: [1], type: 'F16', data: Uint16Array.of(0x7e00) }], 'w holds NaN'],
  ] as const)('refuses %s and names the file', async (_, tensors, message) => {
    await expect(read(...tensors)).rejects.toThrow(FormatError)
    await expect(read(...tensors)).rejects.toThrow(message)
    await expect(read(...tensors)).rejects.toThrow('bad.safetensors')
  })
})

async function roundTrip(path: string, tensors: readonly TensorToWrite[]): Promise<NamedTensors> {
  await writeSafetensors(path, tensors)
  const file = await openSafetensors(path)
  try {
    return await decodeVector(file)
  } finally {
    await file.close()
  }
}

/** Independent of the encoder's own report. */
function relativeError(expected: NamedTensors, found: NamedTensors): number {
  let error = 0
  let size = 0
  for (const [name, { data }] of expected) {
    data.forEach((value, at) => {
      error += (value - found.get(name)!.data[at]!) ** 2
      size += value ** 2
    })
  }
  return size === 0 ? 0 : Math.sqrt(error / size)
}
