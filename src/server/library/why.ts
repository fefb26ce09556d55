import { type Catalog, placeIn, someDescriptors } from '../../catalog/index.ts'
import { accountOf, peopleOf, predict, rowsOf, saidOf } from '../../personalize/index.ts'
import type { Why } from '../messages/index.ts'
import type { View } from './view.ts'

/** Rated photos that are named. */
const NEAREST = 5

/** Where the score of a photo comes from. @throws {UsageError} where it is not in the opened folders. */
export async function whyOf(catalog: Catalog, view: View, photo: number): Promise<Why> {
  const { taste, shelf } = view
  const place = view.placeOf(photo)
  const { data: row } = rowsOf(taste.model, someDescriptors(shelf.descriptors, [place]))
  const account = accountOf(taste, row, { nearest: NEAREST })
  const evidence = new Map(peopleOf(taste).map((person) => [person.name, person.taste.evidence]))
  const rated = await Promise.all(
    account.rated.map(async ({ photo: id, person, part, similarity }) => {
      const [found] = await catalog.photosByPrefix([id])
      const at = found && placeIn(shelf.ids, found.id)
      const words = saidOf(evidence.get(person)!, id)
      return {
        // What lies outside the opened folders is not named.
        photo: at === undefined ? null : found!.id,
        name: at === undefined ? null : shelf.facts.names[at]!,
        said: person === null ? words : `${words} by ${person}`,
        part,
        similarity,
      }
    }),
  )
  const { prior, databases, others } = account
  // A photo that was rated stands where that puts it, not where the taste would.
  const score = view.order.scores[place]!
  const own = view.given.has(photo) ? score - account.score : 0
  const { deviation } = predict(taste.posterior, row)
  return { score: account.score + own, deviation, prior, databases: [...databases], rated, others, own }
}
