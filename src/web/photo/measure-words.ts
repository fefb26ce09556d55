import type { Measures } from '../store/measures.ts'
import { ordinal } from './why-words.ts'

/** A measure for people. */
export interface MeasureLine {
  readonly name: string
  readonly words: string
  /** How far along a meter from 0 to 1; null where a meter would say nothing. */
  readonly meter: number | null
}

/** Between these, measures of sharp photos and of the same ones blurred by 2 and by 5 pixels lie. */
const FOCUS = { low: -5, high: 3 }

/** All measures of a photo, in words; beside `siblings`, the other frames of its series, where it has any. */
export function measureLines(own: Measures, siblings: readonly Measures[] = []): readonly MeasureLine[] {
  const beside = (of: (each: Measures) => number, names: Extremes): string => {
    const told = placeAmong(of(own), siblings.map(of), names)
    return told === null ? '' : `, ${told}`
  }
  const focus = (of: (each: Measures) => number): Pick<MeasureLine, 'words' | 'meter'> => ({
    words: sharpness(of(own)) + beside(of, sharp),
    meter: within(of(own), FOCUS),
  })
  return [
    { name: 'Focus', ...focus((each) => each.focus) },
    { name: 'Subject focus', ...focus((each) => each.subjectFocus) },
    {
      name: 'Motion blur',
      words: smear(own.motionBlur) + beside((each) => each.motionBlur, { most: 'most', least: 'least' }),
      meter: within(own.motionBlur, { low: 0, high: 1 }),
    },
    {
      name: 'Exposure',
      words: stops(own.exposure) + beside((each) => each.exposure, { most: 'brightest', least: 'darkest' }),
      meter: null,
    },
    { name: 'Clipped dark', words: share(own.clippedDark), meter: null },
    { name: 'Clipped light', words: share(own.clippedLight), meter: null },
    {
      name: 'Noise',
      words: noisiness(own.noise) + beside((each) => each.noise, { most: 'most', least: 'least' }),
      meter: within(own.noise, { low: 0, high: 4 }),
    },
    { name: 'Tilt', words: leaning(own.tilt), meter: null },
  ]
}

interface Extremes {
  readonly most: string
  readonly least: string
  /** Whether places between the ends are told too: `2nd sharpest of 5`. */
  readonly between?: true
}

const sharp: Extremes = { most: 'sharpest', least: 'softest', between: true }

/** Frames that differ by less look alike: no one of them is the sharpest. */
const ALIKE = 0.02

/** `sharpest of 5`; null where it has no place of its own among the others. */
export function placeAmong(own: number, others: readonly number[], { most, least, between }: Extremes): string | null {
  if (others.length === 0 || others.some((each) => Math.abs(each - own) < ALIKE)) return null
  const of = others.length + 1
  const above = others.filter((each) => each > own).length
  if (above === 0) return `${most} of ${of}`
  if (above === of - 1) return `${least} of ${of}`
  return between === true ? `${ordinal(above + 1)} ${most} of ${of}` : null
}

/** Of photos that are compared: how sharp one is, in as few words as do. */
export function focusBeside(own: Measures, others: readonly Measures[]): string {
  const told = placeAmong(
    own.focus,
    others.map(({ focus }) => focus),
    sharp,
  )
  return told ?? sharpness(own.focus)
}

/** The same of one among some that stand side by side; null until all of them are measured. */
export function focusAmong(
  photo: number,
  among: readonly number[],
  measured: ReadonlyMap<number, Measures | null>,
): string | null {
  const own = measured.get(photo) ?? null
  const others = among.filter((each) => each !== photo).map((each) => measured.get(each) ?? null)
  if (own === null || others.includes(null)) return null
  return focusBeside(
    own,
    others.filter((each) => each !== null),
  )
}

function sharpness(focus: number): string {
  if (focus >= 0) return 'sharp'
  if (focus >= -1.2) return 'fairly sharp'
  return focus >= -3 ? 'soft' : 'blurred'
}

function smear(motionBlur: number): string {
  if (motionBlur < 0.15) return 'none seen'
  return motionBlur < 0.35 ? 'a little' : 'clear'
}

/** `0.4 stops brighter than middle grey`. */
function stops(exposure: number): string {
  const rounded = Math.round(Math.abs(exposure) * 10) / 10
  if (rounded === 0) return 'as bright as middle grey'
  return `${rounded.toFixed(1)} stops ${exposure < 0 ? 'darker' : 'brighter'} than middle grey`
}

/** `2.1 %`. */
function share(part: number): string {
  if (part < 0.0005) return 'none'
  return `${(part * 100).toFixed(1)} % of the picture`
}

function noisiness(noise: number): string {
  if (noise < 0.6) return 'hardly any'
  return noise < 2 ? 'some' : 'much'
}

/** `1.4\u00b0 clockwise`. */
function leaning(tilt: number | null): string {
  if (tilt === null) return 'no lines to tell it by'
  if (Math.abs(tilt) < 0.25) return 'level'
  return `${Math.abs(tilt).toFixed(1)}\u00b0 ${tilt > 0 ? 'clockwise' : 'counter-clockwise'}`
}

function within(value: number, { low, high }: { readonly low: number; readonly high: number }): number {
  return Math.min(1, Math.max(0, (value - low) / (high - low)))
}
