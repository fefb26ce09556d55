import { type Catalog, placeIn, someDescriptors } from '../../catalog/index.ts'
import { accountOf, peopleOf, predict, rowsOf, saidOf } from '../../personalize/index.ts'
import type { Why } from '../messages/index.ts'
import type { View } from './view.ts'

/** Rated photos that are named. */
const NEAREST = 5

/** Where the score of a photo comes from. @throws {UsageError} where it is not in the opened folders. */
export async function whyOf(catalog: Catalog, view: View, photo: number): Promise<Why> {
  const { taste, shelf } = view
  const { data: row } = rowsOf(taste.model, someDescriptors(shelf.descriptors, [view.placeOf(photo)]))
  const account = accountOf(taste, row, { nearest: NEAREST })
  const evidence = new Map(peopleOf(taste).map((person) => [person.name, person.taste.evidence]))
  const rated = await Promise.all(
    account.rated.map(async ({ photo: id, person, part, similarity }) => {
      const [found] = await catalog.photosByPrefix([id])
      const place = found && placeIn(shelf.ids, found.id)
      const words = saidOf(evidence.get(person)!, id)
      return {
        // What lies outside the opened folders is not named.
        photo: place === undefined ? null : found!.id,
        name: place === undefined ? null : shelf.facts.names[place]!,
        said: person === null ? words : `${words} by ${person}`,
        part,
        similarity,
      }
    }),
  )
  const { score, prior, databases, others } = account
  const { deviation } = predict(taste.posterior, row)
  return { score, deviation, prior, databases: [...databases], rated, others }
}
