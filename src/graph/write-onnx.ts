import { MissingError, type NamedTensors, UsageError, writeFileAtomic } from '../core/index.ts'
import { onnxChunks } from './onnx-chunks.ts'
import { quantiseMatrices } from './quantise.ts'
import { traceBatches, withSymbolicBatch } from './symbolic-batch.ts'
import type { Value } from './value.ts'
import { writeGraph } from './writer.ts'

export const onnxPrecisions = ['f32', 'int8'] as const
/** `int8`: the large matrices in a byte a number, a quarter of the size; computed in float32 all the same. */
export type OnnxPrecision = (typeof onnxPrecisions)[number]

export interface WriteOnnxOptions {
  readonly out: string
  /** The one input that stays open. Its first axis is the batch. */
  readonly input: string
  /** Builds the graph's outputs for a batch of this size. Called for two sizes: the file serves any. */
  readonly build: (batch: number) => Readonly<Record<string, Value>>
  /** Every other input of the graph, by name. */
  readonly weights: NamedTensors
  /** Default f32. */
  readonly precision?: OnnxPrecision
  /** Key and value pairs kept in the file. */
  readonly metadata?: Readonly<Record<string, string>>
}

/** What was written. */
export interface OnnxFile {
  readonly bytes: number
  /** Names of the weights that are stored as int8. */
  readonly matrices: readonly string[]
}

/**
 * Writes a graph with its weights as one ONNX file that stands alone, whole or not at all, for batches of any size.
 * @throws {MissingError} where an input has no weight. @throws {UsageError} for a weight that the graph does not use.
 * @throws {ShapeError} where a weight is misshapen, or the graph works for one batch size only.
 * @throws {PalateError} where the file cannot be written, or would be larger than 2 GB.
 */
export async function writeOnnx(options: WriteOnnxOptions): Promise<OnnxFile> {
  const { weights, metadata = {} } = options
  const [first, second] = traceBatches.map((batch) => writeGraph(options.build(batch), { weights, metadata }))
  const open = first!.inputs.find(({ name }) => name !== options.input)
  if (open !== undefined) throw new MissingError(`${options.out}: there is no weight ${open.name} to write`)
  const used = new Set(first!.model.graph?.initializer?.map(({ name }) => name))
  const unused = [...weights.keys()].find((name) => !used.has(name))
  if (unused !== undefined) throw new UsageError(`${options.out}: the graph has no place for the weight ${unused}`)

  const symbolic = withSymbolicBatch(first!.model, second!.model, options.input)
  const { model, matrices } =
    options.precision === 'int8' ? quantiseMatrices(symbolic) : { model: symbolic, matrices: [] }
  const { bytes, chunks } = onnxChunks(model)
  await writeFileAtomic(options.out, async (file) => {
    for (const chunk of chunks) await file.appendFile(chunk)
  })
  return { bytes, matrices }
}
