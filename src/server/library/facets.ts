import type { PhotoFacts, PhotoFolder } from '../../catalog/index.ts'
import type { Facets } from '../messages/index.ts'

/** What the library can be filtered by. A folder counts all photos in it at any depth, a photo that lies twice in it once. */
export function facetsOf(facts: PhotoFacts): Facets {
  const cameras = new Map<string, number>()
  const folders = new Map<string, number>()
  const add = (counts: Map<string, number>, name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1)
  const labels = facts.folders.map(({ label }) => withParents(label))
  let [first, last] = [Infinity, -Infinity]
  for (let place = 0; place < facts.count; place++) {
    const time = facts.takenAt[place]!
    if (time < first) first = time
    if (time > last) last = time
    if (facts.camera[place] !== -1) add(cameras, facts.cameras[facts.camera[place]!]!)
    const also = facts.alsoIn.get(place)
    const own = labels[facts.folder[place]!]!
    if (also === undefined) for (const label of own) add(folders, label)
    else for (const label of new Set([...own, ...also.flatMap((folder) => labels[folder]!)])) add(folders, label)
  }
  const counted = (counts: ReadonlyMap<string, number>) =>
    [...counts].map(([name, photos]) => ({ name, photos })).sort((a, b) => (a.name < b.name ? -1 : 1))
  const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10)
  return {
    cameras: counted(cameras),
    folders: counted(folders),
    days: first === Infinity ? null : { first: dayOf(first), last: dayOf(last) },
  }
}

/** Places of the folders with this label or in one of it. */
export function foldersWithin(folders: readonly PhotoFolder[], wanted: string): ReadonlySet<number> {
  return new Set(folders.flatMap(({ label }, at) => (label === wanted || label.startsWith(`${wanted}/`) ? [at] : [])))
}

/** `a`, `a/b` and `a/b/c` of the last. */
function withParents(label: string): readonly string[] {
  if (label === '') return []
  return Array.from(label.matchAll(/(?<=[^/])(?=\/|$)/g), ({ index }) => label.slice(0, index))
}
