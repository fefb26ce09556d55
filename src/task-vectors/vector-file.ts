import { FormatError, messageOf, type NamedTensors, UsageError } from '../core/index.ts'
import {
  type HeadConfig,
  headLayers,
  type Layer,
  type Preprocessing,
  type TowerConfig,
  towerLayers,
} from '../model/index.ts'
import { openSafetensors, type TensorFile, writeSafetensors } from '../weights/index.ts'
import {
  type BaseIdentity,
  baseIdentitySchema,
  type DatabaseRecord,
  type PhotoHashes,
  photosSchema,
  type VectorRecord,
  vectorRecordSchema,
} from './records.ts'
import { readAll, requireSameLayers, type TensorSource } from './source.ts'
import { encodeVector, type Storage, type StorageCost } from './storage.ts'
import { storedSource } from './stored-source.ts'
import { hashOfTensors } from './tensors-hash.ts'

/** What a task vector belongs to: a base (src/model) is one as it stands. */
export interface VectorBase extends BaseIdentity {
  readonly tower: TowerConfig
  readonly preprocessing: Preprocessing
}

/** A task vector with all that a pack must know of it. */
export interface TaskVector {
  readonly base: VectorBase
  readonly head: HeadConfig
  /** The head that training started from: all heads of a pack start from one. */
  readonly commonHead: NamedTensors
  /** Tower layers and head layers; the head's are differences to the common head. */
  readonly vector: NamedTensors
  readonly database: DatabaseRecord
  /** Hashes of the photos trained and validated on; null where they are not known. */
  readonly photos: readonly PhotoHashes[] | null
}

/** A task vector in a file, open: tensors are read, and restored to f32, one at a time. */
export interface VectorFile {
  readonly path: string
  readonly record: VectorRecord
  readonly commonHead: NamedTensors
  /** The layers of the vector, without the common head. */
  readonly layers: TensorSource
  /** Null where they are not known. */
  readonly photos: readonly PhotoHashes[] | null
  close(): Promise<void>
}

const COMMON = 'common.'
const PHOTOS = 'palate.photos'

/** The layers of a task vector in the order of their coefficients: the tower's, then the head's. */
export function vectorLayers(tower: TowerConfig, head: HeadConfig): readonly Layer[] {
  return [...towerLayers(tower), ...headLayers(head)]
}

/**
 * Writes one task vector as one safetensors file: the layers (`storage`, f32 unless told), the common head under `common.head.*`
 * in f32, and in the metadata the record (`palate`) and the hashes of the photos (`palate.photos`, a line each).
 * @throws {FormatError} where layers are missing, extra, misshapen or not finite. @throws {UsageError} for a bad record.
 */
export async function writeVectorFile(
  path: string,
  taskVector: TaskVector,
  options: { readonly storage?: Storage; readonly seed?: number } = {},
): Promise<StorageCost> {
  const { base, head, commonHead, database, photos } = taskVector
  const storage = options.storage ?? { kind: 'f32' }
  const layers = vectorLayers(base.tower, head)
  requireSameLayers({
    what: 'the task vector',
    found: taskVector.vector,
    expected: byName(layers),
  })
  requireSameLayers({
    what: 'the common head',
    found: commonHead,
    expected: byName(headLayers(head)),
  })
  const record = vectorRecordSchema.safeParse({
    schema: 1,
    base: identityOf(base),
    tower: base.tower,
    preprocessing: base.preprocessing,
    head,
    commonHeadHash: hashOfTensors(commonHead),
    database,
    storage,
    photos: photos === null ? null : { count: photos.length },
  })
  if (!record.success) throw new UsageError(`${path}: the task vector's record is not valid: ${faultOf(record.error)}`)
  const metadata: Record<string, string> = { palate: JSON.stringify(record.data) }
  if (photos !== null) metadata[PHOTOS] = photosSchema.parse(photos).map(lineOf).join('\n')

  const ordered = new Map(layers.map(({ name }) => [name, taskVector.vector.get(name)!]))
  const encoded = encodeVector(ordered, storage, { seed: options.seed ?? 0 })
  const prefixedHead = new Map([...commonHead].map(([name, tensor]) => [COMMON + name, tensor]))
  const common = encodeVector(prefixedHead, { kind: 'f32' })
  await writeSafetensors(path, [...encoded.tensors, ...common.tensors], { metadata })
  return encoded.cost
}

/**
 * Opens what `writeVectorFile` wrote and checks it: record, layers against the architecture, common head against its hash.
 * @throws {FormatError} in one sentence naming the file. @throws {MissingError} where there is none.
 */
export async function openVectorFile(path: string): Promise<VectorFile> {
  const file = await openSafetensors(path)
  try {
    const record = parseRecord(file)
    const stored = storedSource(file)
    const head = byName(headLayers(record.head))
    const expected = new Map([...byName(vectorLayers(record.tower, record.head)), ...prefixed(head)])
    requireSameLayers({ what: path, found: stored.tensors, expected })
    const common = await readAll(stored, prefixed(head).keys())
    const commonHead = new Map([...common].map(([name, tensor]) => [name.slice(COMMON.length), tensor]))
    if (hashOfTensors(commonHead) !== record.commonHeadHash) {
      throw new FormatError(`${path}: the common head is not the one that its record names; train the vector again`)
    }
    const tensors = byName(vectorLayers(record.tower, record.head))
    return {
      path,
      record,
      commonHead,
      layers: { path, tensors, read: (name) => stored.read(name) },
      photos: parsePhotos(file, record),
      close: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** The part of a base that a record keeps. */
export function identityOf({ name, hash, architecture, source }: BaseIdentity): BaseIdentity {
  return baseIdentitySchema.parse({ name, hash, architecture, source })
}

export function byName(layers: readonly Layer[]): ReadonlyMap<string, Layer> {
  return new Map(layers.map((layer) => [layer.name, layer]))
}

function prefixed(layers: ReadonlyMap<string, Layer>): ReadonlyMap<string, Layer> {
  return new Map([...layers].map(([name, layer]) => [COMMON + name, layer]))
}

function parseRecord(file: TensorFile): VectorRecord {
  const text = file.metadata['palate']
  if (text === undefined)
    throw new FormatError(`${file.path} is not a task vector of palate: its metadata lacks "palate"`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new FormatError(`${file.path}: the record of the task vector is not JSON: ${messageOf(error)}`, {
      cause: error,
    })
  }
  const parsed = vectorRecordSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new FormatError(`${file.path}: the record of the task vector is not valid: ${faultOf(parsed.error)}`)
}

function faultOf(error: { readonly issues: readonly { path: PropertyKey[]; message: string }[] }): string {
  const first = error.issues[0]
  return `${first?.path.join('.') || 'the record'}: ${first?.message ?? 'not what was expected'}`
}

function lineOf({ contentHash, perceptualHash }: PhotoHashes): string {
  return `${contentHash} ${perceptualHash}`
}

function parsePhotos(file: TensorFile, record: VectorRecord): readonly PhotoHashes[] | null {
  if (record.photos === null) return null
  const text = file.metadata[PHOTOS]
  const lines = text === undefined || text === '' ? [] : text.split('\n')
  if (lines.length !== record.photos.count) {
    throw new FormatError(`${file.path} lists ${lines.length} photos where its record says ${record.photos.count}`)
  }
  const hashes = lines
    .map((line) => line.split(' '))
    .map(([contentHash, perceptualHash]) => ({ contentHash, perceptualHash }))
  const parsed = photosSchema.safeParse(hashes)
  if (parsed.success) return parsed.data
  throw new FormatError(`${file.path}: the list of photos is not valid: ${faultOf(parsed.error)}`)
}
