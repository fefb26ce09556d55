import type { SkippedPhoto } from '../../image/index.ts'
import type { ImportedMarks } from './import-marks.ts'
import { type LabelMeaning, type LabelMeanings } from './labels.ts'
import type { Mark, MarksOf } from './said-of.ts'

export type PastSource = 'lightroom' | 'darktable' | 'xmp' | 'keepers'

/** Some names with how many there are in all. */
export interface Examples {
  readonly count: number
  /** At most three. */
  readonly examples: readonly string[]
}

/** What one source says of a library. All numbers are of photos. */
export interface SourceReport {
  readonly source: PastSource
  /** Databases or folders that were read. */
  readonly read: readonly string[]
  /** Photos of the library that the source knows. */
  readonly matched: number
  readonly stars: number
  readonly picks: number
  readonly rejects: number
  readonly passes: number
  /** By colour or text: how many photos have it, and what it was said to mean. */
  readonly labels: readonly { readonly label: string; readonly photos: number; readonly means: LabelMeaning | null }[]
  /** Both kept and turned down. */
  readonly contradictions: number
  readonly notFound: Examples
  readonly ambiguous: Examples
  /** Values that cannot be meant. */
  readonly odd: number
  readonly skipped: readonly SkippedPhoto[]
  readonly notes: readonly string[]
  /** What became of the log, or would. */
  readonly log: ImportedMarks
}

/** Sums of what was said of photos, to be added to one by one. */
export function tallyOf(meanings: LabelMeanings) {
  const count = { stars: 0, picks: 0, rejects: 0, passes: 0, contradictions: 0 }
  const labels = new Map<string, number>()
  const kinds: Readonly<Record<Mark['kind'], keyof typeof count>> = {
    star: 'stars',
    pick: 'picks',
    reject: 'rejects',
    pass: 'passes',
  }
  return {
    add({ marks, contradicts, colours }: MarksOf): void {
      for (const kind of new Set(marks.map((mark) => mark.kind))) count[kinds[kind]]++
      if (contradicts) count.contradictions++
      for (const colour of colours) labels.set(colour, (labels.get(colour) ?? 0) + 1)
    },
    done: () => ({
      ...count,
      labels: [...labels]
        .map(([label, photos]) => ({ label, photos, means: meanings.get(label) ?? null }))
        .toSorted((a, b) => b.photos - a.photos || (a.label < b.label ? -1 : 1)),
    }),
  }
}

export function examplesOf(names: readonly string[]): Examples {
  return { count: names.length, examples: names.slice(0, 3) }
}
