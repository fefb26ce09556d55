import { type Account, explain } from './explain.ts'
import type { Taste } from './learn-taste.ts'
import type { PhotoId } from './photo-id.ts'
import type { AnyTaste } from './taste-record.ts'

/** What a rated photo adds to the score of another. */
export interface RatedShare {
  readonly photo: PhotoId
  /** Who rated it, in a merge. */
  readonly person: string | null
  readonly part: number
  readonly similarity: number
}

/** Where a photo's score comes from: score = prior + databases + rated + others. */
export interface TasteAccount extends Omit<Account, 'rated'> {
  readonly rated: readonly RatedShare[]
}

/**
 * The additive account of a photo's score by a taste; `row` is its row (p). The score of a merge is the sum of the
 * people's, each times its share, and so is its account.
 */
export function accountOf(
  taste: AnyTaste,
  row: ArrayLike<number>,
  { nearest }: { readonly nearest: number },
): TasteAccount {
  const people = 'people' in taste ? taste.people : [{ name: null, share: 1, taste }]
  const accounts = people.map((person) => scaled(person, row))
  const total = (part: (account: TasteAccount) => number): number =>
    accounts.reduce((sum, account) => sum + part(account), 0)
  const rated = accounts.flatMap((account) => account.rated)
  rated.sort((a, b) => Math.abs(b.part) - Math.abs(a.part))
  const rest = rated.slice(nearest).reduce((sum, { part }) => sum + part, 0)
  return {
    score: total(({ score }) => score),
    prior: total(({ prior }) => prior),
    databases: taste.model.databases.map((name, at) => ({ name, part: total((each) => each.databases[at]!.part) })),
    rated: rated.slice(0, nearest),
    others: total(({ others }) => others) + rest,
  }
}

/** One person's account with every rated photo, times their share. */
function scaled(
  { name, share, taste }: { readonly name: string | null; readonly share: number; readonly taste: Taste },
  row: ArrayLike<number>,
): TasteAccount {
  const { posterior, rows, photos, model } = taste
  const databases = model.databases.map((database, at) => ({ name: database, columns: [1 + at] }))
  const account = explain({ posterior, rows, row, databases, nearest: rows.count })
  const ids = [...photos.keys()]
  return {
    score: share * account.score,
    prior: share * account.prior,
    databases: account.databases.map((each) => ({ ...each, part: share * each.part })),
    rated: account.rated.map(({ photo, part, similarity }) => ({
      photo: ids[photo]!,
      person: name,
      part: share * part,
      similarity,
    })),
    others: share * account.others,
  }
}
