import { photosOf } from './evidence.ts'
import type { PhotoId } from './photo-id.ts'
import type { TasteEvidence } from './taste-evidence.ts'

/** What somebody said of one photo, in words: `rated 5`, `4 stars`, `a pick`, `won 2 of 3 duels`. */
export function saidOf(evidence: readonly TasteEvidence[], photo: PhotoId): string {
  const own = evidence.filter((item) => photosOf<PhotoId>(item).includes(photo))
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
