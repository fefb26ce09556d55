import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { blurred, lighter, noisy, pixelsOf, sharpOf, smeared, turned, within } from '../../../test/support/degraded.ts'
import { describeWithShared } from '../../../test/support/shared.ts'
import { readImage } from '../decode.ts'
import type { Pixels } from '../pixels.ts'
import { clippingOf } from './clipping.ts'
import { detailOf } from './detail.ts'
import { exposureOf } from './exposure.ts'
import { FOCUS_LEVELS, tileFocus } from './focus.ts'
import { measurePhoto } from './measure-photo.ts'
import { noiseOf } from './noise.ts'
import { halved, lumaOf, pyramidOf } from './plane.ts'
import { tilesOf } from './tiles.ts'
import { tiltOf } from './tilt.ts'

/** Printed where somebody looks, and quoted in docs/archive.md. */
function figure(sentence: string): void {
  console.info(`measures: ${sentence}`)
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.round(share * (values.length - 1))]!
}

const median = (values: readonly number[]): number => quantile(values, 0.5)

function spread(values: readonly number[], shares: readonly number[] = [0.1, 0.5, 0.9]): string {
  return shares.map((share) => quantile(values, share).toFixed(2)).join(', ')
}

async function pathsIn(folder: string, { every }: { readonly every: number }): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jpg')).sort()
  return names.filter((_, at) => at % every === 0).map((name) => join(folder, name))
}

/** Share of the tiles that focus is judged by. */
function shareWithEdges(photo: Pixels): number {
  const tiles = tilesOf(photo)
  const details = pyramidOf(lumaOf(photo), FOCUS_LEVELS).map((plane, level) => detailOf(plane, { tiles, level }))
  const focus = tileFocus(details, noiseIn(photo))
  return focus.filter((each) => !Number.isNaN(each)).length / focus.length
}

const noiseIn = (photo: Pixels): number => noiseOf(lumaOf(photo), tilesOf(photo))
const tiltIn = (photo: Pixels): number | null => tiltOf(halved(lumaOf(photo)))

describeWithShared('of photos that were made worse by a known amount', ['photos'], (folder) => {
  /** 18 photos, 4 of them of BSDS500, with a long side of 480 pixels. */
  let photos: readonly Pixels[]
  beforeAll(async () => {
    const paths = [
      ...(await pathsIn(folder, { every: 3 })),
      ...(await pathsIn(join(folder, '..', 'bsds500'), { every: 125 })),
    ]
    const size = { width: 480, height: 480, fit: 'inside' } as const
    photos = await Promise.all(paths.map(async (path) => pixelsOf(sharpOf(await readImage(path)).resize(size))))
  })

  it('focus falls from each blur to the next in 95 % of the steps or more', async () => {
    const sigmas = [0.7, 1, 1.5, 2.5, 4]
    const focus: number[][] = []
    for (const photo of photos) {
      const all = [photo, ...(await Promise.all(sigmas.map((sigma) => blurred(photo, sigma))))]
      focus.push(all.map((each) => measurePhoto(each).focus))
    }
    const steps = focus.flatMap((each) => each.slice(1).map((now, at) => now - each[at]!))
    const falls = steps.filter((step) => step < 0).length
    const medians = [0, ...sigmas].map((_, at) => median(focus.map((each) => each[at]!)).toFixed(1))
    figure(
      `focus falls in ${falls} of ${steps.length} steps of blur; medians at sigma 0, ${sigmas.join(', ')}: ${medians.join(', ')}`,
    )
    expect(falls / steps.length).toBeGreaterThanOrEqual(0.95)
  })

  it('focus hardly changes with contrast, and less with noise than with a blur of a pixel', async () => {
    const [flat, noise, soft]: [number[], number[], number[]] = [[], [], []]
    for (const [at, photo] of photos.entries()) {
      const { focus } = measurePhoto(photo)
      const half = { ...photo, data: photo.data.map((level) => 64 + level / 2) }
      flat.push(Math.abs(measurePhoto(half).focus - focus))
      noise.push(Math.abs(measurePhoto(noisy(photo, { sigma: 6, seed: `focus ${at}` })).focus - focus))
      soft.push(focus - measurePhoto(await blurred(photo, 1)).focus)
    }
    figure(
      `focus, medians of the change: half the contrast ${median(flat).toFixed(2)}, noise of 6 levels ${median(noise).toFixed(2)}, a blur of 1 px ${median(soft).toFixed(2)}`,
    )
    expect(median(flat)).toBeLessThan(0.2)
    expect(median(noise)).toBeLessThan(median(soft))
  })

  it('focus of the subject falls more where the middle is blurred than where the border is', async () => {
    const [inner, outer]: [number[], number[]] = [[], []]
    for (const photo of photos) {
      const degraded = await blurred(photo, 3)
      const { subjectFocus } = measurePhoto(photo)
      const lost = (where: 'inside' | 'outside'): number =>
        subjectFocus - measurePhoto(within(photo, { degraded, share: 0.7, where })).subjectFocus
      inner.push(lost('inside'))
      outer.push(lost('outside'))
    }
    const right = inner.filter((lost, at) => lost > outer[at]!).length
    figure(
      `subject focus: the middle blurred costs ${median(inner).toFixed(2)}, the border blurred ${median(outer).toFixed(2)} (medians); more for the middle in ${right} of ${photos.length} photos`,
    )
    expect(right / photos.length).toBeGreaterThanOrEqual(0.85)
  })

  it('motion blur is told from what is out of focus, most often at five pixels and nearly always at eleven', async () => {
    const lengths = [5, 11]
    const soft: number[] = []
    const still = photos.map((photo) => measurePhoto(photo).motionBlur)
    const moved = lengths.map((): number[] => [])
    const told = lengths.map((): boolean[] => [])
    for (const [place, photo] of photos.entries())
      for (const [at, length] of lengths.entries()) {
        // A Gaussian that spreads as far as the smear.
        const out = measurePhoto(await blurred(photo, length / Math.sqrt(12))).motionBlur
        soft.push(out)
        for (const degrees of [0, 30, 135]) {
          const { motionBlur } = measurePhoto(await smeared(photo, { length, degrees }))
          moved[at]!.push(motionBlur)
          told[at]!.push(motionBlur > Math.max(out, still[place]!))
        }
      }
    const shares = told.map((each) => each.filter(Boolean).length / each.length)
    figure(
      `motion blur at 10 %, 50 % and 90 %: of photos as they are ${spread(still)}; out of focus ${spread(soft)}; ${lengths.map((length, at) => `smeared by ${length} px ${spread(moved[at]!)}, more than both in ${percent(shares[at]!)}`).join('; ')}`,
    )
    expect(shares[0]).toBeGreaterThanOrEqual(0.6)
    expect(shares[1]).toBeGreaterThanOrEqual(0.85)
    expect(median(moved[1]!)).toBeGreaterThan(median(moved[0]!))
  })

  it('exposure follows the light within a tenth of a stop, as long as little is cut off', () => {
    const errors: number[] = []
    for (const photo of photos)
      for (const stops of [-2, -1, -0.5, 0.5, 1]) {
        const shifted = lighter(photo, stops)
        const { dark, light } = clippingOf(shifted)
        if (dark + light <= 0.01) errors.push(Math.abs(exposureOf(shifted) - exposureOf(photo) - stops))
      }
    figure(
      `exposure: of ${errors.length} shifts by half a stop to two, errors at 50 %, 90 % and 100 %: ${spread(errors, [0.5, 0.9, 1])} stops`,
    )
    expect(errors.length).toBeGreaterThan(40)
    expect(quantile(errors, 0.9)).toBeLessThan(0.1)
  })

  it('clipped shares grow with each stop that cuts more off, to all of it', () => {
    for (const photo of photos) {
      const light = [0, 1, 2, 3].map((stops) => clippingOf(lighter(photo, stops)).light)
      const dark = [0, -3, -6, -11].map((stops) => clippingOf(lighter(photo, stops)).dark)
      for (const shares of [light, dark]) expect(shares).toEqual(shares.toSorted((a, b) => a - b))
      expect(dark.at(-1)).toBe(1)
    }
  })

  it('noise that was added is found within a fifth, beyond what was there', () => {
    const ratios = photos.flatMap((photo, at) =>
      [3, 9].map((sigma) => {
        const found = noiseIn(noisy(photo, { sigma, seed: `${at}/${sigma}` }))
        return found / Math.hypot(sigma, noiseIn(photo))
      }),
    )
    figure(`noise: found over true, of ${ratios.length}, at 5 %, 50 % and 95 %: ${spread(ratios, [0.05, 0.5, 0.95])}`)
    expect(ratios.filter((ratio) => ratio > 0.8 && ratio < 1.2).length / ratios.length).toBeGreaterThanOrEqual(0.9)
  })

  it('are the same for the same pixels', () => {
    expect(measurePhoto(photos[0]!)).toEqual(measurePhoto({ ...photos[0]!, data: new Uint8Array(photos[0]!.data) }))
  })
})

describeWithShared('of ordinary photos', ['bsds500'], (bsds) => {
  it('no measure stands at one end', async () => {
    const measured = []
    const edges: number[] = []
    for (const path of await pathsIn(bsds, { every: 4 })) {
      const photo = await readImage(path)
      measured.push(measurePhoto(photo))
      edges.push(shareWithEdges(photo))
    }
    figure(
      `share of tiles with edges, of ${edges.length} photos of BSDS500 at 0 %, 5 % and 50 %: ${spread(edges, [0, 0.05, 0.5])}`,
    )
    const shares = [0.05, 0.5, 0.95]
    for (const name of ['focus', 'subjectFocus', 'exposure', 'noise'] as const) {
      const values = measured.map((measures) => measures[name])
      figure(`${name} of ${values.length} photos of BSDS500 at 5 %, 50 % and 95 %: ${spread(values, shares)}`)
      expect(quantile(values, 0.95)).toBeGreaterThan(quantile(values, 0.05) + 0.5)
    }
    expect(measured.filter(({ motionBlur }) => motionBlur > 0.2).length / measured.length).toBeLessThan(0.05)
  })

  it('tilt is told of a few, and follows the photo when it is turned', async () => {
    const paths = await pathsIn(bsds, { every: 2 })
    const errors: number[] = []
    let [tilted, turns] = [0, 0]
    for (const path of paths) {
      const photo = await readImage(path)
      if (tiltIn(photo) === null) continue
      tilted++
      const before = tiltIn(await turned(photo, 0))
      if (before === null || Math.abs(before) > 6) continue
      for (const degrees of [-4, -2, 1, 3]) {
        turns++
        const after = tiltIn(await turned(photo, degrees))
        if (after !== null) errors.push(Math.abs(after - before - degrees))
      }
    }
    const under = (most: number): number => errors.filter((error) => error < most).length / errors.length
    figure(
      `tilt is told of ${tilted} of ${paths.length} photos of BSDS500; of ${turns} turns it is told of ${errors.length}, within half a degree in ${percent(under(0.5))}, within one in ${percent(under(1))}`,
    )
    expect(errors.length).toBeGreaterThan(20)
    expect(under(0.5)).toBeGreaterThanOrEqual(0.8)
    expect(under(1)).toBeGreaterThanOrEqual(0.95)
  })
})
