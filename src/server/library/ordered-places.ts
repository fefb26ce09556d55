import { type Given, isRating } from '../../catalog/index.ts'
import { placesByScore } from '../../personalize/index.ts'
import type { OrderQuery } from '../messages/index.ts'
import { foldersWithin } from './facets.ts'
import type { Shelf } from './shelf.ts'
import type { View } from './view.ts'

/** Places of the photos that are asked for, in the order that is asked for. */
export async function orderedPlaces(view: View, query: OrderQuery): Promise<Uint32Array> {
  const filters = await filtersOf(view, query)
  const sorted = await sortedPlaces(view, query)
  let places = filters.length === 0 ? sorted : sorted.filter((place) => filters.every((isWanted) => isWanted(place)))
  if (query.unsure) places = await leastSure(view, places)
  return query.grouped ? firstOfSeries(view.shelf, places) : places
}

async function sortedPlaces(view: View, { by, reverse }: OrderQuery): Promise<Uint32Array> {
  switch (by) {
    case 'taste':
      return turned(view.order.places, reverse)
    case 'name':
      return turned(view.shelf.byName(), reverse)
    case 'unsure':
      return turned(placesByScore((await view.predicted()).deviations), reverse)
    case 'date': {
      const places = view.shelf.byDate()
      if (!reverse) return places
      // Those without a time come last in both orders.
      const { takenAt } = view.shelf.facts
      const undated = places.findIndex((place) => Number.isNaN(takenAt[place]))
      const dated = undated === -1 ? places.length : undated
      const result = places.slice()
      result.subarray(0, dated).reverse()
      return result
    }
  }
}

function turned(places: Uint32Array, reverse: boolean): Uint32Array {
  return reverse ? places.toReversed() : places
}

type Filter = (place: number) => boolean

async function filtersOf(view: View, query: OrderQuery): Promise<readonly Filter[]> {
  const { facts, ids } = view.shelf
  const filters: Filter[] = []
  if (query.from !== undefined) {
    const start = Date.parse(query.from)
    filters.push((place) => facts.takenAt[place]! >= start)
  }
  if (query.to !== undefined) {
    const end = Date.parse(query.to) + 24 * 3600 * 1000
    filters.push((place) => facts.takenAt[place]! < end)
  }
  if (query.camera !== undefined) {
    const camera = facts.cameras.indexOf(query.camera)
    filters.push((place) => camera !== -1 && facts.camera[place] === camera)
  }
  if (query.folder !== undefined && query.folder !== '') {
    const wanted = foldersWithin(facts.folders, query.folder)
    filters.push(
      (place) =>
        wanted.has(facts.folder[place]!) || (facts.alsoIn.get(place)?.some((folder) => wanted.has(folder)) ?? false),
    )
  }
  if (query.given !== undefined) {
    const { given } = view
    const isWanted = givenFilter(query.given)
    filters.push((place) => isWanted(given.get(ids[place]!) ?? {}))
  }
  if (query.stars !== undefined) {
    const least = query.stars
    const { stars } = await view.predicted()
    filters.push((place) => stars[place]! >= least)
  }
  return filters
}

function givenFilter(wanted: NonNullable<OrderQuery['given']>): (given: Given) => boolean {
  switch (wanted) {
    case 'rated':
      return isRating
    case 'unrated':
      return (given) => !isRating(given)
    case 'picked':
      return ({ flag }) => flag === 'pick'
    case 'rejected':
      return ({ flag }) => flag === 'reject'
    default:
      return ({ score, stars }) => score === Number(wanted) || stars === Number(wanted)
  }
}

/** The third with the largest deviations, in the same order; of equal ones those that stand first. */
async function leastSure(view: View, places: Uint32Array): Promise<Uint32Array> {
  const { deviations } = await view.predicted()
  const bySurety = placesByScore(Float32Array.from(places, (place) => deviations[place]!))
  const isKept = new Uint8Array(places.length)
  for (const at of bySurety.subarray(0, Math.ceil(places.length / 3))) isKept[at] = 1
  return places.filter((_, at) => isKept[at] === 1)
}

function firstOfSeries(shelf: Shelf, places: Uint32Array): Uint32Array {
  const { of, starts } = shelf.series()
  const isSeen = new Uint8Array(starts.length)
  return places.filter((place) => {
    const series = of[place]!
    const isFirst = isSeen[series] === 0
    isSeen[series] = 1
    return isFirst
  })
}
