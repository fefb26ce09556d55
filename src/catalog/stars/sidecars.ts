import { createHash } from 'node:crypto'
import { lstat, readFile, readdir, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, parse } from 'node:path'
import { FormatError, MissingError, reasonOf } from '../../core/index.ts'
import { isImagePath } from '../../image/index.ts'
import { MOST_XMP_BYTES, tooLarge } from './xmp-text.ts'

/** Sidecars that stand beside a photo. */
export interface Sidecars {
  /** `IMG.jpg.xmp`, as darktable and digiKam name it; undefined where there is none. */
  readonly byName: string | undefined
  /** `IMG.xmp`, as Lightroom names it: of all files called IMG, or of the one whose ending it says. */
  readonly byStem: string | undefined
  /** `IMG.CR2.xmp` of a RAW file that the camera wrote together with this JPEG or HEIC: both are one photo. */
  readonly ofRaw: readonly string[]
  /** Whether another photo in the folder has the same name but for its ending. */
  readonly sharesStem: boolean
}

/** Endings of RAW photos, those of which palate reads no preview too. */
const rawExtensions = new Set(
  'cr2 cr3 crw nef nrw arw sr2 srf dng raf orf rw2 pef srw raw rwl x3f 3fr erf iiq mrw'.split(' '),
)

/** The sidecars of photos, from one look into each folder. @throws {MissingError} where a folder cannot be listed. */
export function sidecarFinder(): (photo: string) => Promise<Sidecars> {
  const folders = new Map<string, Promise<Folder>>()
  return async (photo) => {
    const folder = dirname(photo)
    let listed = folders.get(folder)
    if (listed === undefined) folders.set(folder, (listed = listFolder(folder)))
    const { sidecarOf, photosOfStem, rawsOfStem } = await listed
    const at = (name: string): string | undefined => {
      const found = sidecarOf.get(name.normalize())
      return found === undefined ? undefined : join(folder, found)
    }
    const stem = parse(photo).name
    return {
      byName: at(basename(photo)),
      byStem: at(stem),
      ofRaw: isFromCamera(photo) ? (rawsOfStem.get(stem.normalize()) ?? []).flatMap((raw) => at(raw) ?? []) : [],
      sharesStem: (photosOfStem.get(stem.normalize()) ?? 0) > 1,
    }
  }
}

/** Name of a sidecar that is not there yet. It names the whole file, so that it can mean no other photo. */
export function newSidecarPath(photo: string): string {
  return `${photo}.xmp`
}

/** Whether a Lightroom-named sidecar that says which ending it belongs to speaks for this photo. */
export function speaksFor(photo: string, forExtension: string | undefined): boolean {
  if (forExtension === undefined || forExtension === endingOf(photo)) return true
  return rawExtensions.has(forExtension) && isFromCamera(photo)
}

export function isRawPath(path: string): boolean {
  return rawExtensions.has(endingOf(path))
}

/** Cameras write these beside RAW files; what is said of one is said of both. Others were made later, by somebody. */
function isFromCamera(path: string): boolean {
  return ['jpg', 'jpeg', 'heic', 'heif', 'hif'].includes(endingOf(path))
}

/** In lower case, without the dot. */
function endingOf(path: string): string {
  return extname(path).slice(1).toLowerCase()
}

/**
 * The bytes of a sidecar; undefined where there is none.
 * @throws {FormatError} where it is larger than 16 MB. @throws {MissingError} where it cannot be read, or is no regular file.
 */
export async function readSidecar(path: string): Promise<Uint8Array | undefined> {
  try {
    const found = await stat(path)
    if (!found.isFile()) throw new MissingError(`cannot read ${path}: it is not a regular file`)
    if (found.size > MOST_XMP_BYTES) throw tooLarge(found.size, path)
    return await readFile(path)
  } catch (error) {
    if (error instanceof MissingError || error instanceof FormatError) throw error
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new MissingError(`cannot read ${path}: ${reasonOf(error)}`, { cause: error })
  }
}

/** SHA-256 in hexadecimal. */
export function hashOfBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Permissions of a sidecar that is to be replaced. @throws {MissingError} where it is a link: replacing it would cut it. */
export async function modeOfSidecar(path: string): Promise<number> {
  const found = await lstat(path).catch((error: unknown) => {
    throw new MissingError(`cannot read ${path}: ${reasonOf(error)}`, { cause: error })
  })
  if (!found.isFile())
    throw new MissingError(`${path} is a link; palate writes only sidecars that lie beside their photo`)
  return found.mode & 0o777
}

interface Folder {
  /** File names of sidecars by what stands before `.xmp`. */
  readonly sidecarOf: ReadonlyMap<string, string>
  readonly photosOfStem: ReadonlyMap<string, number>
  readonly rawsOfStem: ReadonlyMap<string, readonly string[]>
}

async function listFolder(folder: string): Promise<Folder> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new MissingError(`cannot list ${folder}: ${reasonOf(error)}`, { cause: error })
  })
  const sidecarOf = new Map<string, string>()
  const photosOfStem = new Map<string, number>()
  const rawsOfStem = new Map<string, string[]>()
  // Sorted, so that of IMG.XMP and IMG.xmp the usual one is found.
  for (const name of names.sort()) {
    // macOS writes accents apart from their letters, others do not.
    const { name: stem, ext } = parse(name.normalize())
    if (ext.toLowerCase() === '.xmp') sidecarOf.set(stem, name)
    else if (isImagePath(name) || isRawPath(name)) photosOfStem.set(stem, (photosOfStem.get(stem) ?? 0) + 1)
    if (isRawPath(name)) rawsOfStem.set(stem, [...(rawsOfStem.get(stem) ?? []), name])
  }
  return { sidecarOf, photosOfStem, rawsOfStem }
}
