import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CancelledError, type Job, sha256OfFile, silent, UsageError, writeJsonAtomic } from '../core/index.ts'
import { headLayers, type HeadConfig } from '../model/index.ts'
import { writeSafetensors } from '../weights/index.ts'
import { readEmbeddedBase } from './embedded-base.ts'
import { PACK_SCHEMA, type PackDatabase, type PackRecord, packSchema } from './pack-schema.ts'
import { writePhotos } from './photos-file.ts'
import type { DatabaseRecord, PhotoHashes } from './records.ts'
import { byName, identityOf, openVectorFile, type TaskVector, type VectorBase, vectorLayers } from './vector-file.ts'
import { readAll, requireSameLayers, sourceOf, type TensorSource } from './source.ts'
import { encodeSource, encodeVector, type Storage, type StorageCost } from './storage.ts'
import { hashOfTensors } from './tensors-hash.ts'
import { writePackFolder } from './pack-folder.ts'

/** What a pack costs, vector by vector, beside the vectors it was built from. */
export interface PackReport {
  readonly folder: string
  readonly vectors: readonly ({ readonly name: string } & StorageCost)[]
}

export interface PackOptions extends Job {
  readonly name: string
  /** Folder to be made. */
  readonly out: string
  readonly base: VectorBase
  /** Vector files or vectors in memory, in the order of the pack. All must share the base, the head and the common head. */
  readonly vectors: readonly (string | TaskVector)[]
  readonly storage: Storage
  readonly limits?: readonly string[]
  /** File of the base's weights in their stored form (`encodeVector`), to be put into the pack so that nothing else is needed. */
  readonly embed?: string
  /** Replace a pack that is there already. Nothing but a pack is ever replaced. */
  readonly overwrite?: boolean
  readonly seed?: number
}

/**
 * Builds a pack. The folder is whole or not there; one vector is in memory at a time, in its stored form.
 * @throws {UsageError} where vectors do not belong together or the folder is taken.
 * @throws {FormatError} where a vector is not what its record says, or `embed` holds another base.
 */
export async function buildPack(options: PackOptions): Promise<PackReport> {
  const { name, out, vectors, progress = silent, signal } = options
  requireName(name) // now, not after minutes of decomposing matrices
  if (vectors.length === 0) throw new UsageError(`pack ${name}: there is no task vector to put into it`)
  if (options.embed !== undefined) await readEmbeddedBase(options.embed, options.base) // of another base it could never be opened
  const report: ({ name: string } & StorageCost)[] = []
  await writePackFolder(out, { overwrite: options.overwrite ?? false }, async (folder) => {
    const databases: PackDatabase[] = []
    let first: Part | undefined
    for (const vector of vectors) {
      if (signal?.aborted) throw new CancelledError(`building pack ${name} was stopped; nothing was written`)
      const part = await openPart(vector)
      try {
        requireTogether(options.base, part, first)
        requireNew(part, databases)
        first ??= part
        const { database, cost } = await writePart(folder, part, options)
        databases.push(database)
        report.push({ name: database.name, ...cost })
      } finally {
        await part.close()
      }
      progress.report({ label: 'storing task vectors', done: databases.length, total: vectors.length })
    }
    await writeJsonAtomic(join(folder, 'pack.json'), await recordOf(folder, options, first!, databases))
  })
  return { folder: out, vectors: report }
}

function requireName(name: string): void {
  const { error } = packSchema.shape.name.safeParse(name)
  if (error !== undefined)
    throw new UsageError(`a pack cannot be called "${name}": its name ${error.issues[0]?.message}`)
}

/** A task vector from a file or from memory. */
interface Part {
  readonly what: string
  readonly base: Pick<VectorBase, 'name' | 'hash' | 'tower'>
  readonly head: HeadConfig
  readonly commonHead: TaskVector['commonHead']
  readonly commonHeadHash: string
  readonly layers: TensorSource
  readonly database: DatabaseRecord
  readonly photos: readonly PhotoHashes[] | null
  close(): Promise<void>
}

async function openPart(vector: string | TaskVector): Promise<Part> {
  if (typeof vector === 'string') {
    const { record, ...file } = await openVectorFile(vector)
    const { tower, head, database, commonHeadHash } = record
    return {
      ...file,
      what: vector,
      base: { ...record.base, tower },
      head,
      database,
      commonHeadHash,
    }
  }
  const { base, head, commonHead, database, photos } = vector
  const what = `the task vector of ${database.name}`
  requireSameLayers({
    what,
    found: vector.vector,
    expected: byName(vectorLayers(base.tower, head)),
  })
  requireSameLayers({
    what: 'the common head',
    found: commonHead,
    expected: byName(headLayers(head)),
  })
  const ordered = new Map(vectorLayers(base.tower, head).map(({ name }) => [name, vector.vector.get(name)!]))
  const layers = sourceOf(ordered, what)
  const commonHeadHash = hashOfTensors(commonHead)
  return {
    what,
    base,
    head,
    commonHead,
    commonHeadHash,
    layers,
    database,
    photos,
    close: async () => {},
  }
}

/** @throws {UsageError} unless the vector is a difference to this base and starts from the same head as the first one. */
function requireTogether(base: VectorBase, part: Part, first: Part | undefined): void {
  if (part.base.hash !== base.hash || JSON.stringify(part.base.tower) !== JSON.stringify(base.tower)) {
    const hashes = `${part.base.hash.slice(0, 12)}.. against ${base.hash.slice(0, 12)}..`
    throw new UsageError(
      `${part.what} was trained on base ${part.base.name}, the pack is of ${base.name} (hash ${hashes}): ` +
        'vectors of different bases cannot be merged',
    )
  }
  if (first === undefined) return
  const { template: _, ...head } = part.head
  const { template: _first, ...expected } = first.head
  if (JSON.stringify(head) !== JSON.stringify(expected)) {
    throw new UsageError(`${part.what} has another head than ${first.what}: ${JSON.stringify(head)}`)
  }
  if (part.commonHeadHash !== first.commonHeadHash) {
    throw new UsageError(
      `${part.what} started from another common head than ${first.what}: heads that start apart cannot be merged; ` +
        'train both from one head',
    )
  }
}

function requireNew(part: Part, databases: readonly PackDatabase[]): void {
  // Some file systems take AVA and ava for one file.
  const same = databases.find(({ name }) => name.toLowerCase() === part.database.name.toLowerCase())
  if (same !== undefined) throw new UsageError(`${part.what}: the pack has a vector of database ${same.name} already`)
}

async function writePart(folder: string, part: Part, { storage, seed = 0 }: PackOptions) {
  const { name } = part.database
  const { tensors, cost } = await encodeSource(part.layers, storage, { seed })
  const vector = `${name}.vector.safetensors`
  await writeSafetensors(join(folder, vector), tensors)
  const database: PackDatabase = {
    ...part.database,
    vector,
    sha256: await sha256OfFile(join(folder, vector)),
    relativeError: cost.relativeError,
    photos: await writePhotos({ folder, file: `${name}.photos.json`, photos: part.photos }),
  }
  return { database, cost }
}

async function recordOf(
  folder: string,
  { name, base, storage, embed, limits = [] }: PackOptions,
  first: Part,
  databases: readonly PackDatabase[],
): Promise<PackRecord> {
  const file = 'common-head.safetensors'
  const head = await readAll(sourceOf(first.commonHead), byName(headLayers(first.head)).keys())
  // Half precision moves the starting point of all heads by the same 2e-4: nothing next to what the vectors lose.
  const { tensors } = encodeVector(head, { kind: storage.kind === 'f32' ? 'f32' : 'f16' })
  await writeSafetensors(join(folder, file), tensors)
  const record = packSchema.safeParse({
    schema: PACK_SCHEMA,
    name,
    base: { ...identityOf(base), embedded: embed === undefined ? null : await embedBase(folder, embed) },
    tower: base.tower,
    preprocessing: base.preprocessing,
    head: { ...first.head, template: 'ten' },
    commonHead: { file, sha256: await sha256OfFile(join(folder, file)) },
    storage,
    layers: vectorLayers(base.tower, first.head).map((layer) => layer.name),
    databases,
    limits,
    readOut: null,
  })
  if (record.success) return record.data
  const issue = record.error.issues[0]
  throw new UsageError(`pack ${name}: ${issue?.path.join('.')}: ${issue?.message}`)
}

async function embedBase(folder: string, source: string) {
  const file = 'base.safetensors'
  await copyFile(source, join(folder, file))
  return { file, sha256: await sha256OfFile(join(folder, file)) }
}
