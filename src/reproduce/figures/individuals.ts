import { type Absent, isAbsent, type Measurements, type PackUnderTest, type TestDatabase } from '../measurements.ts'

/** The names that readers know. */
export const databaseTitles: Readonly<Record<TestDatabase, string>> = {
  'flickr-aes': 'Flickr-AES',
  aadb: 'AADB',
  'real-cur': 'REAL-CUR',
}

/** Which of the paper's two numbers of support photos: 10 or 100. */
export type FewOrMany = 'few' | 'many'

/** One person, without and with learning. */
export interface Individual {
  readonly rater: string
  /** SROCC of each vector's own model with all ratings, in the order of the pack's vectors. */
  readonly zeroShot: readonly number[]
  /** Their mean SROCC on the photos that are tested: what was reached before personalisation (appendix A). */
  readonly meanZeroShot: number
  /** Personalised, on the same photos, mean over trials. */
  readonly srocc: number
  readonly coefficients?: readonly number[]
}

/** Support photos to show as the paper's 10 or 100: those, where they were asked for, else the fewest or the most asked for. */
export function shotsFor({ shots }: Pick<Measurements, 'shots'>, which: FewOrMany): number | Absent {
  const paper = which === 'few' ? 10 : 100
  if (shots.includes(paper)) return paper
  const sorted = shots.toSorted((a, b) => a - b)
  const [least, most] = [sorted[0], sorted.at(-1)]
  if (least === undefined || most === undefined) return { absent: 'no number of support photos was asked for' }
  // 10 alone must not pass for the paper's 100, nor 100 for 10.
  if (least === most && (which === 'many' || least === 100))
    return { absent: `not run: only K = ${least} was asked for` }
  return which === 'few' ? least : most
}

/**
 * Everyone of a test database with the paper's method, in the order of the raters' ids. Those with too few photos for K are not
 * among them.
 */
export async function individualsOf({
  measurements,
  pack,
  database,
  which,
}: {
  readonly measurements: Measurements
  readonly pack: PackUnderTest
  readonly database: TestDatabase
  readonly which: FewOrMany
}): Promise<{ readonly shots: number; readonly individuals: readonly Individual[] } | Absent> {
  const shots = shotsFor(measurements, which)
  if (typeof shots !== 'number') return shots
  const result = await measurements.personal({ pack, database, variant: 'ours' })
  if (isAbsent(result)) return result
  const zeroShotOf = new Map(result.zeroShot.map(({ rater, srocc }) => [rater, srocc]))
  const individuals = (result.shots[shots]?.raters ?? []).flatMap((rater): Individual[] => {
    const zeroShot = zeroShotOf.get(rater.rater)
    return zeroShot === undefined ? [] : [{ ...rater, zeroShot }]
  })
  if (individuals.length === 0) return { absent: `no rater has enough photos for K = ${shots}` }
  return { shots, individuals: individuals.toSorted(byRater) }
}

/** By code units: the same on every machine, whatever its language. */
export function byRater(a: { readonly rater: string }, b: { readonly rater: string }): number {
  return a.rater < b.rater ? -1 : a.rater > b.rater ? 1 : 0
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** `0.4312 -> ".431"`, as the field prints correlations. */
export function decimals(value: number): string {
  return value.toFixed(3).replace(/^(-?)0\./, '$1.')
}
