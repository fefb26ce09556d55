import sharp, { type Sharp } from 'sharp'
import { createRandom } from '../../src/core/index.ts'
import type { Pixels } from '../../src/image/index.ts'

// Photos made worse by a known amount: what measures of technique are tried on.

export function sharpOf({ width, height, data }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } })
}

export async function pixelsOf(picture: Sharp): Promise<Pixels> {
  const { data, info } = await picture.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data: new Uint8Array(data) }
}

/** Out of focus: a Gaussian of this standard deviation in pixels. */
export async function blurred(photo: Pixels, sigma: number): Promise<Pixels> {
  return pixelsOf(sharpOf(photo).blur({ sigma, precision: 'float' }))
}

/** Smeared along a line of `length` pixels that lies `degrees` clockwise from level. */
export async function smeared(
  photo: Pixels,
  { length, degrees }: { readonly length: number; readonly degrees: number },
): Promise<Pixels> {
  const side = 2 * Math.ceil(length / 2) + 1
  const kernel = Array.from({ length: side * side }, () => 0)
  const [along, down] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  const samples = 64
  for (let sample = 0; sample < samples; sample++) {
    const from = ((sample + 0.5) / samples - 0.5) * length
    const [x, y] = [(side - 1) / 2 + from * along, (side - 1) / 2 + from * down]
    const [left, top] = [Math.floor(x), Math.floor(y)]
    for (const [dx, dy] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      const weight = Math.abs(1 - dx - (x - left)) * Math.abs(1 - dy - (y - top))
      if (weight > 0) kernel[(top + dy) * side + left + dx]! += weight
    }
  }
  // libvips divides by whole numbers where the kernel is of those.
  const whole = kernel.map((weight) => Math.round(1000 * weight))
  return pixelsOf(sharpOf(photo).convolve({ width: side, height: side, kernel: whole }))
}

/** `degraded` within the ellipse that fills `share` of each side about the middle, `photo` outside; or the other way round. */
export function within(
  photo: Pixels,
  {
    degraded,
    share,
    where,
  }: { readonly degraded: Pixels; readonly share: number; readonly where: 'inside' | 'outside' },
): Pixels {
  const { width, height } = photo
  const data = new Uint8Array(photo.data)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [across, down] = [(2 * x) / width - 1, (2 * y) / height - 1]
      if (across * across + down * down < share * share !== (where === 'inside')) continue
      const at = 3 * (y * width + x)
      data.set(degraded.data.subarray(at, at + 3), at)
    }
  return { width, height, data }
}

/** Lighter by so many stops, in linear light (IEC 61966-2-1), cut off at white. */
export function lighter({ width, height, data }: Pixels, stops: number): Pixels {
  const level = Uint8Array.from({ length: 256 }, (_, stored) => {
    const value = stored / 255
    const linear = (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4) * 2 ** stops
    const back = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055
    return Math.round(255 * Math.min(1, back))
  })
  const result = new Uint8Array(data.length)
  for (let at = 0; at < data.length; at++) result[at] = level[data[at]!]!
  return { width, height, data: result }
}

/** With Gaussian noise of this standard deviation in levels, the same in the three channels. */
export function noisy(
  { width, height, data }: Pixels,
  { sigma, seed }: { readonly sigma: number; readonly seed: string },
): Pixels {
  const random = createRandom(seed)
  const result = new Uint8Array(data.length)
  for (let at = 0; at < data.length; at += 3) {
    const noise = sigma * random.normal()
    for (let channel = at; channel < at + 3; channel++)
      result[channel] = Math.max(0, Math.min(255, Math.round(data[channel]! + noise)))
  }
  return { width, height, data: result }
}

/** Turned clockwise about the middle, of which the part that has no corners is left: 0.86 of each side. */
export async function turned(photo: Pixels, degrees: number): Promise<Pixels> {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  const whole = await pixelsOf(sharpOf(photo).affine([cos, -sin, sin, cos], { interpolator: 'bicubic' }))
  const [width, height] = [Math.floor(0.86 * photo.width), Math.floor(0.86 * photo.height)]
  const [left, top] = [Math.floor((whole.width - width) / 2), Math.floor((whole.height - height) / 2)]
  return pixelsOf(sharpOf(whole).extract({ left, top, width, height }))
}
