import { createHash } from 'node:crypto'
import { UsageError } from '../core/index.ts'
import type { Pack } from './pack.ts'

/**
 * A pack with only some of its task vectors, in the order of `names`; nothing is copied, files are read where the pack has
 * them. It has no read-out, which belongs to all vectors together. Name and hash say that it is another pack, so that
 * neither results nor what is kept of it are taken for the whole one's. It is for reading alone: its folder is the whole
 * pack's. All names in the pack's order give the pack itself.
 *
 *     onlyVectors(pack, ['beauty', 'arousal']).name // 'starter (beauty, arousal)'
 *
 * @throws {UsageError} where a name is unknown, with those that there are; where one is given twice, or none is.
 */
export function onlyVectors(pack: Pack, names: readonly string[]): Pack {
  const known = pack.databases.map(({ name }) => name)
  requireNames(names, { pack, known })
  if (names.length === known.length && names.every((name, at) => name === known[at])) return pack
  const places = names.map((name) => known.indexOf(name))
  const databases = places.map((place) => pack.databases[place]!)
  const name = `${pack.name} (${names.join(', ')})`
  const placeOf = (index: number): number => {
    const place = places[index]
    if (place !== undefined) return place
    throw new UsageError(`pack ${name} has ${places.length} task vectors; there is no number ${index}`)
  }
  const photosOf: Pack['photosOf'] = async (index) => pack.photosOf(placeOf(index))
  return {
    ...pack,
    name,
    hash: createHash('sha256')
      .update(JSON.stringify([pack.hash, names]))
      .digest('hex'),
    databases,
    readOut: null,
    record: { ...pack.record, databases, readOut: null },
    vector: async (index) => pack.vector(placeOf(index)),
    openVector: async (index) => pack.openVector(placeOf(index)),
    photosOf,
    photos: async () => {
      const lists = await Promise.all(places.map((_, index) => photosOf(index)))
      return lists.some((list) => list === 'unknown')
        ? 'unknown'
        : lists.flatMap((list) => (list === 'unknown' ? [] : list))
    },
  }
}

function requireNames(
  names: readonly string[],
  { pack, known }: { readonly pack: Pick<Pack, 'name'>; readonly known: readonly string[] },
): void {
  const listed = `it has ${known.join(', ')}`
  if (names.length === 0) throw new UsageError(`pack ${pack.name}: name at least one task vector; ${listed}`)
  const unknown = [...new Set(names)].filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new UsageError(`pack ${pack.name} has no task vector ${unknown.join(', ')}; ${listed}`)
  const twice = names.find((name, at) => names.indexOf(name) < at)
  if (twice !== undefined) throw new UsageError(`pack ${pack.name}: the task vector ${twice} is named twice`)
}
