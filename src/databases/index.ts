export { numberCell, wholeCell } from './cells.ts'
export type { Database, DatabaseReport, RatingRow, SkipReason, Where } from './contract.ts'
export { columnAt, readTable, type Table } from './csv.ts'
export { type DatabaseOptions, openDatabase } from './database-folder.ts'
export { databasesUnder, type FoundDatabase } from './databases-under.ts'
export type { Importer, Labels, Need, PublishedDatabase } from './importer.ts'
export { importerNamed, importers } from './importers.ts'
export { meanScores } from './mean-scores.ts'
export { inWords } from './needs.ts'
export { type AnyDatabaseOptions, detectImporter, openAnyDatabase } from './open-any.ts'
export { openPublished, type PublishedOptions } from './open-published.ts'
export { photoNames } from './photo-names.ts'
export { type PersonalRating, type RatingsOptions, readRatings } from './read-ratings.ts'
export {
  DEFAULT_MIN_PHOTOS,
  describePartition,
  type Part,
  type Partition,
  type PartitionHow,
  partitionDatabase,
  readTags,
  type Tags,
} from './partition/index.ts'
export { trainingPart } from './training-part.ts'
