// The steps that are timed, built as the library builds them. Each takes (engine, tower, { batch, micro, type }), prepares
// random weights and pixels, and gives the step to repeat.

import { compile, constant, gradients, input, mul, sub, sum } from '../dist/graph/index.js'
import {
  embeddingWidth,
  headLayers,
  inputParameters,
  mergedParameters,
  mergeFeeds,
  mergeNames,
  score,
  tower,
  towerLayers,
} from '../dist/model/index.js'
import { lossFeeds, lossGraph, lossOf } from '../dist/personalize/losses.js'
import { createAdamW } from '../dist/train/index.js'

const VECTORS = 6
const sizeOf = (shape) => shape.reduce((product, extent) => product * extent, 1)

/** Numbers in [-scale, scale]: one block drawn, then repeated, as drawing billions would take longer than the bench. */
function noise(size, scale) {
  const block = Float32Array.from({ length: Math.min(size, 65_521) }, () => (2 * Math.random() - 1) * scale)
  const result = new Float32Array(size)
  for (let at = 0; at < size; at += block.length) result.set(block.subarray(0, size - at), at)
  return result
}

/** Bits of float16 numbers of either sign between 2^-11 and 2^-9, the size of a task vector's entries. */
function halfNoise(size) {
  const bits = () => 0x1000 + Math.floor(Math.random() * 0x800) + (Math.random() < 0.5 ? 0x8000 : 0)
  const block = Uint16Array.from({ length: Math.min(size, 65_521) }, bits)
  const result = new Uint16Array(size)
  for (let at = 0; at < size; at += block.length) result.set(block.subarray(0, size - at), at)
  return result
}

function headOf(config) {
  return { input: embeddingWidth(config), hidden: 512, dropout: 0, template: 'ten', normalisation: 'none' }
}

function pixelsOf(config, batch) {
  const shape = [batch, 3, config.imageSize, config.imageSize]
  return { value: input('pixels', shape), data: noise(sizeOf(shape), 2) }
}

const randomWeights = (layers) => new Map(layers.map(({ name, shape }) => [name, noise(sizeOf(shape), 0.03)]))

function addInto(total, term) {
  for (let at = 0; at < total.length; at++) total[at] += term[at]
}

/** Pixels to embeddings. */
async function forward(engine, config, { batch }) {
  const layers = towerLayers(config)
  const pixels = pixelsOf(config, batch)
  const session = await engine.load(
    compile({ output: tower(config, inputParameters(layers).parameters, pixels.value) }),
  )
  await session.bind(Object.fromEntries(randomWeights(layers)))
  return () => session.run({ pixels: pixels.data })
}

/** Backbone and head: forward, mean squared error, backward in parts of `micro` photos, AdamW (src/train/backbone-phase.ts). */
async function phase1(engine, config, { batch, micro }) {
  const head = headOf(config)
  const layers = [...towerLayers(config), ...headLayers(head)]
  const { parameters, inputs } = inputParameters(layers)
  const pixels = pixelsOf(config, micro)
  const error = sub(score(head, parameters, tower(config, parameters, pixels.value)), input('target', [micro]))
  const loss = mul(sum(mul(error, error)), constant(1 / batch))
  const slopes = gradients(loss, inputs).map((slope, index) => [`gradient ${layers[index].name}`, slope])
  const session = await engine.load(compile({ loss, ...Object.fromEntries(slopes) }))
  const weights = randomWeights(layers)
  await session.bind(Object.fromEntries(weights))
  const sizes = layers.map(({ shape }) => sizeOf(shape))
  const optimiser = createAdamW(sizes, { weightDecay: 0.01 })
  const totals = sizes.map((size) => new Float32Array(size))
  const target = Float32Array.from({ length: micro }, () => 1 + 9 * Math.random())
  return async () => {
    for (const total of totals) total.fill(0)
    for (let start = 0; start < batch; start += micro) {
      const results = await session.run({ pixels: pixels.data, target })
      layers.forEach(({ name }, index) => addInto(totals[index], results[`gradient ${name}`].data))
    }
    optimiser.stepInto([...weights.values()], totals, 1.5e-6)
  }
}

/**
 * Six task vectors merged in the graph, forward, rank loss over all pairs, backward to the coefficients, AdamW
 * (src/personalize/merged-objective.ts). Where `micro` is less than `batch` the pairs reach across parts: the scores of
 * all parts come first, then each part again with the loss's slope at its scores.
 */
async function coefficients(engine, config, { batch, micro, type }) {
  const head = headOf(config)
  const layers = [...towerLayers(config), ...headLayers(head)]
  const { parameters, coefficients: alphas } = mergedParameters(layers, { vectors: VECTORS, type })
  const pixels = pixelsOf(config, micro)
  const scores = score(head, parameters, tower(config, parameters, pixels.value))
  const whole = micro === batch
  const loss = whole ? lossGraph('bradley-terry', scores) : sum(mul(scores, input('slopes', [micro])))
  const slopes = gradients(loss, alphas).map((slope, index) => [`slope ${index}`, slope])
  const training = await engine.load(compile({ loss, ...Object.fromEntries(slopes) }))
  const scoring = whole ? undefined : await engine.load(compile({ scores }))
  const draw = type === 'float16' ? halfNoise : (size) => noise(size, 1e-3)
  const vectors = new Map(layers.map(({ name, shape }) => [name, draw(VECTORS * sizeOf(shape))]))
  const feeds = mergeFeeds(layers, randomWeights(layers), vectors)
  await training.bind(feeds)
  await scoring?.bind(feeds)
  const alpha = layers.map(() => new Float32Array(VECTORS).fill(1 / VECTORS))
  const sizes = alpha.map(({ length }) => length)
  const optimiser = createAdamW(sizes, { weightDecay: 0.01 })
  const ratings = Array.from({ length: batch }, (_, position) => position)
  const pairs = lossFeeds('bradley-terry', ratings, { pairing: 'all' })
  const rows = Object.fromEntries(layers.map(({ name }, layer) => [mergeNames.coefficients(name), alpha[layer]]))
  const parts = Array.from({ length: batch / micro }, (_, part) => part)
  return async () => {
    const totals = alpha.map(({ length }) => new Float32Array(length))
    const learn = async (extra) => {
      const results = await training.run({ ...rows, ...extra, pixels: pixels.data })
      totals.forEach((total, layer) => addInto(total, results[`slope ${layer}`].data))
    }
    if (whole) await learn(pairs)
    else {
      const all = []
      for (const _ of parts) all.push(...(await scoring.run({ ...rows, pixels: pixels.data })).scores.data)
      const slopesOfScores = Float32Array.from(lossOf('bradley-terry', all, pairs).gradient)
      for (const part of parts) await learn({ slopes: slopesOfScores.subarray(part * micro, (part + 1) * micro) })
    }
    optimiser.stepInto(alpha, totals, 1e-2)
  }
}

export const steps = { forward, phase1, coefficients }
