import type { NamedTensors } from '../core/index.ts'
import { linear, type OnnxFile, type OnnxPrecision, reshape } from '../graph/index.ts'
import { type Base, embeddingWidth, exportGraph, inputParameters, tower } from '../model/index.ts'
import { type Pack, pretrainedOf, type ReadOut } from '../task-vectors/index.ts'
import { trunkParameters } from './describe.ts'
import { foldWeights, type TasteModel } from './instant/taste-model.ts'

export interface ExportTasteOptions {
  readonly out: string
  readonly pack: Pack
  readonly base: Base
  readonly readOut: ReadOut
  readonly model: TasteModel
  /** Weights of the taste's posterior: (1 + n + m). */
  readonly weights: ArrayLike<number>
  /** Default f32. */
  readonly precision?: OnnxPrecision
  readonly metadata?: Readonly<Record<string, string>>
}

/**
 * Writes an instant taste as one ONNX file, `pixels` as in `exportGraph` to `score` (batch): the pack's trunk and one
 * linear layer. The scores are those of the numbers before a descriptor rounds them (`scoreNumbers`).
 * @throws {PalateError} where the file cannot be written.
 */
export async function exportTaste(options: ExportTasteOptions): Promise<OnnxFile> {
  const { out, pack, base, readOut, precision = 'f32', metadata = {} } = options
  const weights: NamedTensors = new Map([
    ...(await trunkParameters(pack, pretrainedOf(pack, base), readOut)),
    ...tasteLayer(options, embeddingWidth(pack.tower)),
  ])
  const layers = [...weights].map(([name, { shape }]) => ({ name, shape }))
  const { parameters } = inputParameters(layers)
  return exportGraph({
    out,
    preprocessing: pack.preprocessing,
    weights,
    precision,
    metadata,
    graph: (pixels) => {
      const embedding = tower(pack.tower, parameters, pixels)
      const score = linear(embedding, parameters('taste.weight'), parameters('taste.bias')) // (batch, 1)
      return { score: reshape(score, [pixels.shape[0]!]) }
    },
  })
}

/** Scores of photos by their numbers (photo, n + m), as `PackDescriber.numbers` gives them: (photo). */
export function scoreNumbers(model: TasteModel, weights: ArrayLike<number>, numbers: Float32Array): Float64Array {
  const folded = foldWeights(model, weights)
  return Float64Array.from({ length: numbers.length / folded.length }, (_, photo) =>
    folded.reduce((sum, weight, at) => sum + weight * numbers[photo * folded.length + at]!, 0),
  )
}

/** Read-out and taste are linear, and so is one after the other: (1, d) and (1). */
function tasteLayer({ readOut, model, weights }: ExportTasteOptions, d: number): NamedTensors {
  const folded = foldWeights(model, weights)
  const direction = new Float64Array(d)
  let bias = 0
  const n = readOut.scores.bias.length
  folded.forEach((weight, at) => {
    const [map, row] = at < n ? [readOut.scores, at] : [readOut.embedding, at - n]
    bias += weight * map.bias[row]!
    for (let column = 0; column < d; column++) direction[column]! += weight * map.weight[row * d + column]!
  })
  return new Map([
    ['taste.weight', { shape: [1, d], data: Float32Array.from(direction) }],
    ['taste.bias', { shape: [1], data: Float32Array.of(bias) }],
  ])
}
