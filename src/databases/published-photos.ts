import { basename, relative, sep } from 'node:path'
import { findPhotos } from '../image/index.ts'
import { type LocatePhoto, photoNames } from './photo-names.ts'

/**
 * Finds photos of a published database by the names in its label files, wherever in `folder` they were unpacked. Of
 * several photos that a name may mean, the one in the first of `photoFolders` counts; the function throws {UsageError}
 * where that does not tell.
 * No photo is opened. @throws {MissingError} where the folder cannot be listed.
 */
export async function publishedPhotos(folder: string, photoFolders: readonly string[] = []): Promise<LocatePhoto> {
  const photos = await findPhotos([folder])
  const preferred = photoFolders.map((name) => {
    const inside = photos.filter((path) => partsOf(folder, path).includes(name.toLowerCase()))
    return photoNames({ photos: inside, folders: [folder], within: folder })
  })
  const anywhere = photoNames({ photos, folders: [folder], within: folder })
  const found = new Map<string, string | undefined>() // many raters name one photo
  return (name) => {
    if (!found.has(name)) {
      found.set(
        name,
        preferred.reduce<string | undefined>((path, locate) => path ?? locate(name), undefined) ?? anywhere(name),
      )
    }
    return found.get(name)
  }
}

/** The folders between `folder` and the photo, in lower case. */
function partsOf(folder: string, path: string): readonly string[] {
  const way = relative(folder, path).toLowerCase()
  return way.slice(0, -basename(way).length).split(sep)
}
