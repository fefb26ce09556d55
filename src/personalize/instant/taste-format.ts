import type { z } from 'zod'
import { FormatError } from '../../core/index.ts'
import { descriptorBytes } from '../descriptor.ts'
import { photosOf, type ScaleName } from './evidence.ts'
import { decodeEvidence, encodeEvidence } from './evidence-columns.ts'
import { decodePhotoIds, encodePhotoIds, type PhotoId } from './photo-id.ts'
import type { Scale } from './posterior.ts'
import type { PriorEdits } from './prior-edits.ts'
import type { PersonRecord, TasteRecord } from './taste-record.ts'
import { type editsSchema, TASTE_SCHEMA, type TasteFile } from './taste-schema.ts'

/** The text of a taste file: JSON, a line for each of its parts, so that changes are seen in version control. */
export function formatTaste(record: TasteRecord): string {
  const parts = Object.entries(fileOf(record)).map(([key, value]) => `"${key}":${JSON.stringify(value)}`)
  return `{\n${parts.join(',\n')}\n}\n`
}

function fileOf({ pack, databases, width, people, descriptors }: TasteRecord): TasteFile {
  const ids = [...new Set(people.flatMap(({ evidence }) => evidence.flatMap((item) => photosOf<PhotoId>(item))))]
  const places = new Map(ids.map((id, at) => [id, at]))
  const waiting = ids.flatMap((id, at) => (descriptors.has(id) ? [] : [at]))
  let seen = 0
  return {
    format: 'palate-taste',
    schema: TASTE_SCHEMA,
    pack: { name: pack.name, hash: pack.hash },
    databases: [...databases],
    width,
    photos: {
      ids: base64(encodePhotoIds(ids)),
      ...(waiting.length === 0 ? {} : { waiting }),
      descriptors: base64(Buffer.concat(ids.flatMap((id) => descriptors.get(id) ?? []))),
    },
    people: people.map(({ merged, edits, weights, scales, evidence }) => {
      const encoded = encodeEvidence(evidence, { places, seen })
      seen = encoded.seen
      const edited = editsOf(edits)
      return {
        ...(merged === undefined ? {} : { merged }),
        ...(edited === undefined ? {} : { edits: edited }),
        weights: [...weights],
        scales: mapScales(scales, ({ levels, thresholds }) => ({ levels: [...levels], thresholds: [...thresholds] })),
        evidence: encoded.columns,
      }
    }),
  }
}

/** What a taste file that the schema accepted says. @throws {FormatError} where its parts do not belong together. */
export function recordOfFile({ pack, databases, width, photos, people }: TasteFile): TasteRecord {
  const ids = decodePhotoIds(Buffer.from(photos.ids, 'base64'))
  const waiting = new Set(photos.waiting)
  const described = ids.filter((_, at) => !waiting.has(at))
  if (ids.length - described.length !== (photos.waiting ?? []).length)
    throw new FormatError('photos: those that wait for a descriptor are not all listed, or listed twice')
  const size = descriptorBytes({ databases: databases.length, width })
  const bytes = Buffer.from(photos.descriptors, 'base64')
  if (bytes.length !== described.length * size) {
    throw new FormatError(
      `photos: expected ${described.length} descriptors of ${size} bytes, got ${bytes.length} bytes; the file is damaged`,
    )
  }
  if (people.length > 1 ? people.some(({ merged }) => !merged) : people[0]!.merged)
    throw new FormatError('people: each of a merge has a name, and one who is alone has none')
  let seen = 0
  const records = people.map(({ merged, edits = {}, weights, scales, evidence }): PersonRecord => {
    const decoded = decodeEvidence(evidence, { ids, seen })
    seen = decoded.seen
    const toArrays = ({ levels, thresholds }: { levels: number[]; thresholds: number[] }): Scale => ({
      levels: Float64Array.from(levels),
      thresholds: Float64Array.from(thresholds),
    })
    return {
      ...(merged === undefined ? {} : { merged }),
      edits: editsFrom(edits),
      evidence: decoded.evidence,
      weights,
      scales: mapScales(scales, toArrays),
    }
  })
  if (seen !== ids.length) throw new FormatError('photos: one is listed of which nothing was said; the file is damaged')
  const descriptors = new Map(described.map((id, at) => [id, bytes.subarray(at * size, (at + 1) * size)]))
  return { pack, databases, width, people: records, descriptors }
}

/** Edits as a list: database names are data, and become no keys of objects that a file could choose. */
function editsOf({ trust, databases = {} }: PriorEdits): z.output<typeof editsSchema> | undefined {
  const list = Object.entries(databases).map(([name, edit]) => ({ name, ...edit }))
  if (trust === undefined && list.length === 0) return undefined
  return { ...(trust === undefined ? {} : { trust }), ...(list.length === 0 ? {} : { databases: list }) }
}

function editsFrom({ trust, databases = [] }: z.output<typeof editsSchema>): PriorEdits {
  const entries = databases.map(({ name, ...edit }) => [name, edit] as const)
  return {
    ...(trust === undefined ? {} : { trust }),
    ...(entries.length === 0 ? {} : { databases: Object.fromEntries(entries) as PriorEdits['databases'] & object }),
  }
}

type Scales<T> = { readonly [name in ScaleName]?: T }

function mapScales<A, B>(scales: { readonly [name in ScaleName]?: A | undefined }, map: (scale: A) => B): Scales<B> {
  const { score, star, flag } = scales
  return {
    ...(score === undefined ? {} : { score: map(score) }),
    ...(star === undefined ? {} : { star: map(star) }),
    ...(flag === undefined ? {} : { flag: map(flag) }),
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')
}
