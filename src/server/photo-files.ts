import type { Picture, PictureSize, PlacedPhoto } from '../catalog/index.ts'
import { FormatError, MissingError, PalateError } from '../core/index.ts'
import type { PhotoMeasures } from '../image/index.ts'
import type { AppContext } from './app-context.ts'

type Parts = Pick<AppContext, 'catalog' | 'folders' | 'pictures'>

/** A photo with those of its files that lie in opened folders. @throws {MissingError} where there are none. */
export async function requirePhoto(app: Omit<Parts, 'pictures'>, id: number): Promise<PlacedPhoto> {
  return (await requirePhotos(app, [id]))[0]!
}

/** The same of several, in their order. */
export async function requirePhotos(
  { catalog, folders }: Omit<Parts, 'pictures'>,
  ids: readonly number[],
): Promise<readonly PlacedPhoto[]> {
  const photos = await catalog.photos(ids).catch((error: unknown) => {
    if (error instanceof FormatError) throw new MissingError(`there is no photo ${ids.join(' or ')} here`)
    throw error
  })
  return photos.map((photo) => {
    const paths = photo.paths.filter((path) => folders.holds(path))
    if (paths.length === 0) throw new MissingError(`there is no photo ${photo.id} in the opened folders`)
    return { ...photo, paths }
  })
}

/** A picture of a photo, from the first of its files that gives one. @throws {MissingError} @throws {FormatError} */
export async function pictureOf(
  { folders, pictures }: Omit<Parts, 'catalog'>,
  { photo, size, signal }: { readonly photo: PlacedPhoto; readonly size: PictureSize; readonly signal: AbortSignal },
): Promise<Picture> {
  const { contentHash } = photo
  let failed: unknown
  for (const path of photo.paths) {
    try {
      return await pictures.picture({ contentHash, path: await folders.realPathOf(path), size, signal })
    } catch (error) {
      if (!(error instanceof MissingError)) throw error
      failed ??= error
    }
  }
  throw failed
}

/** What is measured of a photo: now, and kept, where it was not yet; undefined where no file of it can be measured. */
export async function measuresOf(
  { catalog, folders, pictures }: Parts,
  { id, contentHash, paths }: PlacedPhoto,
): Promise<PhotoMeasures | undefined> {
  const known = (await catalog.measures([id])).get(id)
  if (known !== undefined) return known
  for (const path of paths) {
    try {
      const measures = await pictures.measure({ contentHash, path: await folders.realPathOf(path) })
      await catalog.writeMeasures([{ photo: id, measures }])
      return measures
    } catch (error) {
      if (!(error instanceof PalateError)) throw error
    }
  }
  return undefined
}
