import { UsageError } from '../core/index.ts'
import { predict, rowsOf, type TasteModel, type TasteOrder } from '../personalize/index.ts'
import { agreementOf } from './agreement-of.ts'
import type { DescriptorKind } from './describers.ts'
import { type LoggedEvent, ME, type Said } from './events.ts'
import { expectedStars } from './expected-stars.ts'
import { type Given, givenRatings, isRating } from './given-ratings.ts'
import type { Library } from './library.ts'
import { placesToCompare, placesToRate } from './next-questions.ts'
import { orderWithRatings } from './order-with-ratings.ts'
import { placeIn } from './place-in.ts'
import { someDescriptors } from './some-descriptors.ts'
import { keepTasteFromLog, photosOfEvent, type TasteFromLog, tasteFromLog } from './taste-from-log.ts'
import type { ExpectedPhoto, SessionOptions, TasteSession } from './taste-session.ts'

/** Events after which the taste is kept, so that a server that was killed has little to learn when it starts. */
const KEEP_EVERY = 16

/** Opens a session with what a pack gives to every taste. */
export async function startTasteSession({
  catalog,
  kind,
  model,
  person = ME,
  source = 'app',
  seed = 0,
  now = () => new Date(),
  folders,
  loadLibrary = () => catalog.loadDescriptors(kind, folders === undefined ? {} : { folders }),
}: SessionOptions & { readonly kind: DescriptorKind; readonly model: TasteModel }): Promise<TasteSession> {
  const of = { catalog, kind, model, person }
  let library = await loadLibrary()
  let learnt = await tasteFromLog(of)
  let kept = learnt.events.length
  let ordered: Ordered | undefined
  // A long log is not walked for every card that is looked at. Photos that come later may have been spoken of before.
  let lastGiven:
    | { readonly from: TasteFromLog; readonly library: Library; readonly given: ReadonlyMap<number, Given> }
    | undefined
  const idOf = new Map<string, number>() // of the photos spoken of
  const hashOf = new Map<number, string>()
  let work: Promise<unknown> = Promise.resolve()

  /** One after another: of two that learn at once, the one that knows less could come last. */
  const inTurn = <T>(step: () => Promise<T>): Promise<T> => {
    const done = work.then(step)
    work = done.catch(() => {}) // whoever asked for it is told
    return done
  }
  const current = (): Promise<TasteFromLog> =>
    inTurn(async () => {
      learnt = await tasteFromLog(of, learnt)
      return learnt
    })
  const keep = (): Promise<void> =>
    inTurn(async () => {
      if (kept === learnt.events.length) return
      await keepTasteFromLog(of, learnt)
      kept = learnt.events.length
    })
  const contentOf = async (photo: number): Promise<string> => {
    const known = hashOf.get(photo) ?? (await catalog.photos([photo]))[0]!.contentHash
    hashOf.set(photo, known)
    idOf.set(known, photo)
    return known
  }
  const say = async (said: Said) => (await catalog.append({ person, source, time: now(), said: [said] }))[0]!

  /** Numbers of the photos that were spoken of, as far as the catalog has them. */
  const idsOfSpoken = async (events: readonly LoggedEvent[]): Promise<ReadonlyMap<string, number>> => {
    const spoken = new Set(events.flatMap(photosOfEvent))
    const unknown = [...spoken].filter((hash) => !idOf.has(hash))
    if (unknown.length > 0)
      for (const [contentHash, id] of await catalog.photoIds(unknown)) {
        idOf.set(contentHash, id)
        hashOf.set(id, contentHash)
      }
    return idOf
  }
  /** What the person gave by then, by number of the photo. */
  const givenIn = async (from: TasteFromLog): Promise<ReadonlyMap<number, Given>> => {
    if (lastGiven?.from === from && lastGiven.library === library) return lastGiven.given
    const found = library
    const ids = await idsOfSpoken(from.events)
    const given = new Map(
      [...givenRatings(from.events)].flatMap(([hash, each]) => (ids.has(hash) ? [[ids.get(hash)!, each]] : [])),
    )
    lastGiven = { from, library: found, given }
    return given
  }
  const orderNow = async (): Promise<Ordered> => {
    const from = await current()
    if (ordered?.from !== from || ordered.library !== library) {
      ordered = { from, library, order: orderWithRatings(from.taste, library, await givenIn(from)) }
      if (from.events.length - kept >= KEEP_EVERY) void keep().catch(() => {}) // next time then; the log has it all
    }
    return ordered
  }

  const expected = ({ from, order, library: { ids, descriptors } }: Ordered, places: readonly number[]) => {
    const { posterior } = from.taste
    const { data, width } = rowsOf(model, someDescriptors(descriptors, places))
    return places.map((place, at): ExpectedPhoto => {
      const row = data.subarray(at * width, (at + 1) * width)
      const latent = predict(posterior, row)
      const { deviation } = latent
      return { photo: ids[place]!, score: order.scores[place]!, deviation, ...expectedStars(posterior, latent) }
    })
  }
  /** With `areRated`, photos that something was said of may be asked about again. */
  const questions = async (exclude: readonly number[], { areRated = false } = {}) => {
    const { taste, events } = await current()
    const idOfSpoken = await idsOfSpoken(events)
    // A duel takes a photo out of the questions too; one that was passed over, of thousands, may still be asked about.
    const given = [...givenRatings(events)].flatMap(([hash, each]) =>
      isRating(each) || each.duels !== undefined ? (idOfSpoken.get(hash) ?? []) : [],
    )
    const { ids, descriptors } = library
    const places = [...(areRated ? [] : given), ...exclude].flatMap((photo) => placeIn(ids, photo) ?? [])
    return { ids, taste, descriptors, exclude: new Set(places), seed: `${seed}/${person}/${lastOf(events)}`, areRated }
  }

  return {
    person,
    get count() {
      return library.ids.length
    },
    rate: async (photo, score) => say({ kind: 'score', photo: await contentOf(photo), score }),
    pick: async (photo) => say({ kind: 'pick', photo: await contentOf(photo) }),
    reject: async (photo) => say({ kind: 'reject', photo: await contentOf(photo) }),
    duel: async (left, right, winner) =>
      say({ kind: 'duel', left: await contentOf(left), right: await contentOf(right), winner }),
    undo: async (event) =>
      event === undefined ? catalog.undoLast({ person, source, time: now() }) : say({ kind: 'undo', undoes: event }),
    taste: async () => (await current()).taste,
    async learnt() {
      const from = await current()
      return { taste: from.taste, event: lastOf(from.events), given: await givenIn(from) }
    },
    async order({ top = 100, offset = 0 } = {}) {
      const found = await orderNow()
      const places = [...found.order.places.subarray(offset, offset + top)]
      return { photos: expected(found, places), event: lastOf(found.from.events) }
    },
    async ids() {
      const { order, library: found } = await orderNow()
      return Int32Array.from(order.places, (place) => found.ids[place]!)
    },
    async predictions(photos) {
      const found = await orderNow()
      const places = photos.map((photo) => {
        const place = placeIn(found.library.ids, photo)
        if (place === undefined) throw new UsageError(`photo ${photo} is not in this library; reload it`)
        return place
      })
      return expected(found, places)
    },
    given: async () => givenIn(await current()),
    async next({ count = 1, exclude = [] } = {}) {
      const { ids, ...asked } = await questions(exclude)
      return placesToRate({ ...asked, count }).map((place) => ids[place]!)
    },
    async nextPair({ exclude = [] } = {}) {
      const { ids, ...asked } = await questions(exclude)
      const pair = placesToCompare(asked) ?? placesToCompare(await questions(exclude, { areRated: true }))
      return pair && { ...pair, left: ids[pair.left]!, right: ids[pair.right]! }
    },
    agreement: async ({ first } = {}) => agreementOf((await current()).taste, { seed, first }),
    reloadLibrary: () =>
      inTurn(async () => {
        library = await loadLibrary()
      }),
    close: keep,
  }
}

/** The library in the order of a taste. */
interface Ordered {
  readonly from: TasteFromLog
  readonly library: Library
  readonly order: TasteOrder
}

/** The last event; 0 for none. */
function lastOf(events: readonly LoggedEvent[]): number {
  return events.at(-1)?.id ?? 0
}
