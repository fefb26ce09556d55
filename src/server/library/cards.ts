import { join } from 'node:path'
import { type Catalog, isInFolders, type PlacedPhoto } from '../../catalog/index.ts'
import { companionsOf } from '../../image/index.ts'
import type { Card, PhotoDetails } from '../messages/index.ts'
import type { ExportRow } from './library.ts'
import type { Shelf } from './shelf.ts'
import type { View } from './view.ts'

/** Photos as the grid shows them, in their order. @throws {UsageError} for one that is not in the opened folders. */
export async function cardsOf(catalog: Catalog, view: View, photos: readonly number[]): Promise<readonly Card[]> {
  const places = photos.map((photo) => view.placeOf(photo))
  const placed = await catalog.photos(photos)
  return cards(view, places, placed)
}

/** The same with the paths of their files. */
export async function rowsOfPhotos(
  catalog: Catalog,
  view: View,
  photos: readonly number[],
): Promise<readonly ExportRow[]> {
  const found = await cardsOf(catalog, view, photos)
  return found.map((card) => ({ ...card, path: pathOf(view.shelf, view.placeOf(card.id)) }))
}

/** All that is known of one photo. Of its files only those in `folders` are named. */
export async function detailsOf(
  catalog: Catalog,
  view: View,
  { photo, folders }: { readonly photo: number; readonly folders: readonly string[] },
): Promise<PhotoDetails> {
  const place = view.placeOf(photo)
  const placed = await catalog.photos([photo])
  const [card] = await cards(view, [place], placed)
  const { paths, camera, lens } = placed[0]!
  const inside = paths.filter((path) => isInFolders(path, folders))
  const companions = await Promise.all(inside.map(companionsOf))
  return { ...card!, files: [...inside, ...companions.flat()].sort(), camera, lens, of: view.shelf.ids.length }
}

/** Absolute path of a photo's first file in the opened folders. */
function pathOf({ facts }: Shelf, place: number): string {
  return join(facts.folders[facts.folder[place]!]!.path, facts.names[place]!)
}

async function cards(view: View, places: readonly number[], placed: readonly PlacedPhoto[]): Promise<readonly Card[]> {
  const { facts, ids } = view.shelf
  const { of, starts } = view.shelf.series()
  const ranks = view.ranks()
  const expected = view.expected(places)
  return places.map((place, at): Card => {
    const { width, height, takenAt } = placed[at]!
    const series = of[place]!
    return {
      id: ids[place]!,
      name: facts.names[place]!,
      folder: facts.folders[facts.folder[place]!]!.label,
      width,
      height,
      takenAt,
      given: view.given.get(ids[place]!) ?? null,
      expected: expected[at]!,
      place: ranks[place]!,
      series: starts[series + 1]! - starts[series]!,
    }
  })
}
