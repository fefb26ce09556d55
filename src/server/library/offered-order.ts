import {
  archiveOf,
  groupsBy,
  learnPast,
  marksIn,
  measureTable,
  membersOf,
  type PastModel,
  type PastPair,
  pastPairs,
  scorePast,
  type ScorePastOptions,
  standingsOf,
} from '../../archive/index.ts'
import { type Catalog, followEvents, type LoggedEvent, someDescriptors } from '../../catalog/index.ts'
import { rowsOf, type TasteModel } from '../../personalize/index.ts'
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
  /** Drops what is kept of a person; what is being learnt meanwhile is not kept. */
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
  readonly catalog: Pick<Catalog, 'events' | 'measures' | 'photoIds'>
  readonly model: TasteModel
}): OfferedOrders {
  const said = new Map<string, readonly LoggedEvent[]>()
  const kept = new Map<string, Learnt>()
  let forgettings = 0

  const keep = (name: string, learnt: Learnt): void => {
    // Those of a library as it was before hold all of its photos.
    for (const [other, { shelf }] of kept) if (shelf !== learnt.shelf) kept.delete(other)
    kept.delete(name)
    kept.set(name, learnt)
    if (kept.size > KEPT) kept.delete([...kept.keys()][0]!)
  }
  return {
    async scoresOf(shelf, { shoot, person, order }) {
      if (order === 'chronological') return undefined
      const begun = forgettings
      const [shoots, series] = [shelf.shoots(), shelf.series()]
      const { events } = await followEvents(catalog, { person, known: said.get(person) ?? [] })
      if (begun === forgettings) said.set(person, events)
      const marks = await marksIn({ catalog, library: shelf, events })
      const standings = standingsOf(marks, shoots, series)
      const pairs = pastPairs({ marks, standings, shoots, series, shootsUsed: (other) => other !== shoot })
      if (pairs.length === 0) return undefined
      const isMeasured = order === 'archive-and-measures'
      const learn = async (): Promise<Learnt> => {
        const of = { catalog, model, library: shelf, shoots, series, marks, standings }
        const { measures, ...archive } = await archiveOf(of)
        return {
          shelf,
          pairs,
          model: learnPast({ ...model, ...archive, ...(isMeasured && measures && { measures }), pairs }),
        }
      }
      const name = JSON.stringify([person, order, shoots.details[shoot]!.key])
      const last = kept.get(name)
      const learnt = last?.shelf === shelf && areSame(last.pairs, pairs) ? last : await learn()
      if (begun === forgettings) keep(name, learnt)
      // The first measures may have come since it was learnt: a model is asked with what it knows.
      const knowsMeasures = learnt.model.measures.length > 0
      return scorePast(learnt.model, await framesOf(shelf, { shoot, catalog, model, isMeasured: knowsMeasures }))
    },
    forget(person) {
      forgettings++
      said.delete(person)
      for (const name of kept.keys()) if ((JSON.parse(name) as readonly unknown[])[0] === person) kept.delete(name)
    },
  }
}

/** What the frames of one shoot are scored by, in the order of taking. Series never cross shoots. */
async function framesOf(
  shelf: Shelf,
  {
    shoot,
    catalog,
    model,
    isMeasured,
  }: {
    readonly shoot: number
    readonly catalog: Pick<Catalog, 'measures'>
    readonly model: TasteModel
    readonly isMeasured: boolean
  },
): Promise<ScorePastOptions> {
  const places = membersOf(shelf.shoots(), shoot)
  const ids = places.map((place) => shelf.ids[place]!)
  const numbers = new Map<number, number>() // of the series, from 0 on
  const of = places.map((place) => {
    const series = shelf.series().of[place]!
    if (!numbers.has(series)) numbers.set(series, numbers.size)
    return numbers.get(series)!
  })
  return {
    rows: rowsOf(model, someDescriptors(shelf.descriptors, Array.from(places))),
    series: groupsBy(of, { order: places.map((_, at) => at), count: numbers.size }),
    ...(isMeasured && { measures: measureTable(ids, await catalog.measures(ids)) }),
  }
}

function areSame(a: readonly PastPair[], b: readonly PastPair[]): boolean {
  return a.length === b.length && a.every(({ better, worse }, at) => better === b[at]!.better && worse === b[at]!.worse)
}
