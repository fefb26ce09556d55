import { join } from 'node:path'
import { averageRanks, type Job, type NamedTensors, plcc, tensor, UsageError } from '../core/index.ts'
import {
  add,
  compile,
  constant,
  type Engine,
  gradients,
  input,
  linear,
  mean,
  mul,
  reshape,
  sub,
  type Value,
} from '../graph/index.ts'
import { normalise } from '../image/index.ts'
import {
  type Base,
  inputParameters,
  type Layer,
  pool,
  type Preprocessing,
  tokenCount,
  type TowerConfig,
  towerLayers,
  towerTokens,
} from '../model/index.ts'
import { hashOfTensors } from '../task-vectors/index.ts'
import { rateFactor } from './backbone-phase.ts'
import { type PhaseResult, runPhase } from './phase.ts'
import { keyOf } from './prepare.ts'
import type { PhaseSettings } from './presets.ts'
import type { CropSource } from './random-crops.ts'
import { batchAt, splitPhotos } from './sampling.ts'

export interface DistilOptions extends Job {
  readonly engine: Engine
  /** Read at the depth whose tokens are worth learning, which need not be its last. */
  readonly teacher: Base
  readonly student: TowerConfig
  /** The student's parameters before training: some of the teacher's blocks, or `randomTower`. */
  readonly start: NamedTensors
  readonly photos: CropSource
  readonly settings: PhaseSettings
  /** Folder for checkpoints. */
  readonly work: string
  readonly seed: number
  readonly now: () => number
}

/** Crops a run of the graph. */
const MICRO_BATCH = 8
/** Two of them only measure. */
const FEWEST_PHOTOS = 10
/** Crops from which the scale of each of the teacher's numbers is taken. */
const REFERENCE_CROPS = 256

/** Weight of the tokens beside the pooled embedding, which is what is read in the end. */
const TOKEN_SHARE = 0.25

/** A student of another width is compared through a linear map, which is thrown away afterwards. */
const projectionLayers = (from: number, to: number): readonly Layer[] =>
  from === to
    ? []
    : [
        { name: 'distil.projection.weight', shape: [to, from] },
        { name: 'distil.projection.bias', shape: [to] },
      ]

/**
 * Distils a tower into a smaller one on unlabelled photos (Hinton et al. 2015; features rather than logits, Romero et al.
 * 2015): both see the same random crops, and the student's tokens learn to be the teacher's. The loss is the mean squared
 * error of the pooled embedding plus a quarter of that of every token, each number in units of its own deviation over the
 * photos: 1.25 is what a student reaches that always says the mean. Measured on held-out photos as the mean over the
 * embedding's numbers of their correlation with the teacher's. Resumes where it was stopped.
 * @throws {UsageError} where the towers do not see the same patches, with a batch that is no multiple of 8, or with fewer
 * than ten photos. @throws {CancelledError} when stopped.
 */
export async function distil(
  options: DistilOptions,
): Promise<{ readonly parameters: NamedTensors; readonly result: PhaseResult }> {
  const { teacher, student, settings, photos, seed } = options
  if (tokenCount(teacher.tower) !== tokenCount(student) || teacher.tower.imageSize !== student.imageSize)
    throw new UsageError('distil: teacher and student must see the same image in the same patches')
  if (settings.batch % MICRO_BATCH !== 0)
    throw new UsageError(`distil: a batch must be a multiple of ${MICRO_BATCH} crops, got ${settings.batch}`)
  if (photos.count < FEWEST_PHOTOS)
    throw new UsageError(`distil: at least ${FEWEST_PHOTOS} photos are needed, got ${photos.count}`)
  const { train, validation } = splitPhotos(photos.count, { share: 0.05, seed })
  const side = student.imageSize
  const teaching = await openTokens(options.engine, teacher.tower, teacher.parameters, teacher.preprocessing)
  try {
    const reference = await teaching.run(
      photos.random(batchAt(train, { size: REFERENCE_CROPS, step: 0, seed: `${seed}/reference` }), {
        side,
        seed: `${seed}/reference crops`,
      }),
    )
    const scale = scalesOf(reference, teacher.tower)
    const truth = pooledOf(await teaching.run(photos.centre(validation, side)), teacher.tower)
    const layers = [...towerLayers(student), ...projectionLayers(student.width, teacher.tower.width)]
    const parameters = startOf(options, layers)
    // Students of one architecture may begin apart.
    const begun = hashOfTensors(new Map(layers.map(({ name, shape }) => [name, tensor(shape, parameters.get(name)!)])))
    const training = await options.engine.load(trainingGraph(options, layers))
    await training.bind({ ...Object.fromEntries(parameters), ...scale })
    const totals = layers.map(({ name }) => new Float32Array(parameters.get(name)!.length))
    try {
      const result = await runPhase({
        ...options,
        label: 'distilling',
        parameters,
        rateFactor: (layer) => rateFactor(layer, { depth: student.depth, settings }),
        checkpoint: join(
          options.work,
          `distil-${keyOf([teacher.hash, teacher.tower, student, begun, settings, seed, photos.count])}.safetensors`,
        ),
        async gradientsAt(step) {
          const positions = batchAt(train, { size: settings.batch, step, seed: `${seed}/distil` })
          const crops = photos.random(positions, { side, seed: `${seed}/crops ${step}` })
          let loss = 0
          for (const each of totals) each.fill(0)
          for (let start = 0; start < crops.length; start += MICRO_BATCH) {
            const part = crops.slice(start, start + MICRO_BATCH)
            const results = await training.run({
              pixels: normalise(part, teacher.preprocessing),
              target: await teaching.run(part),
            })
            const share = MICRO_BATCH / settings.batch
            loss += share * results['loss']!.data[0]!
            layers.forEach(({ name }, index) => addInto(totals[index]!, results[`gradient ${name}`]!.data, share))
          }
          return { loss, gradients: totals }
        },
        validate: async () => {
          const tokens = await learnt(options, layers, parameters, photos.centre(validation, side))
          return correlations(pooledOf(tokens, teacher.tower), truth, validation.length)
        },
      })
      const tower = towerLayers(student).map(({ name, shape }) => [name, tensor(shape, parameters.get(name)!)] as const)
      return { parameters: new Map(tower), result }
    } finally {
      await training.close()
    }
  } finally {
    await teaching.close()
  }
}

/** Tokens of the student in the teacher's width: (batch, token, width). */
function studentTokens({ student, teacher }: DistilOptions, parameters: (name: string) => Value, pixels: Value): Value {
  const tokens = towerTokens(student, parameters, pixels)
  if (student.width === teacher.tower.width) return tokens
  const [batch, count, width] = tokens.shape as [number, number, number]
  const wide = linear(
    reshape(tokens, [batch * count, width]),
    parameters('distil.projection.weight'),
    parameters('distil.projection.bias'),
  )
  return reshape(wide, [batch, count, teacher.tower.width])
}

function trainingGraph(options: DistilOptions, layers: readonly Layer[]) {
  const { student, teacher } = options
  const side = student.imageSize
  const { parameters, inputs } = inputParameters(layers)
  const count = tokenCount(student)
  const width = teacher.tower.width
  const tokens = studentTokens(options, parameters, input('pixels', [MICRO_BATCH, 3, side, side]))
  const target = input('target', [MICRO_BATCH, count, width])
  const difference = sub(tokens, target)
  const squares = mul(mul(difference, difference), input('token scale', [count, width]))
  const config = { pooling: 'class+mean' } as const
  const pooled = sub(pool(config, tokens), pool(config, target)) // (batch, 2 width)
  const pooledSquares = mul(mul(pooled, pooled), input('pooled scale', [2 * width]))
  const loss = add(mul(mean(squares), constant(TOKEN_SHARE)), mean(pooledSquares))
  const slopes = gradients(loss, inputs)
  return compile({
    loss,
    ...Object.fromEntries(slopes.map((slope, index) => [`gradient ${layers[index]!.name}`, slope])),
  })
}

function startOf({ student, start, teacher }: DistilOptions, layers: readonly Layer[]): Map<string, Float32Array> {
  return new Map(
    layers.map(({ name, shape }) => {
      const found = start.get(name)
      if (found !== undefined) return [name, found.data.slice()]
      const data = new Float32Array(shape.reduce((product, size) => product * size, 1))
      // An identity as far as it goes: numbers of the student are some of the teacher's.
      if (name === 'distil.projection.weight')
        for (let row = 0; row < teacher.tower.width; row++) data[row * student.width + (row % student.width)] = 0.5
      return [name, data]
    }),
  )
}

async function learnt(
  options: DistilOptions,
  layers: readonly Layer[],
  now: ReadonlyMap<string, Float32Array>,
  crops: readonly Uint8Array[],
): Promise<Float32Array> {
  const side = options.student.imageSize
  const { parameters } = inputParameters(layers)
  const tokens = studentTokens(options, parameters, input('pixels', [MICRO_BATCH, 3, side, side]))
  const session = await options.engine.load(compile({ tokens }))
  try {
    await session.bind(Object.fromEntries(now))
    return await runParts(crops, async (part) => {
      const { tokens: found } = await session.run({ pixels: normalise(part, options.teacher.preprocessing) })
      return found!.data
    })
  } finally {
    await session.close()
  }
}

async function openTokens(engine: Engine, config: TowerConfig, weights: NamedTensors, preprocessing: Preprocessing) {
  const { parameters } = inputParameters(towerLayers(config))
  const pixels = input('pixels', [MICRO_BATCH, 3, config.imageSize, config.imageSize])
  const session = await engine.load(compile({ tokens: towerTokens(config, parameters, pixels) }))
  await session.bind(Object.fromEntries([...weights].map(([name, { data }]) => [name, data])))
  return {
    run: (crops: readonly Uint8Array[]) =>
      runParts(crops, async (part) => (await session.run({ pixels: normalise(part, preprocessing) }))['tokens']!.data),
    close: () => session.close(),
  }
}

/** Runs crops in parts of `MICRO_BATCH`, the last one filled up; the surplus is thrown away. */
async function runParts(
  crops: readonly Uint8Array[],
  run: (part: readonly Uint8Array[]) => Promise<Float32Array>,
): Promise<Float32Array> {
  let result = new Float32Array(0)
  for (let start = 0; start < crops.length; start += MICRO_BATCH) {
    const part = crops.slice(start, start + MICRO_BATCH)
    const surplus = MICRO_BATCH - part.length
    const found = await run([...part, ...Array.from({ length: surplus }, () => part[0]!)])
    const size = found.length / MICRO_BATCH
    if (start === 0) result = new Float32Array(crops.length * size)
    result.set(found.subarray(0, part.length * size), start * size)
  }
  return result
}

/** Class token beside the mean of the patches, (photo, 2 width), of tokens (photo, token, width). */
function pooledOf(tokens: Float32Array, config: TowerConfig): Float32Array {
  const { width } = config
  const count = tokenCount(config)
  const photos = tokens.length / (count * width)
  const result = new Float32Array(photos * 2 * width)
  for (let photo = 0; photo < photos; photo++) {
    for (let token = 0; token < count; token++) {
      const from = (photo * count + token) * width
      const to = photo * 2 * width + (token === 0 ? 0 : width)
      const share = token === 0 ? 1 : 1 / (count - 1)
      for (let at = 0; at < width; at++) result[to + at]! += share * tokens[from + at]!
    }
  }
  return result
}

/**
 * 1 / variance of each number: of the class token over its own, of patches over all tokens (token, width); and of the
 * pooled embedding (2 width).
 */
function scalesOf(tokens: Float32Array, config: TowerConfig): Record<'token scale' | 'pooled scale', Float32Array> {
  const { width } = config
  const count = tokenCount(config)
  const pooled = inverseVariances(pooledOf(tokens, config), 2 * width)
  const patches = inverseVariances(tokens, width)
  const scale = new Float32Array(count * width)
  for (let token = 0; token < count; token++)
    scale.set(token === 0 ? pooled.subarray(0, width) : patches, token * width)
  return { 'token scale': scale, 'pooled scale': pooled }
}

function inverseVariances(table: Float32Array, width: number): Float32Array {
  const rows = table.length / width
  const sums = new Float64Array(width)
  const squares = new Float64Array(width)
  for (let row = 0; row < rows; row++) {
    for (let at = 0; at < width; at++) {
      const value = table[row * width + at]!
      sums[at]! += value
      squares[at]! += value * value
    }
  }
  return Float32Array.from(sums, (sum, at) => 1 / Math.max(1e-6, squares[at]! / rows - (sum / rows) ** 2))
}

/** Mean over the numbers of an embedding (photo, width) of their correlations over the photos. */
function correlations(found: Float32Array, truth: Float32Array, photos: number) {
  const width = truth.length / photos
  let ranks = 0
  let values = 0
  for (let at = 0; at < width; at++) {
    const column = (table: Float32Array): Float64Array =>
      Float64Array.from({ length: photos }, (_, photo) => table[photo * width + at]!)
    const [a, b] = [column(found), column(truth)]
    values += plcc(a, b) || 0
    ranks += plcc(averageRanks(a), averageRanks(b)) || 0
  }
  return { srocc: ranks / width, plcc: values / width }
}

function addInto(total: Float32Array, term: Float32Array, share: number): void {
  for (let at = 0; at < total.length; at++) total[at]! += share * term[at]!
}
