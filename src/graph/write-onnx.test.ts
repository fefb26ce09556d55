import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as ort from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { relativeError } from '../../test/support/golden.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { createRandom, MissingError, type NamedTensors, ShapeError, sizeOf, UsageError } from '../core/index.ts'
import * as graph from './index.ts'
import type { Value, WriteOnnxOptions } from './index.ts'

const folder = temporaryFolder()
const out = join(folder, 'model.onnx')

function weightsOf(shapes: Readonly<Record<string, readonly number[]>>): NamedTensors {
  const random = createRandom('weights')
  return new Map(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      { shape, data: Float32Array.from({ length: sizeOf(shape) }, () => random.normal()) },
    ]),
  )
}

/** Everything that a tower does with the batch: tokens of an image, a token put before them, attention, a mean. */
const miniature = {
  weights: weightsOf({ patch: [6, 4], token: [1, 1, 6], norm: [6], shift: [6], out: [6, 3] }),
  build(batch: number): Readonly<Record<string, Value>> {
    const x = graph.input('x', [batch, 2, 2, 4])
    const tokens = graph.linear(graph.reshape(x, [batch * 4, 4]), graph.input('patch', [6, 4])) // (batch * 4, 6)
    const token = graph.broadcastTo(graph.input('token', [1, 1, 6]), [batch, 1, 6])
    const all = graph.concat([token, graph.reshape(tokens, [batch, 4, 6])], 1) // (batch, 5, 6)
    const normed = graph.layerNorm(all, graph.input('norm', [6]), graph.input('shift', [6]), { epsilon: 1e-6 })
    const mixed = graph.matmul(graph.softmax(graph.matmul(normed, all, { transposeB: true })), normed)
    const pooled = graph.mean(mixed, { axes: [1] }) // (batch, 6)
    return {
      y: graph.matmul(pooled, graph.input('out', [6, 3])),
      first: graph.slice(pooled, { axis: 1, start: 0, end: 1 }),
    }
  },
}

async function write(options: Partial<WriteOnnxOptions>): Promise<graph.OnnxFile> {
  return graph.writeOnnx({ out, input: 'x', ...miniature, ...options })
}

const floats = (data: Float32Array, dims: readonly number[]): ort.Tensor => new ort.Tensor('float32', data, dims)

describe('a graph in one ONNX file with its weights', () => {
  it('takes batches of any size, and gives what the graph compiled for that size gives', async () => {
    await write({})
    const session = await ort.InferenceSession.create(out)
    expect(session.inputMetadata).toMatchObject([{ name: 'x', type: 'float32', shape: ['batch', 2, 2, 4] }])
    expect(session.outputMetadata).toMatchObject([
      { name: 'y', shape: ['batch', 3] },
      { name: 'first', shape: ['batch', 1] },
    ])
    const weights = Object.fromEntries([...miniature.weights].map(([name, { data }]) => [name, data]))
    for (const batch of [1, 2, 3, 8]) {
      const { data: x } = weightsOf({ x: [batch, 2, 2, 4] }).get('x')!
      const found = await session.run({ x: floats(x, [batch, 2, 2, 4]) })
      const compiled = await graph.openEngine({ threads: 1 }).load(graph.compile(miniature.build(batch)))
      const expected = await compiled.run({ ...weights, x })
      for (const name of ['y', 'first']) {
        expect(found[name]!.dims).toEqual(expected[name]!.shape)
        expect(relativeError(found[name]!.data as Float32Array, expected[name]!.data), name).toBeLessThan(1e-5)
      }
      await compiled.close()
    }
    await session.release()
  })

  it('carries metadata, the size that it says, and the weights bit for bit', async () => {
    const { bytes, matrices } = await write({ metadata: { who: 'me', 'palate.pack': 'größer' } })
    const file = await readFile(out)
    expect([bytes, matrices]).toEqual([file.length, []])
    const { metadataProps, graph: inside } = graph.decodeModel(file)
    expect(metadataProps).toEqual([
      { key: 'who', value: 'me' },
      { key: 'palate.pack', value: 'größer' },
    ])
    const stored = inside!.initializer!.find(({ name }) => name === 'patch')!
    expect(floatsOf(stored.rawData!)).toEqual(miniature.weights.get('patch')!.data)
  })

  it.each<[string, (x: Value, batch: number) => Value, string]>([
    ['a mean over the batch', (x) => graph.mean(x, { axes: [0] }), 'the constant'],
    ['a part of the batch', (x, batch) => graph.slice(x, { axis: 0, start: batch - 1, end: batch }), 'of type Slice'],
    ['photos side by side', (x, batch) => graph.reshape(x, [4, 4 * batch]), 'axis 1 of y'],
    [
      'an axis of twice the batch',
      (x, batch) => graph.broadcastTo(graph.reshape(x, [1, batch * 16]), [2 * batch, batch * 16]),
      'more than one axis',
    ],
  ])('refuses a graph with %s, which works for one size only', async (_, build, what) => {
    const writing = write({
      weights: new Map(),
      build: (batch) => ({ y: build(graph.input('x', [batch, 2, 2, 4]), batch) }),
    })
    await expect(writing).rejects.toThrow(ShapeError)
    await expect(writing).rejects.toThrow('this graph works for one batch size only')
    await expect(writing).rejects.toThrow(what)
  })

  it('refuses weights that are missing, left over or misshapen, by name, and writes nothing', async () => {
    const before = await readdir(folder)
    const without = new Map([...miniature.weights].filter(([name]) => name !== 'norm'))
    const elsewhere = join(folder, 'no.onnx')
    const failing = (weights: NamedTensors): Promise<unknown> => write({ weights, out: elsewhere })
    await expect(failing(without)).rejects.toThrow(MissingError)
    await expect(failing(without)).rejects.toThrow('no.onnx: there is no weight norm to write')
    const surplus = new Map([...miniature.weights, ['extra', { shape: [1], data: new Float32Array(1) }] as const])
    await expect(failing(surplus)).rejects.toThrow(UsageError)
    await expect(failing(surplus)).rejects.toThrow('the graph has no place for the weight extra')
    const turned = new Map([...miniature.weights, ['patch', { shape: [4, 6], data: new Float32Array(24) }] as const])
    await expect(failing(turned)).rejects.toThrow('patch should be (6, 4), its weight is (4, 6)')
    expect(await readdir(folder)).toEqual(before)
  })
})

describe('weights in int8', () => {
  // 2^15 numbers and more in each but `small`; `shared` is multiplied by and added.
  const shapes = {
    dense: [256, 128],
    kernel: [128, 3, 10, 10],
    proj: [256, 130],
    small: [128, 130],
    shared: [256, 256],
  }
  const weights = weightsOf(shapes)
  weights.get('dense')!.data.fill(0, 128, 256) // a channel without weight
  weights.get('dense')!.data[0] = 100
  const build = (batch: number): Readonly<Record<string, Value>> => {
    const given = (name: keyof typeof shapes): Value => graph.input(name, shapes[name])
    const x = graph.input('x', [batch, 300])
    const patches = graph.linear(x, graph.reshape(given('kernel'), [128, 300])) // (batch, 128)
    const hidden = graph.relu(graph.linear(patches, given('dense'))) // (batch, 256)
    const shared = graph.add(graph.matmul(hidden, given('shared')), graph.sum(given('shared'), { axes: [0] }))
    return { y: graph.matmul(shared, given('proj')), z: graph.matmul(patches, given('small')) }
  }
  const { data: x } = weightsOf({ x: [5, 300] }).get('x')!

  it('turn the large matrices into steps of a channel each, and leave everything else alone', async () => {
    const { bytes, matrices } = await write({ weights, build, precision: 'int8' })
    expect(matrices.toSorted()).toEqual(['dense', 'kernel', 'proj'])
    const stored = new Map(
      graph.decodeModel(await readFile(out)).graph!.initializer!.map((each) => [each.name!, each.rawData!]),
    )
    for (const [name, axis] of [
      ['dense', 0],
      ['kernel', 0],
      ['proj', 1],
    ] as const) {
      const { shape, data } = weights.get(name)!
      const steps = new Int8Array(new Uint8Array(stored.get(`${name} int8`)!).buffer)
      const scales = floatsOf(stored.get(`${name} scale`)!)
      expect([steps.length, scales.length]).toEqual([data.length, shape[axis]])
      const inner = sizeOf(shape.slice(axis + 1))
      const largest = new Float64Array(scales.length)
      let worst = 0
      data.forEach((value, at) => {
        const channel = Math.floor(at / inner) % scales.length
        largest[channel] = Math.max(largest[channel]!, Math.abs(steps[at]!))
        worst = Math.max(worst, Math.abs(value / scales[channel]! - steps[at]!))
      })
      expect(worst).toBeLessThan(0.50001)
      expect(worst).toBeGreaterThan(0.49)
      expect(new Set(largest)).toEqual(new Set(name === 'dense' ? [127, 0] : [127]))
    }
    for (const name of ['small', 'shared'])
      expect(Buffer.compare(stored.get(name)!, new Uint8Array(weights.get(name)!.data.buffer)), name).toBe(0)
    const floatBytes = 4 * (sizeOf(shapes.dense) + sizeOf(shapes.kernel) + sizeOf(shapes.proj))
    const whole = (await write({ weights, build })).bytes
    expect(whole - bytes).toBeGreaterThan(0.73 * floatBytes)
  })

  it('give nearly the same results', async () => {
    const results: ort.InferenceSession.OnnxValueMapType[] = []
    for (const precision of graph.onnxPrecisions) {
      await write({ weights, build, precision })
      const session = await ort.InferenceSession.create(out)
      results.push(await session.run({ x: floats(x, [5, 300]) }))
      await session.release()
    }
    const error = (name: string): number =>
      relativeError(results[1]![name]!.data as Float32Array, results[0]![name]!.data as Float32Array)
    for (const name of ['y', 'z']) expect(error(name), name).toBeLessThan(0.03)
    expect(error('z')).toBeGreaterThan(1e-4) // it is int8 that was run
  })
})

function floatsOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer)
}
