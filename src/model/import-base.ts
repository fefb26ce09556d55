import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { palateHome, readJson, UsageError } from '../core/index.ts'
import { openOnnxWeights, openWeights, type TensorFile, weightsFormat } from '../weights/index.ts'
import { baseFolder, hashTensors, writeBase } from './base.ts'
import { type Architecture, type ArchitectureName, architectures } from './config.ts'
import { findDinov2Onnx } from './dinov2-onnx.ts'
import { type LayerSources, readLayers, storedTowerLayers } from './layer-sources.ts'
import { findDinov2, findOpenClip } from './published-names.ts'

export interface ImportBaseOptions {
  /** safetensors, PyTorch checkpoint or ONNX. */
  readonly weights: string
  /** A known architecture, or the full description of another of the same families. */
  readonly architecture: ArchitectureName | Architecture
  /** Default: the architecture's name. */
  readonly name?: string
  /** Default: `palateHome()`. */
  readonly home?: string
  /** Where the weights come from, in words. */
  readonly source?: string
}

/**
 * Imports published weights as a base: names are mapped to the tower's layers strictly, and the folder
 * `HOME/bases/NAME` is written.
 * @throws {FormatError} listing up to ten tensors that are missing, left over or misshapen.
 * @throws {UsageError} where the name is no name, or is taken by a base with other weights.
 */
export async function importBase(
  options: ImportBaseOptions,
): Promise<{ readonly folder: string; readonly hash: string }> {
  const known = typeof options.architecture === 'string' ? options.architecture : undefined
  const { tower, preprocessing }: Architecture =
    known === undefined ? (options.architecture as Architecture) : architectures[known]
  const name = options.name ?? known
  if (name === undefined) throw new UsageError('importBase: a base of a custom architecture needs a name')
  if (/[\\/]/.test(name)) throw new UsageError(`a base's name holds no slash, got "${name}"`)
  const folder = baseFolder(name, options.home ?? palateHome())

  const { file, found } = await openFamily(options.weights, tower.family)
  try {
    const parameters = await readLayers(file.path, storedTowerLayers(tower, found.sources), found)
    await requireFree(folder, hashTensors(parameters))
    const source = options.source ?? 'not stated'
    const architecture = known ?? 'custom'
    return { folder, hash: await writeBase(folder, { name, architecture, tower, preprocessing, source, parameters }) }
  } finally {
    await file.close()
  }
}

async function openFamily(
  path: string,
  family: 'openclip' | 'dinov2',
): Promise<{ readonly file: TensorFile; readonly found: LayerSources }> {
  const isOnnx = (await weightsFormat(path)) === 'onnx'
  if (isOnnx && family === 'openclip') {
    throw new UsageError(`${path} is an ONNX file; OpenCLIP is imported from its safetensors or PyTorch checkpoint`)
  }
  if (isOnnx) {
    const file = await openOnnxWeights(path)
    return { file, found: findDinov2Onnx(file) }
  }
  const file = await openWeights(path)
  try {
    return { file, found: family === 'openclip' ? findOpenClip(file) : findDinov2(file) }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** Packs are bound to a base by its hash: other weights under the same name would leave them without. */
async function requireFree(folder: string, hash: string): Promise<void> {
  const path = join(folder, 'base.json')
  if (!existsSync(path)) return
  const present = await readJson(path, z.looseObject({ hash: z.string() }))
  if (present.hash === hash) return
  throw new UsageError(
    `${folder} is a base with other weights (hash ${present.hash}, not ${hash}); give this one another name`,
  )
}
