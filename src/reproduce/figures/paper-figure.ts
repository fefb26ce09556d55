import type { Absent, Measurements, PackUnderTest } from '../measurements.ts'

/** A figure of the paper, drawn with one pack's numbers. */
export interface PaperFigure {
  /** As asked for by `--only`: "figure5". */
  readonly id: string
  readonly title: string
  /** What it shows, measured how and with which pack. */
  readonly caption: string
  readonly svg: string
  /** The numbers drawn, unrounded, for JSON. */
  readonly data: Readonly<Record<string, unknown>>
}

/** Measurements that may say how their settings differ from the paper's: whoever sees a figure alone must know. */
export type FigureMeasurements = Measurements & { readonly notes?: readonly string[] }

/** A figure of the paper that can be drawn. */
export interface FigureSpec {
  readonly id: string
  /** Names the paper's numbers of support photos; the figure that `make` draws names those measured. */
  readonly title: string
  make(measurements: FigureMeasurements, pack: PackUnderTest): Promise<PaperFigure | Absent>
}

/** `Pack wide (0123456789ab).` */
export function packSentence({ name, hash }: PackUnderTest): string {
  return `Pack ${name} (${hash.slice(0, 12)}).`
}

/** The end of a caption of what was learnt: the pack, and how the settings differ from the paper's. */
export function packAndSettings(pack: PackUnderTest, { notes = [] }: FigureMeasurements): string {
  return [packSentence(pack), ...(notes.length > 0 ? [`Settings: ${notes.join('; ')}.`] : [])].join(' ')
}
