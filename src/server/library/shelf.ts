import { type Groups, seriesOf, type Shoots, type ShootSettings, shootsOf } from '../../archive/index.ts'
import { type FactualLibrary, naturalKey } from '../../catalog/index.ts'

/** The photos of the opened folders as they are between two reloads, with what is worked out of them once it is asked for. */
export interface Shelf extends FactualLibrary {
  shoots(): Shoots
  /** Near duplicates. */
  series(): Groups
  /** Places, newest first, those without a time last; of the same time by name. */
  byDate(): Uint32Array
  /** Places by name as people count. */
  byName(): Uint32Array
}

export function shelfOf(library: FactualLibrary, settings: ShootSettings & { readonly now: Date }): Shelf {
  const { facts } = library
  const shoots = once(() => shootsOf(library, settings))
  const series = once(() => seriesOf(library, shoots()))
  const byName = once(() => placesByName(facts.names))
  const byDate = once(() => {
    const { takenAt } = facts
    const time = (place: number): number => (Number.isNaN(takenAt[place]) ? -Infinity : takenAt[place]!)
    // Sorting is stable: what has the same time, or none, stays by name.
    return byName()
      .slice()
      .sort((a, b) => (time(a) === time(b) ? 0 : time(b) - time(a)))
  })
  return { ...library, shoots, series, byDate, byName }
}

function placesByName(names: readonly string[]): Uint32Array {
  const keys = names.map(naturalKey)
  return Uint32Array.from(names.keys()).sort((a, b) => {
    if (keys[a] !== keys[b]) return keys[a]! < keys[b]! ? -1 : 1
    return names[a] === names[b] ? a - b : names[a]! < names[b]! ? -1 : 1
  })
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
