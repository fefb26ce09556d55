import type { Pixels } from '../pixels.ts'
import { clippingOf } from './clipping.ts'
import { detailOf } from './detail.ts'
import { exposureOf } from './exposure.ts'
import { FOCUS_LEVELS, focusOf, subjectFocusOf, tileFocus } from './focus.ts'
import { motionBlurOf } from './motion-blur.ts'
import { noiseOf } from './noise.ts'
import type { PhotoMeasures } from './photo-measures.ts'
import { lumaOf, pyramidOf } from './plane.ts'
import { subjectWeights } from './subject.ts'
import { tilesOf } from './tiles.ts'
import { tiltOf } from './tilt.ts'

/**
 * Measures a photo's technique, the same for the same pixels everywhere. Meant for the upright photo at 2048 pixels
 * along its long side, or its own size where it is smaller. Frames of one size can be compared; a larger rendering of the same photo is less sharp.
 */
export function measurePhoto(photo: Pixels): PhotoMeasures {
  const tiles = tilesOf(photo)
  const planes = pyramidOf(lumaOf(photo), FOCUS_LEVELS)
  const details = planes.map((plane, level) => detailOf(plane, { tiles, level }))
  const noise = noiseOf(planes[0]!, tiles)
  const focus = tileFocus(details, noise)
  const { dark, light } = clippingOf(photo)
  return {
    focus: focusOf(focus),
    subjectFocus: subjectFocusOf(focus, subjectWeights(photo, tiles)),
    motionBlur: motionBlurOf({ fine: details[0]!, coarse: details[1]!, noise }),
    exposure: exposureOf(photo),
    clippedDark: dark,
    clippedLight: light,
    noise,
    tilt: tiltOf(planes[1]!),
  }
}
