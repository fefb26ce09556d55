import { FormatError } from '../core/index.ts'
import { heifAsTiff } from './heif.ts'
import { describeContent, kindOf, readableKinds } from './kinds.ts'
import { rawPreview } from './raw-preview.ts'

/**
 * A photo of any kind that is read as a file that libvips (sharp) reads, with its orientation and colour profile: the
 * preview in a RAW file, the primary picture of a HEIC as TIFF, other kinds as they are. Whoever makes thumbnails starts
 * here too. Of a RAW photo, the file at `path` is read; else `path` only names the photo in errors.
 * @throws {FormatError} where it is no photo or is damaged. @throws {MissingError} where what reads its kind is missing.
 */
export async function plainImage(bytes: Uint8Array, { path }: { readonly path: string }): Promise<Uint8Array> {
  switch (kindOf(bytes)) {
    case undefined:
      throw new FormatError(
        `${path} is ${describeContent(bytes)}; palate reads ${readableKinds}: convert it or leave it out`,
      )
    case 'RAW':
      return rawPreview(path)
    case 'HEIC':
      return heifAsTiff(bytes, { path })
    default:
      return bytes
  }
}
