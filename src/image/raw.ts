import { boxesIn, brandsOf } from './boxes.ts'
import { bigEndian, type Range, startsWith, textAt } from './bytes.ts'
import { tag, tiffImages, tiffRanges } from './tiff.ts'

/** Values of the tag PhotometricInterpretation that no finished picture has: a colour filter array, linear sensor values. */
const sensorColours = new Set([32803, 34892])

/** `IIRO`, `IIRS` and `MMOR`: where TIFF has its number 42, Olympus puts letters. */
const olympus = [
  [0x49, 0x49, 0x52, 0x4f],
  [0x49, 0x49, 0x52, 0x53],
  [0x4d, 0x4d, 0x4f, 0x52],
]

/**
 * Whether the content is that of a camera's RAW file: CR3, RAF and ORF by their own starts; CR2, NEF, ARW and DNG, which
 * start as TIFF does, by what is in them. A TIFF that was saved from a RAW file is none, although it names the camera.
 */
export function isRaw(bytes: Uint8Array): boolean {
  if (brandsOf(bytes)[0] === 'crx ' || isRaf(bytes) || olympus.some((start) => startsWith(bytes, start))) return true
  if (!isTiff(bytes)) return false
  if (textAt(bytes, 8, 10) === 'CR') return true
  const images = tiffImages(bytes)
  const [first] = images
  if (first === undefined) return false
  if (first.numbers(tag.dngVersion).length === 4) return true
  // Nikon's and Sony's smaller sizes hold no sensor values, but still start with a preview of what lies under it.
  const startsWithPreview = first.numbers(tag.newSubfileType)[0] === 1 && first.numbers(tag.subImages).length > 0
  return startsWithPreview || images.some(({ numbers }) => sensorColours.has(numbers(tag.photometric)[0] ?? 0))
}

/** TIFF by its first four bytes, RAW files among them. */
export function isTiff(bytes: Uint8Array): boolean {
  return [0x49492a00, 0x4d4d002a, 0x49492b00, 0x4d4d002b].includes(bigEndian(bytes, 0))
}

/** Where the sensor's values of a RAW file stand; undefined where the file does not parse. */
export function rawRanges(bytes: Uint8Array): readonly Range[] | undefined {
  if (isRaf(bytes)) {
    const [start, size] = [bigEndian(bytes, 100), bigEndian(bytes, 104)]
    return start > 0 && size > 0 ? [[start, start + size]] : undefined
  }
  if (brandsOf(bytes).length > 0) {
    // Of a CR3, tags, thumbnails and XMP lie outside of the media data.
    const media = boxesIn(bytes, [0, bytes.length]).filter(({ type }) => type === 'mdat')
    return media.length > 0 ? media.map(({ content }) => content) : undefined
  }
  return tiffRanges(bytes, 'largest')
}

function isRaf(bytes: Uint8Array): boolean {
  return textAt(bytes, 0, 16) === 'FUJIFILMCCD-RAW '
}
