import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { FormatError, type NamedTensors, readJson, UsageError } from '../core/index.ts'
import { headLayers, type HeadConfig, type Layer, type Preprocessing, type TowerConfig } from '../model/index.ts'
import { openSafetensors } from '../weights/index.ts'
import { PACK_SCHEMA, type PackDatabase, type PackRecord, packSchema } from './pack-schema.ts'
import { readPhotos, requireHash } from './photos-file.ts'
import type { BaseIdentity, PhotoHashes } from './records.ts'
import { joinSources, readAll, requireSameLayers, sourceOf, type TensorSource } from './source.ts'
import type { Storage } from './storage.ts'
import { storedSource } from './stored-source.ts'
import { byName, vectorLayers } from './vector-file.ts'

/** An open pack: a base by reference, n task vectors with their heads, the common head. Files are read when asked for. */
export interface Pack {
  readonly name: string
  readonly folder: string
  /** SHA-256 over what `pack.json` says, which includes the hashes of all files. */
  readonly hash: string
  readonly base: PackRecord['base']
  readonly tower: TowerConfig
  readonly preprocessing: Preprocessing
  /** How the merged head is read; its template is `ten`. */
  readonly head: HeadConfig
  readonly storage: Storage
  /** The L layers in the order of their coefficients: the tower's, then the head's. */
  readonly layers: readonly string[]
  readonly databases: readonly PackDatabase[]
  readonly limits: readonly string[]
  readonly readOut: PackRecord['readOut']
  /** What `pack.json` says. */
  readonly record: PackRecord
  readonly commonHead: NamedTensors
  /** Task vector tau_i in f32: tower layers, then head layers. @throws {UsageError} unless 0 <= index < n. */
  vector(index: number): Promise<NamedTensors>
  /** The same, read layer by layer; to be closed. */
  openVector(index: number): Promise<TensorSource & { close(): Promise<void> }>
  /** Hashes of every photo that a vector was trained on or the read-out distilled; `'unknown'` where that is not recorded for one of them. */
  photos(): Promise<readonly PhotoHashes[] | 'unknown'>
  /** The same of one database. */
  photosOf(index: number): Promise<readonly PhotoHashes[] | 'unknown'>
}

/**
 * Opens a pack and checks it: `pack.json` field by field, every file against its hash, every layer against the architecture.
 * @throws {FormatError} in one sentence that names the file. @throws {MissingError} where a file is not there.
 */
export async function openPack(folder: string): Promise<Pack> {
  const path = join(folder, 'pack.json')
  const record = await readPackRecord(path)
  const layers = vectorLayers(record.tower, record.head)
  requireLayerOrder(path, record, layers)
  await requireHash(join(folder, record.commonHead.file), record.commonHead.sha256)
  for (const { vector, sha256, photos } of record.databases) {
    await requireHash(join(folder, vector), sha256)
    if (photos !== null) await requireHash(join(folder, photos.file), photos.sha256)
  }
  for (const part of [record.base.embedded, record.readOut, record.readOut?.photos ?? null])
    if (part !== null) await requireHash(join(folder, part.file), part.sha256)
  const databaseAt = (index: number): PackDatabase => {
    const database = record.databases[index]
    if (database !== undefined) return database
    throw new UsageError(`pack ${record.name} has ${record.databases.length} task vectors; there is no number ${index}`)
  }
  const openVector = async (index: number) => openStored(join(folder, databaseAt(index).vector), layers)
  const photosOf = async (index: number) => readPhotos(folder, databaseAt(index).photos)
  const { schema: _, commonHead, ...described } = record
  return {
    ...described,
    record,
    folder,
    hash: hashOf(record),
    commonHead: await readStored(join(folder, commonHead.file), headLayers(record.head)),
    vector: async (index) => readStored(join(folder, databaseAt(index).vector), layers),
    openVector,
    photosOf,
    photos: async () => {
      const distilled = record.readOut === null ? [] : [readPhotos(folder, record.readOut.photos)]
      const lists = await Promise.all([...record.databases.map((_, index) => photosOf(index)), ...distilled])
      return lists.some((list) => list === 'unknown') ? 'unknown' : lists.flatMap((list) => list as PhotoHashes[])
    },
  }
}

/** @throws {FormatError} unless the base is, bit for bit, the one that the pack's vectors are differences to. */
export function requireBase(pack: Pick<Pack, 'name' | 'base'>, base: Pick<BaseIdentity, 'name' | 'hash'>): void {
  if (base.hash === pack.base.hash) return
  throw new FormatError(
    `pack ${pack.name} was trained on base ${pack.base.name} (hash ${pack.base.hash.slice(0, 12)}..), got ${base.name} ` +
      `(hash ${base.hash.slice(0, 12)}..); fetch the right one with \`palate pack import-base\` (${pack.base.source})`,
  )
}

/**
 * theta_pre of a pack: the base's parameters and the common head, in the order of `pack.layers`.
 * @throws {FormatError} where the base is another one or does not have the layers.
 */
export function pretrainedOf(
  pack: Pick<Pack, 'name' | 'base' | 'tower' | 'head' | 'layers' | 'commonHead'>,
  base: Pick<BaseIdentity, 'name' | 'hash'> & { readonly parameters: NamedTensors },
): NamedTensors {
  requireBase(pack, base)
  const parts = new Map([...base.parameters, ...pack.commonHead])
  requireSameLayers({
    what: `base ${base.name}`,
    found: parts,
    expected: byName(vectorLayers(pack.tower, pack.head)),
  })
  return new Map(pack.layers.map((name) => [name, parts.get(name)!]))
}

/** The same for a base that is read layer by layer: what `mergeStreamed` starts from. */
export function pretrainedSource(pack: Pick<Pack, 'name' | 'commonHead'>, base: TensorSource): TensorSource {
  return joinSources([base, sourceOf(pack.commonHead, `the common head of pack ${pack.name}`)])
}

/** The hash of a pack, of which nothing else is read. @throws what `openPack` throws for its `pack.json`. */
export async function packHash(folder: string): Promise<string> {
  return hashOf(await readPackRecord(join(folder, 'pack.json')))
}

function hashOf(record: PackRecord): string {
  return createHash('sha256').update(JSON.stringify(record)).digest('hex')
}

async function readPackRecord(path: string): Promise<PackRecord> {
  // The version first: a pack of another version may differ anywhere, and its version is what the user must hear of.
  const { schema } = await readJson(path, z.looseObject({ schema: z.unknown().optional() }))
  if (schema !== PACK_SCHEMA) {
    const found = schema === undefined ? 'no schema version' : `schema version ${JSON.stringify(schema)}`
    throw new FormatError(`${path} has ${found}, this palate reads ${PACK_SCHEMA}: update palate or the pack`)
  }
  return readJson(path, packSchema)
}

function requireLayerOrder(path: string, record: PackRecord, layers: readonly Layer[]): void {
  if (record.layers.length !== layers.length) {
    throw new FormatError(
      `${path} lists ${record.layers.length} layers, its architecture has ${layers.length}; get the pack again`,
    )
  }
  const at = layers.findIndex(({ name }, index) => name !== record.layers[index])
  if (at < 0) return
  throw new FormatError(`${path}: layer ${at + 1} should be ${layers[at]!.name} and is ${record.layers[at]}`)
}

async function openStored(path: string, layers: readonly Layer[]) {
  const file = await openSafetensors(path)
  try {
    const stored = storedSource(file)
    requireSameLayers({ what: path, found: stored.tensors, expected: byName(layers) })
    return { path, tensors: byName(layers), read: (name: string) => stored.read(name), close: () => file.close() }
  } catch (error) {
    await file.close()
    throw error
  }
}

async function readStored(path: string, layers: readonly Layer[]): Promise<NamedTensors> {
  const source = await openStored(path, layers)
  try {
    return await readAll(source)
  } finally {
    await source.close()
  }
}
