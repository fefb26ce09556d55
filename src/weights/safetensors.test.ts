import { readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkpointFile, checkpointGolden, temporaryFolder } from '../../test/support/checkpoints.ts'
import { FormatError, MissingError, sizeOf, tensor } from '../core/index.ts'
import { openSafetensors, type TensorToWrite, writeSafetensors } from './index.ts'

describe('reading safetensors', () => {
  it('reads every type that Python wrote to the numbers that PyTorch says', async () => {
    const golden = checkpointGolden().views
    const file = await openSafetensors(checkpointFile('types.safetensors'))
    expect([...file.tensors.keys()].sort()).toEqual(Object.keys(golden).sort())
    for (const [name, { shape, data }] of Object.entries(golden))
      expect(await file.read(name)).toEqual(tensor(shape, data))
    expect(new Set([...file.tensors.values()].map((info) => info.type)).size).toBe(10)
    expect(file.metadata).toEqual({ from: 'python' })
    await file.close()
  })

  it('gives the stored bytes of one tensor', async () => {
    const file = await openSafetensors(checkpointFile('types.safetensors'))
    expect([...(await file.readBytes('int16'))]).toEqual([0xd4, 0xfe, 0x2c, 0x01]) // -300 and 300
    await expect(file.readBytes('int17')).rejects.toThrow(MissingError)
    await expect(file.read('int17')).rejects.toThrow('has no tensor called int17')
    await file.close()
  })

  const pair = { a: entry('F32', [2], 0, 8), b: entry('U8', [3], 8, 11) }
  const faults: readonly [string, string | object, number, string][] = [
    ['a tensor that is cut off', pair, 9, 'truncated: tensor b needs 3 bytes, the file has 1'],
    ['a file that ends before its last tensor', pair, 5, 'truncated: tensor a needs 8 bytes, the file has 5'],
    ['bytes after the last tensor', pair, 12, '1 bytes after the last tensor'],
    [
      'tensors that overlap',
      { ...pair, b: entry('U8', [3], 7, 10) },
      10,
      'tensor b starts at byte 7, expected 8: it overlaps',
    ],
    ['a gap between tensors', { ...pair, b: entry('U8', [3], 9, 12) }, 12, 'it leaves a gap'],
    [
      'a range that does not fit the shape',
      { a: entry('F32', [2], 0, 7) },
      7,
      'tensor a (F32 of shape 2) needs 8 bytes, but the file gives it 7',
    ],
    ['a range that runs backwards', { a: entry('F32', [2], 8, 0) }, 8, 'ends before it starts'],
    ['a negative extent', { a: entry('F32', [-2], 0, 8) }, 8, 'tensor a: shape.0'],
    ['a fractional extent', { a: entry('F32', [0.5], 0, 2) }, 2, 'tensor a: shape.0'],
    ['an unknown type', { a: entry('F8_E4M3', [2], 0, 2) }, 2, 'tensor a: dtype'],
    ['an unknown field', { a: { ...entry('U8', [1], 0, 1), extra: 1 } }, 1, 'tensor a: its entry'],
    [
      'a name that comes twice',
      `{"a":${JSON.stringify(pair.b)},"\\u0061":${JSON.stringify(pair.a)}}`,
      8,
      'names a twice',
    ],
    ['metadata that is not text', { __metadata__: { epoch: 3 } }, 0, '__metadata__'],
    ['a header that is no object', '[]', 0, 'not a JSON object'],
    ['a header that is no JSON', '{"a":', 0, 'not JSON'],
  ]
  it.each(faults)('refuses %s', async (_, header, size, message) => {
    const path = join(await temporaryFolder(), 'bad.safetensors')
    await writeFile(path, withHeader(header, size))
    await expect(openSafetensors(path)).rejects.toThrow(FormatError)
    await expect(openSafetensors(path)).rejects.toThrow(message)
    await expect(openSafetensors(path)).rejects.toThrow('bad.safetensors')
  })

  it('refuses a header longer than the file or than any header without reading it', async () => {
    const path = join(await temporaryFolder(), 'bad.safetensors')
    for (const length of [9n, 100_000_001n, 2n ** 63n]) {
      const bytes = withHeader('{}', 6)
      new DataView(bytes.buffer).setBigUint64(0, length, true)
      await writeFile(path, bytes)
      await expect(openSafetensors(path)).rejects.toThrow(`promises a header of ${length} bytes`)
    }
    await writeFile(path, 'short')
    await expect(openSafetensors(path)).rejects.toThrow('only 5 bytes')
    await expect(openSafetensors(join(path, 'none'))).rejects.toThrow(MissingError)
  })

  it('says so where the file shrinks while it is open', async () => {
    const path = join(await temporaryFolder(), 'file.safetensors')
    await writeSafetensors(path, [{ name: 'a', shape: [4], type: 'F32', data: new Float32Array(4) }])
    const file = await openSafetensors(path)
    const size = (await readFile(path)).length
    await truncate(path, size - 5)
    await expect(file.read('a')).rejects.toThrow(
      `truncated: expected bytes up to ${size}, the file ends at ${size - 5}`,
    )
    await file.close()
  })

  it('takes the names of a nested object or text for what they are', async () => {
    const path = join(await temporaryFolder(), 'file.safetensors')
    await writeFile(path, withHeader({ __metadata__: { a: '{"a": "b": }' }, a: entry('U8', [0], 0, 0) }, 0))
    const file = await openSafetensors(path)
    expect(file.metadata).toEqual({ a: '{"a": "b": }' })
    expect([...file.tensors.keys()]).toEqual(['a'])
    await file.close()
  })
})

describe('writing safetensors', () => {
  it('gives back what was written, in its order, whatever the shapes and types', async () => {
    const folder = await temporaryFolder()
    const stored = fc.record({
      shape: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }),
      type: fc.constantFrom('F32', 'F16', 'BF16', 'I8'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(stored, { maxLength: 6 }), async (list) => {
        const path = join(folder, 'file.safetensors')
        const values = list.map(({ shape }) => Int8Array.from({ length: sizeOf(shape) }, (_, at) => 5 * at - 20))
        const tensors = list.map(({ shape, type }, at): TensorToWrite => ({
          name: `t${at}`,
          shape,
          type,
          data: async () => (type === 'I8' ? values[at]! : Float32Array.from(values[at]!)),
        }))
        await writeSafetensors(path, tensors, { metadata: { made: 'here' } })
        const file = await openSafetensors(path)
        expect([...file.tensors.keys()]).toEqual(tensors.map((each) => each.name))
        for (const [at, { name, shape, type }] of tensors.entries()) {
          expect(file.tensors.get(name)?.type).toBe(type)
          expect(await file.read(name)).toEqual(tensor(shape, Float32Array.from(values[at]!)))
        }
        await file.close()
      }),
      { numRuns: 40 },
    )
  })

  it('lays the file out as the format says: padded header, wide types first', async () => {
    const path = join(await temporaryFolder(), 'file.safetensors')
    const [one, two] = [Int8Array.of(-1), Float32Array.of(1)]
    await writeSafetensors(path, [
      { name: 'a', shape: [1], type: 'I8', data: one },
      { name: 'b', shape: [], type: 'F32', data: () => two },
    ])
    const bytes = await readFile(path)
    const length = Number(bytes.readBigUInt64LE(0))
    expect(length % 8).toBe(0)
    expect(JSON.parse(bytes.toString('utf8', 8, 8 + length))).toEqual({
      a: entry('I8', [1], 4, 5),
      b: entry('F32', [], 0, 4),
    })
    expect([...bytes.subarray(8 + length)]).toEqual([0, 0, 0x80, 0x3f, 0xff])
  })

  it('stores 16-bit floats given as bits unchanged, and rounds those given as float32', async () => {
    const path = join(await temporaryFolder(), 'file.safetensors')
    await writeSafetensors(path, [
      { name: 'bits', shape: [2], type: 'F16', data: Uint16Array.of(0x3c00, 0x0001) },
      { name: 'rounded', shape: [1], type: 'BF16', data: Float32Array.of(1.01) },
    ])
    const file = await openSafetensors(path)
    expect((await file.read('bits')).data).toEqual(Float32Array.of(1, 2 ** -24))
    expect((await file.read('rounded')).data).toEqual(Float32Array.of(1.0078125))
    await file.close()
  })

  it('leaves the old file alone where a tensor cannot be written', async () => {
    const path = join(await temporaryFolder(), 'file.safetensors')
    const good: TensorToWrite = { name: 'a', shape: [1], type: 'F32', data: Float32Array.of(1) }
    await writeSafetensors(path, [good])
    const before = await readFile(path)
    const wrong: readonly [Partial<TensorToWrite>, string][] = [
      [{ shape: [2] }, 'does not hold 1 numbers'],
      [{ data: Int8Array.of(1) }, 'cannot store a Int8Array as F32'],
      [{ type: 'I8' }, 'cannot store a Float32Array as I8'],
      [{ data: () => Promise.reject(new Error('gone')) }, 'gone'],
    ]
    for (const [change, message] of wrong) {
      await expect(writeSafetensors(path, [{ ...good, ...change }])).rejects.toThrow(message)
    }
    await expect(writeSafetensors(path, [good, good])).rejects.toThrow('two tensors to write are called a')
    expect(await readFile(path)).toEqual(before)
  })
})

function entry(dtype: string, shape: readonly number[], start: number, end: number) {
  return { dtype, shape, data_offsets: [start, end] }
}

function withHeader(header: string | object, size: number): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const bytes = new Uint8Array(8 + text.length + size)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true)
  bytes.set(text, 8)
  return bytes
}
