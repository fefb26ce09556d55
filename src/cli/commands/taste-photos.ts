import type { Catalog } from '../../catalog/index.ts'
import { type AnyTaste, peopleOf, photoId, type PhotoId, type TasteEvidence } from '../../personalize/index.ts'

/** Photos of which something was said, by anybody, in order of first mention. */
export function mentionedPhotos(taste: AnyTaste): readonly PhotoId[] {
  return [...new Set(peopleOf(taste).flatMap((person) => person.taste.evidence.flatMap(photosOfItem)))]
}

export function photosOfItem(item: TasteEvidence): readonly PhotoId[] {
  return item.kind === 'duel' ? [item.left, item.right] : [item.photo]
}

/** Where the catalog last saw photos that a taste names; those that it does not know are not in the map. */
export async function pathsOfPhotos(
  catalog: Catalog,
  ids: readonly PhotoId[],
): Promise<ReadonlyMap<PhotoId, readonly string[]>> {
  const found = await catalog.photosByPrefix(ids)
  const placed = found.filter(({ paths }) => paths.length > 0)
  return new Map(placed.map(({ contentHash, paths }) => [photoId(contentHash), paths]))
}
