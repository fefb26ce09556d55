export type { Database, DatabaseReport, RatingRow, SkipReason, Where } from './contract.ts'
export { type DatabaseOptions, openDatabase } from './database-folder.ts'
export { meanScores } from './mean-scores.ts'
export { type PersonalRating, type RatingsOptions, readRatings } from './read-ratings.ts'
