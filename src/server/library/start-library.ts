import { membersOf, readShootSettings } from '../../archive/index.ts'
import { type Catalog, type DescriptorKind, openCatalog } from '../../catalog/index.ts'
import { type TasteModel, tasteText } from '../../personalize/index.ts'
import { openAgreements } from './agreements.ts'
import { cardsOf, detailsOf, rowsOfPhotos } from './cards.ts'
import { comparisonOf } from './comparison.ts'
import { diverseOf } from './diverse-of.ts'
import { facetsOf } from './facets.ts'
import { learningCurveOf } from './learning-curve.ts'
import type { Library, LibraryOptions } from './library.ts'
import { openOfferedOrders } from './offered-order.ts'
import { orderedPlaces } from './ordered-places.ts'
import { openPeople } from './people.ts'
import { type Shelf, shelfOf } from './shelf.ts'
import { requireShoot, shootContents, shootSummaries } from './shoots-of.ts'
import { summaryOf } from './taste-summary.ts'
import { openViews, requirePlace } from './view.ts'
import { whyOf } from './why.ts'

export interface StartLibraryOptions extends Omit<LibraryOptions, 'catalog' | 'pack'> {
  /** Closed with the library. */
  readonly catalog: Catalog
  readonly kind: DescriptorKind
  readonly model: TasteModel
}

/** A library in this thread, with what a pack gives to every taste. */
export async function startLibrary(options: StartLibraryOptions): Promise<Library> {
  const { catalog, kind, model, folders, tastes, shoots, seed } = options
  const load = async (): Promise<Shelf> => {
    // By a connection of its own: orders read the log meanwhile.
    const reading = await openCatalog(catalog.path)
    try {
      const settings = await readShootSettings(shoots)
      return shelfOf(await reading.loadWithFacts(kind, { folders }), { ...settings, now: new Date() })
    } finally {
      await reading.close()
    }
  }
  let shelf = await load()
  let loading: Promise<unknown> = Promise.resolve()
  const people = openPeople({ catalog, kind, model, tastes, seed, shelf: () => shelf })
  const views = openViews({ people, shelf: () => shelf })
  const agreements = openAgreements(seed)
  const offered = openOfferedOrders({ catalog, model })
  const givenBy = async (person: string) => (await people.tasteOf({ person })).given

  return {
    count: async () => shelf.ids.length,
    async order(query) {
      const view = await views.of(query)
      const places = await orderedPlaces(view, query)
      const ids = new Int32Array(places.length)
      for (let at = 0; at < places.length; at++) ids[at] = view.shelf.ids[places[at]!]!
      return { ids, event: view.event }
    },
    facets: async () => facetsOf(shelf.facts),
    cards: async (photos, viewer) => cardsOf(catalog, await views.of(viewer), photos),
    photo: async (photo, viewer) => detailsOf(catalog, await views.of(viewer), { photo, folders }),
    why: async (photo, viewer) => whyOf(catalog, await views.of(viewer), photo),
    async series(photo) {
      const series = shelf.series()
      const own = membersOf(series, series.of[requirePlace(shelf.ids, photo)]!)
      return Array.from(own, (place) => shelf.ids[place]!)
    },
    async shoots(person) {
      const given = await givenBy(person)
      return shootSummaries(shelf, given)
    },
    async shoot({ key, person, order }) {
      const given = await givenBy(person)
      const over = shelf
      const shoot = requireShoot(over, key)
      const scores = await offered.scoresOf(over, { shoot, person, order })
      return shootContents(over, { key, given, scores })
    },
    async diverse({ key, person, order, count }) {
      const given = await givenBy(person)
      const over = shelf
      const shoot = requireShoot(over, key)
      const scores = await offered.scoresOf(over, { shoot, person, order })
      return diverseOf(over, { shoot, given, scores, count })
    },
    next: async ({ person, ...asked }) => (await people.session(person)).next(asked),
    pair: async ({ person, exclude }) => (await (await people.session(person)).nextPair({ exclude })) ?? null,
    taste: async (person) => summaryOf(person, (await people.tasteOf({ person })).taste, agreements),
    learningCurve: async (person) => learningCurveOf((await people.tasteOf({ person })).taste, agreements),
    async compare([first, second]) {
      const a = await views.of({ person: first })
      const b = await views.of({ person: second })
      // A reload may have come between them.
      const both = a.shelf === b.shelf ? a : await views.of({ person: first })
      return comparisonOf(catalog, [first, second], [both, b])
    },
    tasteFile: async (person) => tasteText((await people.tasteOf({ person })).taste),
    importTaste: ({ person, content }) => people.importTaste(person, content),
    rows: async (photos, viewer) => rowsOfPhotos(catalog, await views.of(viewer), photos),
    async reload() {
      const next = loading.then(load)
      loading = next.catch(() => {}) // whoever asked for it is told
      shelf = await next
      views.clear()
      await people.reloadLibrary()
      return shelf.ids.length
    },
    async forget(person) {
      await people.forget(person)
      offered.forget(person)
      views.clear()
    },
    async close() {
      await people.close()
      await catalog.close()
    },
  }
}
