import { setImmediate } from 'node:timers/promises'
import {
  expectedStars,
  type Given,
  medianStars,
  orderWithRatings,
  placeIn,
  someDescriptors,
} from '../../catalog/index.ts'
import { UsageError } from '../../core/index.ts'
import {
  type AnyTaste,
  type Latent,
  latentPredictor,
  orderByTaste,
  rowsOf,
  starsOfLatent,
  type TasteOrder,
} from '../../personalize/index.ts'
import type { Expected, Viewer } from '../messages/index.ts'
import type { KnownTaste, People } from './people.ts'
import type { Shelf } from './shelf.ts'

/** What a taste expects of every photo. */
export interface Predicted {
  /** (photo): 1 to 5. */
  readonly stars: Uint8Array
  /** (photo): standard deviation of the score. */
  readonly deviations: Float32Array
}

/** The library as somebody sees it at one moment. */
export interface View {
  readonly shelf: Shelf
  readonly taste: AnyTaste
  readonly event: number
  readonly order: TasteOrder
  /** (photo): place in the order of the taste, 1 for the best. */
  ranks(): Uint32Array
  /** What the person gave, by number of the photo. */
  readonly given: ReadonlyMap<number, Given>
  /** Worked out when it is first asked for, a little at a time, so that others are answered meanwhile. */
  predicted(): Promise<Predicted>
  expected(places: readonly number[]): readonly Expected[]
  /** @throws {UsageError} for a photo that is not in the opened folders. */
  placeOf(photo: number): number
}

/** Views that are kept, such as of two people who are compared. */
const KEPT = 4

/** Views by who looks: made anew after each thing said and after each reload. */
export function openViews({ people, shelf }: { readonly people: People; readonly shelf: () => Shelf }) {
  const kept = new Map<string, View>()
  return {
    async of(viewer: Viewer): Promise<View> {
      const known = await people.tasteOf(viewer)
      const key = JSON.stringify([viewer.person, viewer.with ?? viewer.person])
      const last = kept.get(key)
      const view =
        last !== undefined && last.taste === known.taste && last.event === known.event && last.shelf === shelf()
          ? last
          : viewOf(known, shelf())
      kept.delete(key)
      kept.set(key, view)
      if (kept.size > KEPT) kept.delete([...kept.keys()][0]!)
      return view
    },
    clear: () => kept.clear(),
  }
}

function viewOf({ taste, event, isFromLog, given }: KnownTaste, shelf: Shelf): View {
  const { ids, descriptors } = shelf
  const { posterior, model } = taste
  // Of two people's taste nobody has rated anything.
  const order =
    isFromLog && !('people' in taste)
      ? orderWithRatings(taste, shelf, given)
      : orderByTaste(posterior.weights, descriptors, model)
  let ranks: Uint32Array | undefined
  let predicted: Promise<Predicted> | undefined
  let predictor: ReturnType<typeof latentPredictor> | undefined

  const latents = (places: readonly number[]): readonly Latent[] => {
    predictor ??= latentPredictor(posterior)
    const { data, width } = rowsOf(model, someDescriptors(descriptors, places))
    return places.map((_, at) => predictor!((data as Float64Array).subarray(at * width, (at + 1) * width)))
  }
  const starsOf = (latent: Latent) =>
    isFromLog ? expectedStars(posterior, latent) : medianStars(starsOfLatent(posterior, latent))
  return {
    shelf,
    taste,
    event,
    order,
    ranks: () => (ranks ??= ranksOf(order.places)),
    given,
    predicted: () => (predicted ??= predictAll(ids.length, latents, starsOf)),
    expected(places) {
      return latents(places).map((latent, at) => ({
        ...starsOf(latent),
        score: order.scores[places[at]!]!,
        deviation: latent.deviation,
      }))
    },
    placeOf: (photo) => requirePlace(ids, photo),
  }
}

/** Photos between two looks whether somebody else waits: some ten milliseconds. */
const CHUNK = 1024

async function predictAll(
  count: number,
  latents: (places: readonly number[]) => readonly Latent[],
  starsOf: (latent: Latent) => { readonly stars: number },
): Promise<Predicted> {
  const stars = new Uint8Array(count)
  const deviations = new Float32Array(count)
  for (let start = 0; start < count; start += CHUNK) {
    const places = Array.from({ length: Math.min(CHUNK, count - start) }, (_, at) => start + at)
    latents(places).forEach((latent, at) => {
      stars[start + at] = starsOf(latent).stars
      deviations[start + at] = latent.deviation
    })
    await setImmediate()
  }
  return { stars, deviations }
}

/** @throws {UsageError} for a photo that is not among these. */
export function requirePlace(ids: Int32Array, photo: number): number {
  const place = placeIn(ids, photo)
  if (place === undefined) throw new UsageError(`photo ${photo} is not in the opened folders, or is not indexed yet`)
  return place
}

function ranksOf(places: Uint32Array): Uint32Array {
  const ranks = new Uint32Array(places.length)
  for (let at = 0; at < places.length; at++) ranks[places[at]!] = at + 1
  return ranks
}
