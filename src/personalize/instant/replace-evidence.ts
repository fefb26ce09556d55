import { requireEvidence } from './evidence.ts'
import { learn, storedOf, type Taste } from './learn-taste.ts'
import { photoId } from './photo-id.ts'
import type { StoredDescriptors } from './taste.ts'
import { canonicalEvidence, type TasteEvidence } from './taste-evidence.ts'

/**
 * The taste as if exactly this had been said, learnt from where it stood: whatever was added, changed or taken back at once.
 * `described` must hold the photos that were not spoken of before; what is said of photos that have no descriptor waits
 * for one.
 * @throws {UsageError} where evidence cannot be meant. @throws {FormatError} where a descriptor is not one of the pack's.
 */
export function replaceEvidence(
  taste: Taste,
  evidence: readonly TasteEvidence[],
  described: StoredDescriptors = new Map(),
): Taste {
  requireEvidence(evidence)
  const bytes = new Map(storedOf(taste))
  for (const [hash, stored] of described) bytes.set(photoId(hash), stored)
  return learn({ ...taste, evidence: evidence.map(canonicalEvidence), bytes, before: taste })
}
