import type { NamedTensors } from '../core/index.ts'
import {
  constant,
  div,
  input,
  type OnnxFile,
  type OnnxPrecision,
  sub,
  toFloat32,
  type Value,
  writeOnnx,
} from '../graph/index.ts'
import type { Preprocessing, TowerConfig } from './config.ts'
import { describePreprocessing } from './describe-preprocessing.ts'
import { type HeadConfig, headLayers } from './head.ts'
import { towerLayers } from './layers.ts'
import { inputParameters } from './parameters.ts'
import { score } from './score.ts'
import { tower } from './tower.ts'

interface ExportOptions {
  /** The file to write. */
  readonly out: string
  readonly preprocessing: Preprocessing
  /** Default f32. int8 stores the large matrices as bytes, a quarter of the size. */
  readonly precision?: OnnxPrecision
  /** More key and value pairs for the file's metadata: pack, method, who made it. */
  readonly metadata?: Readonly<Record<string, string>>
}

export interface ExportGraphOptions extends ExportOptions {
  /**
   * The graph on scaled pixels (batch, 3, crop, crop), float32, to its outputs by name. Called for two batch sizes, which
   * it reads from the pixels' shape; no output may depend on other photos of the batch.
   */
  readonly graph: (pixels: Value) => Readonly<Record<string, Value>>
  /** Every graph input but the pixels, by name. */
  readonly weights: NamedTensors
}

/**
 * Writes a graph over photos as one ONNX file (opset 20). Its input `pixels` is uint8 (batch, 3, crop, crop), RGB: what
 * is left after resizing and cropping. Scaling is inside, in the same steps as `normalise`, and bytes leave no doubt
 * about it: a runtime refuses floats that somebody scaled before. `palate.preprocessing` in the metadata says the rest.
 * @throws {MissingError} where a weight is missing. @throws {ShapeError} where one is misshapen.
 * @throws {PalateError} where the file cannot be written, or would be larger than 2 GB.
 */
export async function exportGraph(options: ExportGraphOptions): Promise<OnnxFile> {
  const { out, weights, preprocessing, precision = 'f32' } = options
  return writeOnnx({
    out,
    input: 'pixels',
    build: (batch) => options.graph(scaledPixels(preprocessing, batch)),
    weights,
    precision,
    metadata: {
      ...options.metadata,
      'palate.precision': precision,
      'palate.preprocessing': describePreprocessing(preprocessing, { scaling: 'in the graph' }),
    },
  })
}

export interface ExportOnnxOptions extends ExportOptions {
  readonly tower: TowerConfig
  readonly head: HeadConfig
  /** theta_p: the tower's layers and the head's. */
  readonly parameters: NamedTensors
}

/** Writes tower and head as one ONNX file: `pixels` as in `exportGraph`, to `score` (batch) on the template's scale. */
export async function exportOnnx(options: ExportOnnxOptions): Promise<OnnxFile> {
  const { tower: config, head, parameters: weights } = options
  const { parameters } = inputParameters([...towerLayers(config), ...headLayers(head)])
  return exportGraph({
    ...options,
    weights,
    graph: (pixels) => ({ score: score(head, parameters, tower(config, parameters, pixels)) }),
  })
}

/** uint8 pixels under the name `pixels`, scaled in float32: (batch, 3, crop, crop). */
function scaledPixels({ crop, mean, deviation }: Preprocessing, batch: number): Value {
  const bytes = toFloat32(input('pixels', [batch, 3, crop, crop], 'uint8'))
  const byChannel = (values: readonly number[]): Value =>
    constant({ shape: [3, 1, 1], data: Float32Array.from(values) })
  return div(sub(div(bytes, constant(255)), byChannel(mean)), byChannel(deviation))
}
