import { describe, expect, it } from 'vitest'
import { onnxChunks } from './onnx-chunks.ts'
import { decodeModel, encodeModel, type ModelProto } from './onnx-proto.ts'

describe('an ONNX file in chunks', () => {
  // Lengths on both sides of where a varint takes another byte.
  const sizes = [0, 1, 127, 128, 16_383, 16_384, 70_000]
  const model: ModelProto = {
    irVersion: 9,
    opsetImport: [{ domain: '', version: 20 }],
    metadataProps: [{ key: 'licence', value: 'MIT' }],
    graph: {
      name: 'g',
      node: [{ opType: 'Op', input: ['x', 'w'], output: ['y'] }],
      initializer: [
        ...sizes.map((size) => ({
          name: `bytes ${size}`,
          dims: [size],
          dataType: 3,
          rawData: Uint8Array.from({ length: size }, (_, at) => at),
        })),
        { name: 'list', dims: [1], dataType: 1, floatData: [0.25] },
      ],
      input: [{ name: 'x' }],
      output: [{ name: 'y' }],
    },
  }

  it('says the same as the model encoded at once, with the weights as they lie in memory', () => {
    const { bytes, chunks } = onnxChunks(model)
    const file = Buffer.concat(chunks)
    expect(bytes).toBe(file.length)
    expect(bytes).toBe(encodeModel(model).length)
    expect(Buffer.compare(encodeModel(decodeModel(file)), encodeModel(model))).toBe(0)
    expect(chunks).toContain(model.graph!.initializer!.find(({ name }) => name === 'bytes 70000')!.rawData)
  })

  it('writes a model without a graph or without weights', () => {
    for (const small of [{ irVersion: 9 }, { irVersion: 9, graph: { name: 'g' } }]) {
      expect(decodeModel(Buffer.concat(onnxChunks(small).chunks))).toEqual({ graph: {}, ...small })
    }
  })

  it('refuses a file of more than 2 GB, which no reader could take, and says what to do', () => {
    const rawData = new Uint8Array(2 ** 29) // never touched, so no memory
    const initializer = Array.from({ length: 4 }, (_, at) => ({
      name: `w${at}`,
      dims: [2 ** 29],
      dataType: 3,
      rawData,
    }))
    expect(() => onnxChunks({ graph: { initializer } })).toThrow(
      'the network takes 2.1 GB as ONNX and such a file holds at most 2 GB; export it in int8',
    )
    expect(onnxChunks({ graph: { initializer: initializer.slice(1) } }).bytes).toBeGreaterThan(3 * 2 ** 29)
  })
})
