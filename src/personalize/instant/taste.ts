import { photosOf, requireEvidence } from './evidence.ts'
import { learn, storedOf, type Taste } from './learn-taste.ts'
import { photoId, type PhotoId } from './photo-id.ts'
import type { PriorEdits } from './prior-edits.ts'
import { canonicalEvidence, type TasteEvidence } from './taste-evidence.ts'
import type { TasteModel } from './taste-model.ts'

/** Stored descriptors (`encodeDescriptors`) of photos, by content hash. */
export type StoredDescriptors = ReadonlyMap<string, Uint8Array>

/** A taste of which nothing was said: the pack's prior. */
export function emptyTaste(model: TasteModel): Taste {
  return learn({ model, edits: {}, evidence: [], bytes: new Map() })
}

/**
 * The taste with more evidence, learnt from where it stood. `described` must hold the photos that were not spoken of
 * before (others are passed over); it need hold no more than those.
 * @throws {UsageError} where evidence cannot be meant or a photo has no descriptor.
 * @throws {FormatError} where a descriptor is not one of the pack's.
 */
export function addEvidence(
  taste: Taste,
  evidence: readonly TasteEvidence[],
  described: StoredDescriptors = new Map(),
): Taste {
  requireEvidence(evidence)
  const added = evidence.map(canonicalEvidence)
  const bytes = new Map(storedOf(taste))
  for (const [hash, stored] of described) if (!bytes.has(photoId(hash))) bytes.set(photoId(hash), stored)
  requireEvidence(added, { isPhoto: (photo) => bytes.has(photo) })
  return learn({ ...taste, evidence: [...taste.evidence, ...added], bytes, before: taste })
}

/** The taste without the last thing that was said; an empty one stays as it is. */
export function undo(taste: Taste): Taste {
  if (taste.evidence.length === 0) return taste
  return learn({ ...taste, evidence: taste.evidence.slice(0, -1), bytes: storedOf(taste), before: taste })
}

/** The taste without anything about a photo: its ratings, its duels, its descriptor. */
export function forget(taste: Taste, photo: string): Taste {
  const id = photoId(photo)
  const evidence = taste.evidence.filter((item) => !photosOf<PhotoId>(item).includes(id))
  if (evidence.length === taste.evidence.length) return taste
  return learn({ ...taste, evidence, bytes: storedOf(taste), before: taste })
}

/**
 * The taste with these edits of the prior in place of those before; `{}` goes back to the pack's prior.
 * @throws {UsageError} for edits that cannot be meant.
 */
export function editPrior(taste: Taste, edits: PriorEdits): Taste {
  // From the start: where the old prior led may be far out under the new one.
  const { model, evidence } = taste
  return learn({ model, edits, evidence, bytes: storedOf(taste) })
}

/**
 * What was said of photos that the pack has not described: after a migration, photos that were not there. It is kept, and
 * counts as soon as `addEvidence` is given their descriptors.
 */
export function waitingEvidence(taste: Taste): readonly TasteEvidence[] {
  return taste.evidence.filter((item) => !photosOf<PhotoId>(item).every((photo) => taste.photos.has(photo)))
}
