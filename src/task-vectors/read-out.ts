import { join } from 'node:path'
import { FormatError, formatShape, type NamedTensors, sameShape, sha256OfFile, writeJsonAtomic } from '../core/index.ts'
import { embeddingWidth } from '../model/index.ts'
import { openSafetensors, writeSafetensors } from '../weights/index.ts'
import { openPack, type Pack } from './pack.ts'
import type { PackRecord, ReadOutRecord } from './pack-schema.ts'
import { requireHash, writePhotos } from './photos-file.ts'
import type { PhotoHashes } from './records.ts'

/** A linear map of an embedding h (d): weight . h + bias. */
export interface Affine {
  /** (output, d) row-major. */
  readonly weight: Float32Array
  /** (output) */
  readonly bias: Float32Array
}

/** What is known of a new person before their first rating, over rows (1 + n + m) as `rowsOf` makes them. */
export interface RowPrior {
  /** (1 + n + m) */
  readonly mean: Float32Array
  /** (1 + n + m) */
  readonly deviation: Float32Array
  /** Weights of the first column, what people in general think, on the others: (n + m). */
  readonly score: Float32Array
  /** Photos that must be spoken of until what was said counts half (`LikelihoodSettings` of personalize). */
  readonly caution: number
}

/**
 * How a pack turns one forward pass of its trunk into a descriptor, and what it knows of people in general. d is the width of
 * the tower's embedding, n the number of task vectors, m the width of the descriptor's embedding.
 */
export interface ReadOut {
  /** Coefficient of each task vector in the trunk: (n). */
  readonly trunk: Float32Array
  /** The n database models' scores, distilled from the models themselves and standardised: (n, d). */
  readonly scores: Affine
  /** The descriptor's embedding, whitened: (m, d). */
  readonly embedding: Affine
  /** Mean and deviation over the reference photos of the scores that the n models give themselves, for `exact` descriptors: (n). */
  readonly exact: { readonly mean: Float32Array; readonly deviation: Float32Array }
  readonly prior: RowPrior
  /** The same without task vectors, on the base's own embedding: what every table of results is compared with. */
  readonly plain: { readonly embedding: Affine; readonly prior: RowPrior } | null
}

/** What `addReadOut` records beside the numbers. */
export type ReadOutDescription = Pick<ReadOutRecord, 'fidelity' | 'prior' | 'settings'>

const FILE = 'read-out.safetensors'

/**
 * Writes a read-out into a pack's folder; `pack.json`, and with it the pack's hash, change last.
 * @throws {FormatError} where it does not fit the pack.
 */
export async function addReadOut(
  pack: Pack,
  readOut: ReadOut,
  options: ReadOutDescription & { readonly photos: readonly PhotoHashes[] },
): Promise<Pack> {
  const { photos, ...description } = options
  const tensors = tensorsOf(readOut)
  requireShapes(
    `the read-out for pack ${pack.name}`,
    tensors,
    shapesOf(pack, readOut.embedding.bias.length, readOut.plain?.embedding.bias.length),
  )
  const list = Array.from(tensors, ([name, { shape, data }]) => ({ name, shape, type: 'F32' as const, data }))
  await writeSafetensors(join(pack.folder, FILE), list)
  const reference = await writePhotos({ folder: pack.folder, file: 'read-out.photos.json', photos })
  const record: PackRecord = {
    ...pack.record,
    readOut: {
      file: FILE,
      sha256: await sha256OfFile(join(pack.folder, FILE)),
      width: readOut.embedding.bias.length,
      plainWidth: readOut.plain?.embedding.bias.length ?? null,
      photos: reference!,
      ...description,
    },
  }
  await writeJsonAtomic(join(pack.folder, 'pack.json'), record)
  return openPack(pack.folder)
}

/** A pack's read-out. @throws {FormatError} where its file is damaged, or does not fit the pack; null where the pack has none. */
export async function readReadOut(pack: Pack): Promise<ReadOut | null> {
  const record = pack.readOut
  if (record === null) return null
  const path = join(pack.folder, record.file)
  await requireHash(path, record.sha256)
  const file = await openSafetensors(path)
  try {
    const expected = shapesOf(pack, record.width, record.plainWidth ?? undefined)
    requireShapes(path, file.tensors, expected)
    const data = new Map<string, Float32Array>()
    for (const name of expected.keys()) {
      const values = (await file.read(name)).data
      if (!values.every(Number.isFinite)) throw new FormatError(`${path}: ${name} holds a value that is not finite`)
      data.set(name, values)
    }
    return fromTensors(data)
  } finally {
    await file.close()
  }
}

type Shapes = ReadonlyMap<string, { readonly shape: readonly number[] }>

function shapesOf(pack: Pick<Pack, 'tower' | 'databases'>, width: number, plainWidth: number | undefined): Shapes {
  const d = embeddingWidth(pack.tower)
  const n = pack.databases.length
  const affine = (name: string, rows: number): [string, readonly number[]][] => [
    [`${name}.weight`, [rows, d]],
    [`${name}.bias`, [rows]],
  ]
  const prior = (name: string, columns: number): [string, readonly number[]][] => [
    [`${name}.mean`, [1 + columns]],
    [`${name}.deviation`, [1 + columns]],
    [`${name}.score`, [columns]],
    [`${name}.caution`, [1]],
  ]
  const all = [
    ['trunk', [n]] as [string, readonly number[]],
    ...affine('scores', n),
    ...affine('embedding', width),
    ['exact.mean', [n]] as [string, readonly number[]],
    ['exact.deviation', [n]] as [string, readonly number[]],
    ...prior('prior', n + width),
    ...(plainWidth === undefined
      ? []
      : [...affine('plain.embedding', plainWidth), ...prior('plain.prior', plainWidth)]),
  ]
  return new Map(all.map(([name, shape]) => [name, { shape }]))
}

function requireShapes(what: string, found: Shapes, expected: Shapes): void {
  for (const [name, { shape }] of expected) {
    const got = found.get(name)?.shape
    if (got === undefined || !sameShape(got, shape))
      throw new FormatError(
        `${what}: expected ${name} ${formatShape(shape)}, got ${got === undefined ? 'no such tensor' : formatShape(got)}`,
      )
  }
}

function tensorsOf({ trunk, scores, embedding, exact, prior, plain }: ReadOut): NamedTensors {
  const affine = (name: string, { weight, bias }: Affine): [string, readonly number[], Float32Array][] => [
    [`${name}.weight`, [bias.length, weight.length / bias.length], weight],
    [`${name}.bias`, [bias.length], bias],
  ]
  const vector = (name: string, data: Float32Array): [string, readonly number[], Float32Array] => [
    name,
    [data.length],
    data,
  ]
  const priorOf = (name: string, { mean, deviation, score, caution }: RowPrior) => [
    vector(`${name}.mean`, mean),
    vector(`${name}.deviation`, deviation),
    vector(`${name}.score`, score),
    vector(`${name}.caution`, Float32Array.of(caution)),
  ]
  const all = [
    vector('trunk', trunk),
    ...affine('scores', scores),
    ...affine('embedding', embedding),
    vector('exact.mean', exact.mean),
    vector('exact.deviation', exact.deviation),
    ...priorOf('prior', prior),
    ...(plain === null ? [] : [...affine('plain.embedding', plain.embedding), ...priorOf('plain.prior', plain.prior)]),
  ]
  return new Map(all.map(([name, shape, data]) => [name, { shape, data }]))
}

function fromTensors(data: ReadonlyMap<string, Float32Array>): ReadOut {
  const get = (name: string): Float32Array => data.get(name)!
  const affine = (name: string): Affine => ({ weight: get(`${name}.weight`), bias: get(`${name}.bias`) })
  const prior = (name: string): RowPrior => ({
    mean: get(`${name}.mean`),
    deviation: get(`${name}.deviation`),
    score: get(`${name}.score`),
    caution: get(`${name}.caution`)[0]!,
  })
  return {
    trunk: get('trunk'),
    scores: affine('scores'),
    embedding: affine('embedding'),
    exact: { mean: get('exact.mean'), deviation: get('exact.deviation') },
    prior: prior('prior'),
    plain: data.has('plain.embedding.weight')
      ? { embedding: affine('plain.embedding'), prior: prior('plain.prior') }
      : null,
  }
}
