export { importPast, type ImportPastOptions } from './import-past.ts'
export { colourOf, type LabelMeaning, labelMeanings, type LabelMeanings } from './labels.ts'
export type { Move } from './match-photos.ts'
export type { Examples, PastSource, SourceReport } from './past-report.ts'
