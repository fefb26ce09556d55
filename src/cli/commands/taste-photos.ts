import type { Catalog } from '../../catalog/index.ts'
import { type AnyTaste, photoId, type PhotoId, type Taste, type TasteEvidence } from '../../personalize/index.ts'

/** The people of a taste: one without a name, or those of a merge. */
export function peopleOf(taste: AnyTaste): readonly { readonly name: string | null; readonly taste: Taste }[] {
  return 'people' in taste ? taste.people : [{ name: null, taste }]
}

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

/** What somebody said of one photo, in words: `rated 5`, `4 stars`, `a pick`, `won 2 of 3 duels`. */
export function saidOf(evidence: readonly TasteEvidence[], photo: PhotoId): string {
  const own = evidence.filter((item) => photosOfItem(item).includes(photo))
  const last = new Map(own.flatMap((item) => (item.kind === 'duel' ? [] : [[item.kind, wordsOf(item)] as const])))
  const duels = own.filter((item) => item.kind === 'duel')
  const won = duels.filter((item) => item.winner !== 'tie' && item[item.winner] === photo).length
  const parts = [...last.values(), ...(duels.length === 0 ? [] : [`won ${won} of ${duels.length} duels`])]
  return parts.join(', ')
}

function wordsOf(item: Exclude<TasteEvidence, { readonly kind: 'duel' }>): string {
  switch (item.kind) {
    case 'score':
      return `rated ${item.value}`
    case 'star':
      return item.stars === 1 ? '1 star' : `${item.stars} stars`
    case 'flag':
      return `a ${item.flag}`
  }
}
