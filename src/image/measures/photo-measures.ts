/** Changes whenever a measure is computed in another way: what was measured before is then measured again. */
export const MEASURES_VERSION = 1

/** What can be told of a photo's technique from its pixels. docs/archive.md says of each what it cannot see. */
export interface PhotoMeasures {
  /** Of the sharpest parts: log2 of fine over coarse detail, about -4 (blurred) to 4 (sharp to the pixel); -8 without edges. */
  readonly focus: number
  /** The same of the part that is looked at first, as far as contrast, colour and the middle tell. */
  readonly subjectFocus: number
  /** 0 where edges are as sharp in all directions, to 1 where they are smeared along one. */
  readonly motionBlur: number
  /** Mean log2 of linear luminance in stops from middle grey (18 %). */
  readonly exposure: number
  /** Share of pixels that are black, and of those that are white in some channel: 0 to 1. */
  readonly clippedDark: number
  readonly clippedLight: number
  /** Standard deviation of the noise in the quietest parts, in levels of 8 bits. */
  readonly noise: number
  /** Degrees by which its lines lean clockwise from level or upright, -10 to 10; null where no lines say so. */
  readonly tilt: number | null
}
