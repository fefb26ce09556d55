import type { Stars } from '../../catalog/index.ts'
import { colourOf, type LabelMeanings } from './labels.ts'
import type { Statement } from './other-photo.ts'

/** Something that the log keeps of a photo, without the photo. */
export type Mark = { readonly kind: 'star'; readonly stars: Stars } | { readonly kind: 'pick' | 'reject' | 'pass' }

export interface MarksOf {
  /** In the order in which they are logged: of flags the last counts. */
  readonly marks: readonly Mark[]
  /** Whether it was both kept and turned down: rejected and starred, or picked and not. */
  readonly contradicts: boolean
  /** Colours of its labels, those that mean nothing too. */
  readonly colours: readonly string[]
}

/**
 * The marks of what was said of a photo. Stars and a reject contradict each other and are both logged, which leaves the
 * photo out of what is learnt; of flags the log believes the last, and where they contradict each other there is none.
 */
export function marksOfStatement({ stars, flag, labels }: Statement, meanings: LabelMeanings): MarksOf {
  const colours = [...new Set(labels.map(colourOf))]
  const meant = colours.flatMap((colour) => meanings.get(colour) ?? [])
  const isPicked = flag === 'pick' || meant.includes('keep')
  const isRejected = flag === 'reject' || meant.includes('reject')
  const isPassed = meant.includes('pass')
  const flagsContradict = isPicked && (isRejected || isPassed)
  const marks: Mark[] = []
  if (stars !== 0) marks.push({ kind: 'star', stars })
  if (isPassed && !isPicked && !isRejected) marks.push({ kind: 'pass' })
  if (isPicked && !flagsContradict) marks.push({ kind: 'pick' })
  if (isRejected && (!flagsContradict || stars > 0)) marks.push({ kind: 'reject' })
  return {
    marks,
    contradicts: flagsContradict || (isRejected && stars > 0),
    colours,
  }
}
