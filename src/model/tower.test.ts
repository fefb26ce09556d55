import { describe, expect, it } from 'vitest'
import { goldenSet, relativeError } from '../../test/support/golden.ts'
import { ShapeError } from '../core/index.ts'
import { compile, gradients, input, mul, openEngine, reshape, sum, type Value } from '../graph/index.ts'
import {
  architectures,
  block,
  type HeadConfig,
  headLayers,
  inputParameters,
  type Layer,
  pool,
  score,
  tower,
  type TowerConfig,
  towerLayers,
  tokenCount,
  towerTokens,
} from './index.ts'

interface Case {
  readonly name: string
  readonly op: 'tower' | 'block' | 'head'
  readonly attributes: TowerConfig & HeadConfig
  readonly inputs: readonly string[]
  readonly gradients: readonly string[]
  readonly layers: readonly string[]
}

const { document, tensor } = await goldenSet<Case>('towers')
const engine = openEngine({ threads: 1 })

function layersOf({ op, attributes, layers }: Case): readonly Layer[] {
  const all = op === 'head' ? headLayers(attributes) : towerLayers(attributes)
  return op === 'block' ? all.filter(({ name }) => layers.includes(name)) : all
}

function build(
  { name, op, attributes, inputs }: Case,
  parameters: (layer: string) => Value,
): { readonly y: Value; readonly x: Value } {
  const shape = tensor(`${name}/in/${inputs[0]!}`).shape
  const x = input(inputs[0]!, shape)
  if (op === 'tower') return { x, y: tower(attributes, parameters, x) }
  if (op === 'head')
    return {
      x,
      y: score(
        attributes,
        parameters,
        x,
        inputs[1] === undefined ? undefined : input(inputs[1], tensor(`${name}/in/${inputs[1]}`).shape),
      ),
    }
  const stream = reshape(x, [shape[0]! * shape[1]!, shape[2]!])
  return { x, y: reshape(block(attributes, parameters, stream, { index: 0, batch: shape[0]! }), shape) }
}

describe('towers, blocks and heads against PyTorch in float64', () => {
  it.each(document.cases)('$name: output and the gradient of every parameter', async (golden) => {
    const { name } = golden
    const layers = layersOf(golden)
    expect(layers.map((layer) => layer.name)).toEqual(golden.layers)
    const { parameters, inputs: values } = inputParameters(layers)
    const { x, y } = build(golden, parameters)
    const output = tensor(`${name}/out/y`)
    expect(y.shape).toEqual(output.shape)
    const loss = sum(mul(y, input('w', y.shape)))
    const slopes = gradients(loss, [x, ...values])
    const named = [golden.inputs[0]!, ...golden.layers]
    const session = await engine.load(
      compile({ y, ...Object.fromEntries(slopes.map((slope, index) => [`gradient ${named[index]!}`, slope])) }),
    )
    const feeds = [...golden.inputs, ...golden.layers, 'w'].map(
      (each) => [each, tensor(`${name}/in/${each}`).data] as const,
    )
    const results = await session.run(Object.fromEntries(feeds))
    const spread = Math.max(...output.data) - Math.min(...output.data)
    const worst = Math.max(...output.data.map((value, at) => Math.abs(value - results['y']!.data[at]!)))
    expect(worst / spread).toBeLessThan(1e-4)
    // A key's bias moves all logits of a query alike and so has no gradient: there only noise remains, measured by the largest.
    const largest = Math.max(...named.flatMap((each) => [...tensor(`${name}/grad/${each}`).data].map(Math.abs)))
    for (const each of named) {
      const expected = tensor(`${name}/grad/${each}`).data
      const found = results[`gradient ${each}`]!.data
      if (expected.every((value) => Math.abs(value) < 1e-9 * largest)) {
        expect(Math.max(...found.map(Math.abs)) / largest, each).toBeLessThan(1e-6)
      } else {
        expect(relativeError(found, expected), each).toBeLessThan(1e-4)
      }
    }
    await session.close()
  })
})

describe('the order of the layers', () => {
  it('has the 152 and 296 layers of the paper', () => {
    expect(towerLayers(architectures['openclip-vit-b-16'].tower)).toHaveLength(152)
    expect(towerLayers(architectures['openclip-vit-l-14'].tower)).toHaveLength(296)
    expect(towerLayers(architectures['dinov2-small'].tower)).toHaveLength(222)
  })

  it('counts the 86 million parameters of ViT-B/16', () => {
    const count = towerLayers(architectures['openclip-vit-b-16'].tower).reduce(
      (total, { shape }) => total + shape.reduce((a, b) => a * b, 1),
      0,
    )
    expect(count).toBe(86_192_640)
  })
})

describe('the tokens of a tower', () => {
  const golden = document.cases.find(({ op, attributes }) => op === 'tower' && attributes.family === 'dinov2')!
  const { name, attributes } = golden
  const pixels = tensor(`${name}/in/${golden.inputs[0]!}`)

  it.each(['class', 'class+mean'] as const)('pooled by %s are its embedding', async (pooling) => {
    const config = { ...attributes, pooling }
    const { parameters } = inputParameters(towerLayers(config))
    const tokens = towerTokens(config, parameters, input('pixels', pixels.shape))
    expect(tokens.shape).toEqual([pixels.shape[0], tokenCount(config), config.width])
    const session = await engine.load(compile({ pooled: pool(config, tokens) }))
    const layers = golden.layers.map((each) => [each, tensor(`${name}/in/${each}`).data] as const)
    const { pooled } = await session.run({ pixels: pixels.data, ...Object.fromEntries(layers) })
    const whole = tensor(`${name}/out/y`) // class token beside the mean
    const expected = new Float32Array(whole.data).filter(
      (_, at) => pooling !== 'class' || at % (2 * config.width) < config.width,
    )
    expect(relativeError(pooled!.data, expected)).toBeLessThan(1e-5)
    await session.close()
  })

  it('are not those of a family that projects', () => {
    const config = architectures['openclip-vit-b-16'].tower
    const { parameters } = inputParameters(towerLayers(config))
    expect(() => towerTokens(config, parameters, input('pixels', [1, 3, 224, 224]))).toThrow(
      new ShapeError('towerTokens: openclip towers pool by a projection'),
    )
  })
})
