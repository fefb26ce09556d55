import { FormatError } from '../../core/index.ts'
import { decodeDescriptors, descriptorBytes, type Descriptors, encodeDescriptors } from '../descriptor.ts'
import { type Evidence, photosOf } from './evidence.ts'
import type { PhotoId } from './photo-id.ts'
import { fitPosterior, type Posterior, type Rows } from './posterior.ts'
import { editedPrior, type PriorEdits } from './prior-edits.ts'
import type { TasteEvidence } from './taste-evidence.ts'
import { rowsOf, type TasteModel } from './taste-model.ts'

/**
 * One person's taste. A value: each change gives a new one. It holds the descriptors of the rated photos, so that it
 * can be learnt again anywhere; what it says of other photos needs only `posterior`.
 */
export interface Taste {
  readonly model: TasteModel
  readonly edits: PriorEdits
  /** All that was said, in order, photos by `photoId`. */
  readonly evidence: readonly TasteEvidence[]
  /** Place in `descriptors`, `rows` and the posterior's forces of each photo that was spoken of, in order of first mention. */
  readonly photos: ReadonlyMap<PhotoId, number>
  readonly descriptors: Descriptors
  readonly rows: Rows
  readonly posterior: Posterior
}

export interface LearnOptions {
  readonly model: TasteModel
  readonly edits: PriorEdits
  /** Canonical. */
  readonly evidence: readonly TasteEvidence[]
  readonly bytes: ReadonlyMap<PhotoId, Uint8Array>
  /** A taste of the same pack: its rows are used again, and its posterior is where the search starts. */
  readonly before?: Taste
}

/** The taste that evidence gives; what speaks of photos without descriptor is kept and not learnt from. */
export function learn({ model, edits, evidence, bytes, before }: LearnOptions): Taste {
  const mentioned = new Set(evidence.flatMap((item) => photosOf<PhotoId>(item)))
  const photos = new Map([...mentioned].filter((photo) => bytes.has(photo)).map((photo, at) => [photo, at]))
  const descriptors = decoded(model, photos, bytes)
  const rows = rowsAfter(model, { photos, descriptors }, before)
  const placed = evidence.flatMap((item) => {
    const said = placedEvidence(item, photos)
    return said === undefined ? [] : [said]
  })
  const posterior = fitPosterior({
    prior: editedPrior(model, edits),
    rows,
    evidence: placed,
    settings: model.settings,
    ...(before === undefined ? {} : { start: before.posterior }),
  })
  return { model, edits, evidence, photos, descriptors, rows, posterior }
}

/** Evidence with photos by their places; undefined where one is not described. */
export function placedEvidence(item: TasteEvidence, photos: ReadonlyMap<PhotoId, number>): Evidence | undefined {
  const { time: _, ...said } = item
  if (said.kind === 'duel') {
    const left = photos.get(said.left)
    const right = photos.get(said.right)
    return left === undefined || right === undefined ? undefined : { ...said, left, right }
  }
  const photo = photos.get(said.photo)
  return photo === undefined ? undefined : { ...said, photo }
}

function decoded(
  model: TasteModel,
  photos: ReadonlyMap<PhotoId, number>,
  bytes: ReadonlyMap<PhotoId, Uint8Array>,
): Descriptors {
  const size = descriptorBytes(model.shape)
  const table = new Uint8Array(photos.size * size)
  for (const [photo, at] of photos) {
    const stored = bytes.get(photo)!
    if (stored.length !== size) {
      throw new FormatError(
        `photo ${photo}: a descriptor of ${stored.length} bytes is not one of pack ${model.pack.name}, which take ${size}; ` +
          'index the photo with this pack',
      )
    }
    table.set(stored, at * size)
  }
  return decodeDescriptors(table, model.shape)
}

/** Rows of the photos; those at the front that a taste had before are copied. */
function rowsAfter(model: TasteModel, now: Pick<Taste, 'photos' | 'descriptors'>, before: Taste | undefined): Rows {
  if (before === undefined) return rowsOf(model, now.descriptors)
  const ids = [...now.photos.keys()]
  const idsBefore = [...before.photos.keys()]
  const differing = ids.findIndex((id, at) => idsBefore[at] !== id)
  const same = differing === -1 ? ids.length : differing
  const { databases, width } = model.shape
  const rest = rowsOf(model, {
    databases,
    width,
    photos: ids.length - same,
    scores: now.descriptors.scores.subarray(same * databases),
    embedding: now.descriptors.embedding.subarray(same * width),
  })
  const data = new Float64Array(ids.length * rest.width)
  data.set(before.rows.data.subarray(0, same * rest.width))
  data.set(rest.data, same * rest.width)
  return { count: ids.length, width: rest.width, data }
}

/** Descriptors of the rated photos as stored, by photo. */
export function storedOf(taste: Pick<Taste, 'photos' | 'descriptors'>): Map<PhotoId, Uint8Array> {
  const size = descriptorBytes(taste.descriptors)
  const bytes = encodeDescriptors(taste.descriptors)
  return new Map(Array.from(taste.photos, ([photo, at]) => [photo, bytes.subarray(at * size, (at + 1) * size)]))
}
