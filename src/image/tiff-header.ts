/**
 * All of a TIFF file (6.0) but its pixels, which follow as rows of 8-bit RGB or RGBA: a way to hand raw pixels with
 * their colour profile to a reader of files.
 */
export function tiffHeader({
  width,
  height,
  channels,
  icc,
}: {
  readonly width: number
  readonly height: number
  readonly channels: 3 | 4
  /** Colour profile; empty for sRGB. */
  readonly icc: Uint8Array
}): Uint8Array {
  const [SHORT, LONG, UNDEFINED] = [3, 4, 7]
  // Values that do not fit in an entry follow the entries: bits of each channel, profile. The pixels come last.
  const entries = 10 + (channels === 4 ? 1 : 0) + (icc.length > 0 ? 1 : 0)
  const bitsAt = 8 + 2 + 12 * entries + 4
  const iccAt = bitsAt + 2 * channels
  const pixelsAt = iccAt + icc.length
  const fields: (readonly [tag: number, type: number, count: number, value: number])[] = [
    [256, LONG, 1, width],
    [257, LONG, 1, height],
    [258, SHORT, channels, bitsAt],
    [259, SHORT, 1, 1], // not compressed
    [262, SHORT, 1, 2], // RGB
    [273, LONG, 1, pixelsAt],
    [277, SHORT, 1, channels],
    [278, LONG, 1, height], // all rows in one strip
    [279, LONG, 1, width * height * channels],
    [284, SHORT, 1, 1], // channels side by side
  ]
  if (channels === 4) fields.push([338, SHORT, 1, 2]) // the fourth says how opaque the others are
  if (icc.length > 0) fields.push([34675, UNDEFINED, icc.length, iccAt])

  const bytes = new Uint8Array(pixelsAt)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 0x49492a00)
  view.setUint32(4, 8, true)
  view.setUint16(8, entries, true)
  for (const [index, [tag, type, count, value]] of fields.entries()) {
    const at = 10 + 12 * index
    view.setUint16(at, tag, true)
    view.setUint16(at + 2, type, true)
    view.setUint32(at + 4, count, true)
    view.setUint32(at + 8, value, true)
  }
  for (let channel = 0; channel < channels; channel++) view.setUint16(bitsAt + 2 * channel, 8, true)
  bytes.set(icc, iccAt)
  return bytes
}
