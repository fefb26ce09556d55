import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkpointFile } from '../../test/support/checkpoints.ts'
import { FormatError } from '../core/index.ts'
import { decodeModel, encodeModel, type ModelProto } from './onnx-proto.ts'

const model: ModelProto = {
  irVersion: 9,
  producerName: 'palate',
  producerVersion: '1',
  domain: '',
  modelVersion: 2 ** 40,
  docString: 'a model',
  opsetImport: [{ domain: '', version: 20 }],
  metadataProps: [{ key: 'licence', value: 'MIT' }],
  graph: {
    name: 'g',
    docString: 'a graph',
    node: [
      {
        name: 'n',
        opType: 'Op',
        domain: 'd',
        docString: 'a node',
        input: ['x', '', 'w'],
        output: ['y'],
        attribute: [
          { name: 'negative', type: 2, i: -1 },
          { name: 'zero', type: 2, i: 0 },
          { name: 'none', type: 1, f: 0 },
          { name: 'half', type: 1, f: 0.5 },
          { name: 'text', type: 3, s: new Uint8Array([0x61]) },
          { name: 'axes', type: 7, ints: [0, -2, 2 ** 40] },
          { name: 'scales', type: 6, floats: [0, -1.5] },
          { name: 'texts', type: 8, strings: [new Uint8Array([0x62])] },
          { name: 'value', type: 4, t: { dims: [1], dataType: 7, int64Data: [-3] } },
          { name: 'body', type: 5, g: { name: 'inner' } },
        ],
      },
    ],
    initializer: [
      { name: 'raw', dims: [2, 0, 3], dataType: 1, rawData: new Uint8Array(0) },
      { name: 'lists', dims: [1], floatData: [0.25], int32Data: [-7], doubleData: [1e300] },
      { name: 'outside', dataLocation: 1, externalData: [{ key: 'location', value: 'w.bin' }] },
    ],
    input: [
      { name: 'x', type: { tensorType: { elemType: 1, shape: { dim: [{ dimParam: 'batch' }, { dimValue: 3 }] } } } },
    ],
    output: [{ name: 'y', type: { tensorType: { elemType: 10, shape: { dim: [{ dimValue: 0 }] } } } }],
    valueInfo: [{ name: 'v' }],
  },
}

describe('the ONNX format', () => {
  it('gives back every field as it was written, zeros and negative integers too', () => {
    expect(plain(decodeModel(encodeModel(model)))).toEqual(plain(model))
  })

  it('does not tell an empty list from none, as the format does not', () => {
    expect(decodeModel(encodeModel({ opsetImport: [] }))).toEqual({})
  })

  it('writes the bytes that the format lays down', () => {
    // Field 1 as varint 9; field 8, length 4: field 1 empty text, field 2 as varint 20.
    const bytes = encodeModel({ irVersion: 9, opsetImport: [{ domain: '', version: 20 }] })
    expect([...bytes]).toEqual([0x08, 9, 0x42, 4, 0x0a, 0, 0x10, 20])
  })

  it('reads what the onnx package for Python writes', () => {
    const read = decodeModel(readFileSync(checkpointFile('dinov2.onnx')))
    expect([read.irVersion, read.opsetImport?.[0]?.version]).toEqual([7, 14])
    expect(read.graph?.name).toBe('miniature')
    expect(read.graph?.node?.find((node) => node.opType === 'Concat')?.attribute).toEqual([
      { name: 'axis', type: 2, i: 1 },
    ])
    expect(read.graph?.initializer?.find((each) => each.name === 'onnx::Reshape_95')?.dims).toEqual([1, 9, 8])
  })

  it('refuses bytes that are no message', () => {
    expect(() => decodeModel(new Uint8Array([0x3a, 0xff, 0x01]))).toThrow(FormatError)
  })
})

/** Buffer and Uint8Array compare as different, though they hold the same bytes. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value]
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}
