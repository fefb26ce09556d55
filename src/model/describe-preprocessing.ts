import type { Preprocessing } from './config.ts'

/**
 * A base's preprocessing in words and numbers, for whoever makes pixels for an exported network without palate. `scaling`
 * says whether values are still to be scaled: an exported graph does that itself, bare weights do not.
 */
export function describePreprocessing(
  { resize, crop, mean, deviation }: Preprocessing,
  options: { readonly scaling: 'in the graph' | 'by the caller' },
): string {
  return JSON.stringify({
    colour: 'RGB bytes, 0 to 255, in sRGB; turned upright as the EXIF orientation says',
    resize: {
      shortSide: resize,
      longSide: `int(${resize} * long / short)`,
      filter: "bicubic with antialiasing, as Pillow's Image.resize(size, Image.Resampling.BICUBIC)",
    },
    crop: { width: crop, height: crop, place: 'centre: round((extent - crop) / 2), halves to even' },
    torchvision: `Compose([Resize(${resize}, InterpolationMode.BICUBIC), CenterCrop(${crop})]) on a PIL image`,
    scaling: { where: options.scaling, formula: '(byte / 255 - mean) / deviation', mean, deviation },
  })
}
