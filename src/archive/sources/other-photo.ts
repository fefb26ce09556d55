import type { Stars } from '../../catalog/index.ts'

/** What a person said of a photo in another program. */
export interface Statement {
  /** 0 for none. */
  readonly stars: Stars | 0
  readonly flag: 'pick' | 'reject' | null
  /** Colours or texts, as the program has them. */
  readonly labels: readonly string[]
}

/** A photo as another program knows it. */
export interface OtherPhoto {
  /** With `/` between names, however the program writes it; perhaps of another machine. */
  readonly path: string
  /** Files of the same shot that the program counts with it, such as the JPEG beside a RAW. */
  readonly alsoPaths: readonly string[]
  /** By the camera's clock, `2024-05-06T07:08:09`; null where it is not known. */
  readonly takenAt: string | null
  /** Bytes of the file when the program first saw it; null where it is not known. */
  readonly size: number | null
  readonly said: Statement
}

/** What is read of another program's database. */
export interface OtherLibrary {
  readonly photos: readonly OtherPhoto[]
  /** Values that cannot be meant, such as seven stars; they count as nothing. */
  readonly odd: number
  /** Sentences on what may be missing. */
  readonly notes: readonly string[]
}

/** A time as EXIF and both programs write it, to the second; null for what is none. */
export function secondOf(text: string): string | null {
  const parts = /^(\d{4})[-:](\d\d)[-:](\d\d)[T ](\d\d):(\d\d):(\d\d)/.exec(text)
  if (parts === null) return null
  const [, year, month, day, hour, minute, second] = parts
  return year === '0000' ? null : `${year}-${month}-${day}T${hour}:${minute}:${second}`
}

/**
 * Of several things said of one photo, such as of virtual copies: the first counts, and a pick of any, for whoever picks a
 * copy has chosen the photo.
 */
export function together([first, ...others]: readonly [Statement, ...(readonly Statement[])]): Statement {
  return { ...first, flag: others.some(({ flag }) => flag === 'pick') ? 'pick' : first.flag }
}
