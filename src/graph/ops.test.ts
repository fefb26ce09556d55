import { describe, expect, it } from 'vitest'
import { goldenSet, relativeError } from '../../test/support/golden.ts'
import { createRandom, sizeOf } from '../core/index.ts'
import * as graph from './index.ts'
import type { Value } from './index.ts'

interface OpCase {
  readonly name: string
  readonly op: string
  readonly attributes: Readonly<Record<string, never>>
  readonly inputs: readonly string[]
  readonly gradients: readonly string[]
}

type Attributes = { readonly [name: string]: never }

/** How each op of the golden set is written with our builder. */
const builders: Readonly<Record<string, (inputs: readonly Value[], attributes: Attributes) => Value>> = {
  add: ([x, y]) => graph.add(x!, y!),
  sub: ([x, y]) => graph.sub(x!, y!),
  mul: ([x, y]) => graph.mul(x!, y!),
  div: ([x, y]) => graph.div(x!, y!),
  neg: ([x]) => graph.neg(x!),
  exp: ([x]) => graph.exp(x!),
  log: ([x]) => graph.log(x!),
  sqrt: ([x]) => graph.sqrt(x!),
  erf: ([x]) => graph.erf(x!),
  sigmoid: ([x]) => graph.sigmoid(x!),
  softplus: ([x]) => graph.softplus(x!),
  relu: ([x]) => graph.relu(x!),
  tanh: ([x]) => graph.tanh(x!),
  gelu: ([x]) => graph.gelu(x!),
  power: ([x], { exponent }) => graph.power(x!, exponent!),
  matmul: ([x, y], { perm }) => graph.matmul(x!, perm === undefined ? y! : graph.transpose(y!, perm)),
  linear: ([x, weight, bias]) => graph.linear(x!, weight!, bias),
  transpose: ([x], { perm }) => graph.transpose(x!, perm!),
  reshape: ([x], { shape }) => graph.reshape(x!, shape!),
  concat: (inputs, { axis }) => graph.concat(inputs, axis!),
  slice: ([x], { axes, starts, ends }) =>
    (axes! as readonly number[]).reduce(
      (value, axis, index) => graph.slice(value, { axis, start: starts![index], end: ends![index] }),
      x!,
    ),
  broadcastTo: ([x], { shape }) => graph.broadcastTo(x!, shape!),
  sum: ([x], { axes, keepdims }) => graph.sum(x!, { axes: axes!, keepDimensions: keepdims! }),
  mean: ([x], { axes, keepdims }) => graph.mean(x!, { axes: axes!, keepDimensions: keepdims! }),
  softmax: ([x]) => graph.softmax(x!),
  layerNorm: ([x, weight, bias], { epsilon }) => graph.layerNorm(x!, weight!, bias!, { epsilon: epsilon! }),
}

const { document, tensor } = await goldenSet<OpCase>('ops')
const engine = graph.openEngine({ threads: 1 })

describe('every op against PyTorch in float64', () => {
  it('covers each op of the builder', () => {
    expect(new Set(document.cases.map(({ op }) => op))).toEqual(new Set(Object.keys(builders)))
  })

  it.each(document.cases)('$name: value and gradients', async ({ name, op, attributes, inputs, gradients }) => {
    const values = inputs.map((each) => graph.input(each, tensor(`${name}/in/${each}`).shape))
    const y = builders[op]!(values, attributes)
    const weight = graph.input('w', tensor(`${name}/in/w`).shape)
    const loss = graph.sum(graph.mul(y, weight))
    const wanted = gradients.map((each) => values[inputs.indexOf(each)]!)
    const slopes = graph.gradients(loss, wanted)
    const session = await engine.load(
      graph.compile({
        result: y,
        loss,
        ...Object.fromEntries(slopes.map((slope, index) => [`gradient ${gradients[index]!}`, slope])),
      }),
    )
    const feeds = Object.fromEntries([...inputs, 'w'].map((each) => [each, tensor(`${name}/in/${each}`).data]))
    const results = await session.run(feeds)
    expect(results['result']!.shape).toEqual(tensor(`${name}/out/y`).shape)
    expect(relativeError(results['result']!.data, tensor(`${name}/out/y`).data)).toBeLessThan(1e-5)
    for (const each of gradients) {
      expect(
        relativeError(results[`gradient ${each}`]!.data, tensor(`${name}/grad/${each}`).data),
        `gradient ${each}`,
      ).toBeLessThan(1e-5)
    }
    await session.close()
  })
})

describe('every gradient against finite differences', () => {
  const firstOfEach = [...new Map([...document.cases].reverse().map((each) => [each.op, each])).values()]
  it.each(firstOfEach)('$op', async ({ name, op, attributes, inputs, gradients }) => {
    const values = inputs.map((each) => graph.input(each, tensor(`${name}/in/${each}`).shape))
    const y = builders[op]!(values, attributes)
    const loss = graph.sum(graph.mul(y, graph.input('w', y.shape)))
    const wanted = gradients.map((each) => values[inputs.indexOf(each)]!)
    const session = await engine.load(
      graph.compile({
        result: y,
        ...Object.fromEntries(
          graph.gradients(loss, wanted).map((slope, index) => [`gradient ${gradients[index]!}`, slope]),
        ),
      }),
    )
    const feeds = Object.fromEntries([...inputs, 'w'].map((each) => [each, tensor(`${name}/in/${each}`).data.slice()]))
    const weight = feeds['w']!
    const lossAt = async (): Promise<number> =>
      (await session.run(feeds))['result']!.data.reduce((sum, each, at) => sum + each * weight[at]!, 0)
    const analytic = await session.run(feeds)
    const random = createRandom(op)
    for (const each of gradients) {
      const data = feeds[each]!
      const gradient = analytic[`gradient ${each}`]!.data
      const direction = Float32Array.from(data, () => (random.uniform() < 0.5 ? -1 : 1))
      const original = data.slice()
      const step = 3e-3
      const shifted = async (by: number): Promise<number> => {
        data.forEach((_, at) => (data[at] = original[at]! + by * direction[at]!))
        return lossAt()
      }
      const numeric = ((await shifted(step)) - (await shifted(-step))) / (2 * step)
      data.set(original)
      const expected = gradient.reduce((sum, value, at) => sum + value * direction[at]!, 0)
      const scale = gradient.reduce((sum, value) => sum + Math.abs(value), 0)
      expect(Math.abs(numeric - expected) / scale, each).toBeLessThan(2e-2)
    }
    await session.close()
  })
})

describe('the builder', () => {
  it('names the op and both shapes where operands do not fit', () => {
    const x = graph.input('x', [2, 3])
    expect(() => graph.add(x, graph.input('y', [4, 3]))).toThrow('add: (2, 3) and (4, 3) do not broadcast')
    expect(() => graph.matmul(x, graph.input('y', [2, 3]))).toThrow('matmul: (2, 3) and (2, 3) do not fit')
    expect(() => graph.reshape(x, [4, 2])).toThrow('reshape: (2, 3) cannot become (4, 2)')
    expect(() => graph.slice(x, { axis: 1, start: 1, end: 5 })).toThrow('outside axis 1 of (2, 3)')
    expect(() => graph.transpose(x, [0, 0])).toThrow('no order of the axes')
  })

  it('refuses to differentiate what is not a scalar, and gives zero for what the loss does not depend on', async () => {
    const x = graph.input('x', [2])
    const other = graph.input('other', [3])
    expect(() => graph.gradients(x, [x])).toThrow('must be a scalar')
    const [slope] = graph.gradients(graph.sum(x), [other])
    const session = await engine.load(graph.compile({ slope: slope! }))
    expect([...(await session.run({}))['slope']!.data]).toEqual([0, 0, 0])
  })

  it('adds the gradients of a value that is used twice', async () => {
    const x = graph.input('x', [2])
    const [slope] = graph.gradients(graph.sum(graph.mul(x, graph.mul(x, x))), [x])
    const session = await engine.load(graph.compile({ slope: slope! }))
    expect([...(await session.run({ x: Float32Array.of(2, -1) }))['slope']!.data]).toEqual([12, 3])
  })

  it('multiplies transposed operands as it does transposed copies, values and gradients', async () => {
    const random = createRandom(1)
    const draw = (size: number): Float32Array => Float32Array.from({ length: size }, () => random.normal())
    for (const rank of [2, 3]) {
      const batch = rank === 3 ? [2] : []
      const swap = rank === 3 ? [0, 2, 1] : [1, 0]
      const [a, b] = [graph.input('a', [...batch, 4, 3]), graph.input('b', [...batch, 5, 4])]
      const feeds = { a: draw(sizeOf(a.shape)), b: draw(sizeOf(b.shape)), w: draw(sizeOf([...batch, 3, 5])) }
      const run = async (product: Value) => {
        const loss = graph.sum(graph.mul(product, graph.input('w', product.shape)))
        const [slopeA, slopeB] = graph.gradients(loss, [a, b])
        const session = await engine.load(graph.compile({ product, slopeA: slopeA!, slopeB: slopeB! }))
        return session.run(feeds)
      }
      const direct = await run(graph.matmul(a, b, { transposeA: true, transposeB: true }))
      const copied = await run(graph.matmul(graph.transpose(a, swap), graph.transpose(b, swap)))
      for (const name of ['product', 'slopeA', 'slopeB']) {
        expect(relativeError(direct[name]!.data, copied[name]!.data), name).toBeLessThan(1e-6)
      }
    }
  })

  it('puts the gradients of slices that tile a value side by side', async () => {
    const x = graph.input('x', [1, 6])
    const parts = [4, 0, 2].map((start) => graph.slice(x, { axis: 1, start, end: start + 2 }))
    const loss = graph.sum(graph.mul(parts[0]!, graph.add(parts[1]!, graph.mul(parts[2]!, graph.constant(3)))))
    const [slope] = graph.gradients(loss, [x])
    expect(slope!.op.name).toBe('concat')
    const session = await engine.load(graph.compile({ slope: slope! }))
    const { data } = (await session.run({ x: Float32Array.of(1, 2, 3, 4, 5, 6) }))['slope']!
    expect([...data]).toEqual([5, 6, 15, 18, 10, 14])
  })
})

describe('combine', () => {
  it('gives the same for float16 vectors as for float32 ones, values and gradients', async () => {
    const random = createRandom(3)
    const halves = Uint16Array.from({ length: 8 }, () => 0x3000 + random.integer(0x800))
    const { halfToFloat } = await import('../core/index.ts')
    const alpha = graph.input('alpha', [1, 2])
    const build = (type: 'float16' | 'float32') => {
      const merged = graph.combine(
        alpha,
        graph.input('tau', [2, 4], type),
        type === 'float16' ? graph.input('tau again', [2, 4], type) : undefined,
      )
      const [slope] = graph.gradients(graph.sum(graph.mul(merged, merged)), [alpha])
      return graph.compile({ merged, slope: slope! })
    }
    const coefficients = Float32Array.of(0.25, -1.5)
    const wide = await (await engine.load(build('float32'))).run({ alpha: coefficients, tau: halfToFloat(halves) })
    const half = await (
      await engine.load(build('float16'))
    ).run({ alpha: coefficients, tau: halves, 'tau again': halves })
    expect(half['merged']!.data).toEqual(wide['merged']!.data)
    expect(half['slope']!.data).toEqual(wide['slope']!.data)
    expect(sizeOf(half['slope']!.shape)).toBe(2)
  })
})
