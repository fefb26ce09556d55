import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { basename, isAbsolute, join, resolve } from 'node:path'
import { z } from 'zod'
import {
  FormatError,
  MissingError,
  type NamedTensors,
  palateHome,
  readJson,
  UsageError,
  writeJsonAtomic,
} from '../core/index.ts'
import { openSafetensors, writeSafetensors } from '../weights/index.ts'
import {
  type ArchitectureName,
  architectures,
  type Preprocessing,
  preprocessingSchema,
  type TowerConfig,
  towerConfigSchema,
} from './config.ts'
import { positionLayer, readLayers, storedSource, storedTowerLayers } from './layer-sources.ts'
import { towerLayers } from './layers.ts'
import { gridOf, resamplePositions } from './positions.ts'

/** A pre-trained tower, ready to run. */
export interface Base {
  readonly name: string
  readonly architecture: ArchitectureName | 'custom'
  /** As it is read: with the asked depth and image size. */
  readonly tower: TowerConfig
  readonly preprocessing: Preprocessing
  /** Of the parameters as stored, whatever depth or size they are read at: what a pack is bound to. */
  readonly hash: string
  /** Where the weights come from, in words. */
  readonly source: string
  /** In the order of `towerLayers(tower)`; the position table is resampled to the image size. */
  readonly parameters: NamedTensors
}

const architectureNames = Object.keys(architectures) as [ArchitectureName, ...ArchitectureName[]]

const baseSchema = z
  .strictObject({
    schema: z.literal(1),
    name: z.string(),
    architecture: z.enum([...architectureNames, 'custom']),
    tower: towerConfigSchema,
    preprocessing: preprocessingSchema,
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    source: z.string(),
  })
  .refine((base) => base.preprocessing.crop === base.tower.imageSize, {
    path: ['preprocessing'],
    error: ({ input }) => {
      const { preprocessing, tower } = input as { preprocessing: Preprocessing; tower: TowerConfig }
      return `a crop of ${preprocessing.crop} pixels does not fit a tower that reads ${tower.imageSize}`
    },
  })

/** SHA-256 over name, shape and little-endian float32 numbers of each tensor in its order, in hexadecimal. */
export function hashTensors(tensors: NamedTensors): string {
  const hash = createHash('sha256')
  for (const [name, { shape, data }] of tensors) {
    hash.update(`${name}\n${shape.join(' ')}\n`)
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  }
  return hash.digest('hex')
}

/**
 * Folder of a base: a name stands for `PALATE_HOME/bases/NAME`, anything with a slash in it for that folder.
 * @throws {UsageError} where the name is neither.
 */
export function baseFolder(nameOrFolder: string, home: string = palateHome()): string {
  if (/[\\/]/.test(nameOrFolder) || isAbsolute(nameOrFolder)) return resolve(nameOrFolder)
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(nameOrFolder)) {
    throw new UsageError(
      `a base's name is made of letters, digits, dots, dashes and underscores, got "${nameOrFolder}"`,
    )
  }
  return join(home, 'bases', nameOrFolder)
}

/** Writes `base.json` and `weights.safetensors` (float32) into `folder`; returns the hash. `parameters` as they are to be stored. */
export async function writeBase(folder: string, base: Omit<Base, 'hash'>): Promise<string> {
  const { parameters, ...rest } = base
  const hash = hashTensors(parameters)
  const description = baseSchema.safeParse({ schema: 1, ...rest, hash })
  if (!description.success) {
    const issue = description.error.issues[0]
    throw new UsageError(`base ${base.name}: ${issue?.path.join('.')}: ${issue?.message}`)
  }
  const tensors = Array.from(parameters, ([name, { shape, data }]) => ({ name, shape, type: 'F32' as const, data }))
  await writeSafetensors(join(folder, 'weights.safetensors'), tensors, { metadata: { hash } })
  await writeJsonAtomic(join(folder, 'base.json'), description.data)
  return hash
}

export interface OpenBaseOptions {
  /** Default: `palateHome()`. */
  readonly home?: string
  /** Side at which photos are read, in pixels; default: what the base says. The field of view stays the same. */
  readonly imageSize?: number
  /** Blocks that are run, at most those stored; default: what the base says. */
  readonly depth?: number
}

/**
 * Reads a base from `PALATE_HOME/bases/NAME` or a folder, checking its tensors against its hash.
 * @throws {MissingError} where there is none. @throws {FormatError} where its files do not belong together.
 * @throws {UsageError} where size or depth are not possible.
 */
export async function openBase(nameOrFolder: string, options: OpenBaseOptions = {}): Promise<Base> {
  const home = options.home ?? palateHome()
  const folder = baseFolder(nameOrFolder, home)
  const { schema: _, tower: stored, ...description } = await readDescription(folder, nameOrFolder, home)
  const tower = configFor(description.name, stored, options)
  const path = join(folder, 'weights.safetensors')
  const file = await openSafetensors(path)
  let parameters: NamedTensors
  try {
    const sources = new Map([...file.tensors.keys()].map((name) => [name, storedSource(file, name)]))
    parameters = await readLayers(path, storedTowerLayers(stored, sources), { sources, extra: [], ignored: 0 })
  } finally {
    await file.close()
  }
  const got = hashTensors(parameters)
  if (got !== description.hash) {
    throw new FormatError(
      `${path} is not what base.json describes: expected hash ${description.hash}, got ${got}; import it again`,
    )
  }
  return {
    ...description,
    tower,
    preprocessing: scalePreprocessing(description.preprocessing, stored, tower),
    parameters: parametersFor(parameters, tower),
  }
}

/** Stored parameters as a tower needs them: those of its blocks, with its position table. */
export function parametersFor(stored: NamedTensors, tower: TowerConfig): NamedTensors {
  const positions = positionLayer(tower)
  return new Map(
    towerLayers(tower).map(({ name }) => {
      const value = stored.get(name)
      if (value === undefined) throw new MissingError(`the base has no layer ${name}`)
      if (name !== positions) return [name, value]
      return [name, resamplePositions(value, gridOf(value) ?? 0, tower.imageSize / tower.patchSize)]
    }),
  )
}

async function readDescription(folder: string, asked: string, home: string): Promise<z.output<typeof baseSchema>> {
  try {
    return await readJson(join(folder, 'base.json'), baseSchema)
  } catch (error) {
    if (!(error instanceof MissingError)) throw error
    const present = await readdir(join(home, 'bases')).catch((): string[] => [])
    const list = present.length === 0 ? 'none is imported yet' : `imported are: ${present.sort().join(', ')}`
    throw new MissingError(
      `there is no base ${basename(asked)} (looked for ${join(folder, 'base.json')}; ${list}); ` +
        'import one with: palate pack import-base',
      { cause: error },
    )
  }
}

function configFor(name: string, stored: TowerConfig, { imageSize, depth }: OpenBaseOptions): TowerConfig {
  if (depth !== undefined && (!Number.isInteger(depth) || depth < 1 || depth > stored.depth)) {
    throw new UsageError(`base ${name} has ${stored.depth} blocks and cannot be read at depth ${depth}`)
  }
  if (imageSize !== undefined && (!Number.isInteger(imageSize / stored.patchSize) || imageSize <= 0)) {
    throw new UsageError(
      `base ${name} reads patches of ${stored.patchSize} pixels: ${imageSize} is no multiple of that`,
    )
  }
  return { ...stored, imageSize: imageSize ?? stored.imageSize, depth: depth ?? stored.depth }
}

function scalePreprocessing(preprocessing: Preprocessing, stored: TowerConfig, tower: TowerConfig): Preprocessing {
  const resize = Math.round((preprocessing.resize * tower.imageSize) / stored.imageSize)
  return { ...preprocessing, resize, crop: tower.imageSize }
}
