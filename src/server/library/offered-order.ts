import {
  archiveOf,
  learnPast,
  marksIn,
  onlyShoots,
  type PastModel,
  type PastPair,
  pastPairs,
  scorePast,
  standingsOf,
} from '../../archive/index.ts'
import type { Catalog, LoggedEvent } from '../../catalog/index.ts'
import type { TasteModel } from '../../personalize/index.ts'
import type { CulledShoot } from './library.ts'
import type { Shelf } from './shelf.ts'

/** Orders learnt from what a person kept and passed over, of shoots that they are culling. */
export interface OfferedOrders {
  /**
   * (frame) of one shoot: scores learnt from all shoots but this one, so that what is said while it is culled does not
   * change the order in which it is shown; undefined where the others teach nothing, and for chronological order.
   */
  scoresOf(
    shelf: Shelf,
    of: { readonly shoot: number } & Pick<CulledShoot, 'person' | 'order'>,
  ): Promise<Float64Array | undefined>
  forget(person: string): void
}

/** Models that are kept: of shoots between which somebody goes back and forth. */
const KEPT = 8

interface Learnt {
  readonly shelf: Shelf
  readonly pairs: readonly PastPair[]
  readonly model: PastModel
}

/** Learning from 20,000 pairs takes seconds: it belongs into the slow thread. */
export function openOfferedOrders({
  catalog,
  model,
}: {
  readonly catalog: Catalog
  readonly model: TasteModel
}): OfferedOrders {
  const said = new Map<string, readonly LoggedEvent[]>()
  const kept = new Map<string, Learnt>()

  const eventsOf = async (person: string): Promise<readonly LoggedEvent[]> => {
    const before = said.get(person) ?? []
    const events = [...before, ...(await catalog.events({ person, after: before.at(-1)?.id ?? 0 }))]
    said.set(person, events)
    return events
  }
  return {
    async scoresOf(shelf, { shoot, person, order }) {
      if (order === 'chronological') return undefined
      const [shoots, series] = [shelf.shoots(), shelf.series()]
      const marks = await marksIn({ catalog, library: shelf, events: await eventsOf(person) })
      const standings = standingsOf(marks, shoots, series)
      const pairs = pastPairs({ marks, standings, shoots, series, shootsUsed: (other) => other !== shoot })
      if (pairs.length === 0) return undefined
      const { measures, ...withoutMeasures } = await archiveOf({
        catalog,
        model,
        library: shelf,
        shoots,
        series,
        marks,
      })
      const archive = { ...withoutMeasures, ...(order === 'archive-and-measures' && measures && { measures }) }
      const name = JSON.stringify([person, order, shoots.details[shoot]!.key])
      const last = kept.get(name)
      const learnt =
        last?.shelf === shelf && areSame(last.pairs, pairs)
          ? last
          : { shelf, pairs, model: learnPast({ ...model, ...archive, pairs }) }
      kept.delete(name)
      kept.set(name, learnt)
      if (kept.size > KEPT) kept.delete([...kept.keys()][0]!)

      const { measures: own, ...frames } = onlyShoots(archive, (each) => each === shoot)
      // The first measures may have come since it was learnt: a model is asked with what it knows.
      const isMeasured = learnt.model.measures.length > 0 && own !== undefined
      const scores = scorePast(learnt.model, { ...frames, ...(isMeasured && { measures: own }) })
      const placeIn = new Map(Array.from(frames.places, (place, at) => [place, at]))
      return Float64Array.from(
        shoots.members.subarray(shoots.starts[shoot], shoots.starts[shoot + 1]),
        (place) => scores[placeIn.get(place)!]!,
      )
    },
    forget(person) {
      said.delete(person)
      for (const name of kept.keys()) if ((JSON.parse(name) as readonly unknown[])[0] === person) kept.delete(name)
    },
  }
}

function areSame(a: readonly PastPair[], b: readonly PastPair[]): boolean {
  return a.length === b.length && a.every(({ better, worse }, at) => better === b[at]!.better && worse === b[at]!.worse)
}
