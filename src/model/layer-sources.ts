import { FormatError, formatShape, type NamedTensors, sameShape, type Tensor } from '../core/index.ts'
import type { TensorFile } from '../weights/index.ts'
import type { TowerConfig } from './config.ts'
import { type Layer, towerLayers } from './layers.ts'
import { gridOf } from './positions.ts'

/** Where the values of one layer come from. */
export interface LayerSource {
  /** Shape of the layer, which is the stored one's reverse where it is stored transposed. */
  readonly shape: readonly number[]
  /** What the file calls it, for messages. */
  readonly storedAs: string
  read(): Promise<Tensor>
}

/** What a file has for a network: sources by layer name, names that fit nowhere, and how many tensors are not of it. */
export interface LayerSources {
  readonly sources: ReadonlyMap<string, LayerSource>
  readonly extra: readonly string[]
  readonly ignored: number
}

export function storedSource(file: TensorFile, name: string): LayerSource {
  return { shape: file.tensors.get(name)!.shape, storedAs: name, read: () => file.read(name) }
}

/** A matrix whose file keeps it as (input, output), where our layers are (output, input). */
export function transposedSource(file: TensorFile, name: string): LayerSource {
  const [inputs = 0, outputs = 0] = file.tensors.get(name)!.shape
  return {
    shape: [outputs, inputs],
    storedAs: `${name}, transposed`,
    async read() {
      const { data } = await file.read(name)
      const result = new Float32Array(data.length)
      for (let row = 0; row < outputs; row++) {
        for (let column = 0; column < inputs; column++) result[row * inputs + column] = data[column * outputs + row]!
      }
      return { shape: [outputs, inputs], data: result }
    },
  }
}

/**
 * The layers of a tower as a file should hold them: DINOv2's position table may be one of any square grid, as it is
 * resampled to the size at which the tower is read.
 */
export function storedTowerLayers(config: TowerConfig, sources: ReadonlyMap<string, LayerSource>): readonly Layer[] {
  return towerLayers(config).map((layer) => {
    if (config.family !== 'dinov2' || layer.name !== positionLayer(config)) return layer
    const found = sources.get(layer.name)
    const fits = found !== undefined && gridOf(found) !== undefined
    return fits ? { name: layer.name, shape: [1, found.shape[1]!, config.width] } : layer
  })
}

export function positionLayer(config: Pick<TowerConfig, 'family'>): string {
  return config.family === 'openclip' ? 'positional_embedding' : 'embeddings.position_embeddings'
}

const LISTED = 10

/**
 * Reads layers in their order. Nothing may be missing, left over, or of another shape.
 * @throws {FormatError} listing up to ten of those that are.
 */
export async function readLayers(path: string, layers: readonly Layer[], found: LayerSources): Promise<NamedTensors> {
  const faults: string[] = []
  const known = new Set(layers.map((layer) => layer.name))
  for (const { name, shape } of layers) {
    const source = found.sources.get(name)
    if (source === undefined) faults.push(`${name} ${formatShape(shape)} is missing`)
    else if (!sameShape(source.shape, shape)) {
      faults.push(`${source.storedAs} should be ${formatShape(shape)}, is ${formatShape(source.shape)}`)
    }
  }
  for (const [name, source] of found.sources) {
    if (!known.has(name)) faults.push(`${source.storedAs} ${formatShape(source.shape)} is not part of it`)
  }
  for (const name of found.extra) faults.push(`${name} is not part of it`)
  if (faults.length > 0) {
    const more = faults.length > LISTED ? `; and ${faults.length - LISTED} more` : ''
    throw new FormatError(
      `${path} does not hold the expected network: ${faults.slice(0, LISTED).join('; ')}${more}. ` +
        'Is it another architecture?',
    )
  }
  const tensors = new Map<string, Tensor>()
  for (const { name } of layers) tensors.set(name, await found.sources.get(name)!.read())
  return tensors
}
