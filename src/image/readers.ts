import { exifToolNeeds } from './exiftool.ts'
import { libheifNeeds } from './heif.ts'
import { kindByEnding } from './kinds.ts'
import { MissingReaderError, type SkippedPhoto, skippedBy } from './missing-reader.ts'

/**
 * Parts photos into those that can be read here and those, by their endings, whose kind needs a program that is not
 * installed. No photo is opened: a folder of RAW files is not read through only to be refused.
 */
export async function partByReader(
  paths: readonly string[],
): Promise<{ readonly readable: readonly string[]; readonly skipped: readonly SkippedPhoto[] }> {
  const kinds = new Set(paths.map(kindByEnding))
  const needs = {
    RAW: kinds.has('RAW') ? await exifToolNeeds() : undefined,
    HEIC: kinds.has('HEIC') ? libheifNeeds() : undefined,
    plain: undefined,
  }
  const lacking = (path: string): string | undefined => needs[kindByEnding(path) ?? 'plain']
  const skipped = paths.flatMap((path) => {
    const lack = lacking(path)
    return lack === undefined ? [] : [skippedBy(path, new MissingReaderError(path, lack))]
  })
  return { readable: paths.filter((path) => lacking(path) === undefined), skipped }
}
