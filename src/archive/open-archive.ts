import { type Catalog, type DescriptorKind, type FactualLibrary, type LoggedEvent, placeIn } from '../catalog/index.ts'
import { rowsOf, type TasteModel } from '../personalize/index.ts'
import type { PastArchive } from './backtest/past-archive.ts'
import type { Groups } from './groups.ts'
import { type Marks, marksOf } from './marks.ts'
import { measureTable } from './measure-table.ts'
import { seriesOf } from './series.ts'
import { type ShootSettings, type Shoots, shootsOf } from './shoots.ts'
import { type Standings, standingsOf } from './standings.ts'

/** A library as one person's past: what is learnt from, and what a backtest tests on. */
export interface Archive extends PastArchive {
  readonly library: FactualLibrary
}

export interface OpenArchiveOptions {
  readonly catalog: Catalog
  readonly kind: DescriptorKind
  readonly model: TasteModel
  /** Absolute: photos outside of them are not in it. */
  readonly folders: readonly string[]
  readonly person: string
  /** How the library is cut into shoots. */
  readonly settings?: Partial<ShootSettings>
  /** Times after it are clocks set wrong. */
  readonly now?: Date
}

/** Loads the archive of a person. Without measures of any photo it has none. @throws what reading the catalog throws. */
export async function openArchive(options: OpenArchiveOptions): Promise<Archive> {
  const { catalog, kind, model, folders, person, settings, now } = options
  const library = await catalog.loadWithFacts(kind, { folders })
  const shoots = shootsOf(library, { ...settings, ...(now && { now }) })
  const series = seriesOf(library, shoots)
  const events = await catalog.events({ person })
  return archiveOf({ catalog, model, library, shoots, series, marks: await marksIn({ catalog, library, events }) })
}

/** The archive of a library that is loaded and cut already. */
export async function archiveOf({
  catalog,
  model,
  library,
  shoots,
  series,
  marks,
  standings = standingsOf(marks, shoots, series),
}: {
  readonly catalog: Pick<Catalog, 'measures'>
  readonly model: TasteModel
  readonly library: FactualLibrary
  readonly shoots: Shoots
  readonly series: Groups
  readonly marks: Marks
  /** Where they are known already. */
  readonly standings?: Standings
}): Promise<Archive> {
  const measured = await catalog.measures(library.ids)
  return {
    library,
    rows: rowsOf(model, library.descriptors),
    marks,
    standings,
    shoots,
    series,
    ...(measured.size > 0 && { measures: measureTable(library.ids, measured) }),
  }
}

/** What a person's events say of the photos of a library. */
export async function marksIn({
  catalog,
  library: { ids },
  events,
}: {
  readonly catalog: Pick<Catalog, 'photoIds'>
  readonly library: Pick<FactualLibrary, 'ids'>
  readonly events: readonly LoggedEvent[]
}): Promise<Marks> {
  const spoken = new Set(events.flatMap((event) => ('photo' in event ? [event.photo] : [])))
  const idOf = await catalog.photoIds([...spoken])
  return marksOf(events, {
    count: ids.length,
    placeOf(contentHash) {
      const id = idOf.get(contentHash)
      return id === undefined ? undefined : placeIn(ids, id)
    },
  })
}
