export { darktableColours, type FileFlag } from './file-flags.ts'
export type { FileRating, Stars } from './file-rating.ts'
export {
  type Keeper,
  type KeepersPlan,
  planKeepers,
  type PlanKeepersOptions,
  type PlannedKeeper,
} from './plan-keepers.ts'
export {
  type PlannedEdit,
  type PlannedStars,
  type PlanOptions,
  planStars,
  type StarsKind,
  type StarsPlace,
  type StarsPlan,
} from './plan-stars.ts'
export {
  type MarksReport,
  type PhotoMarks,
  type PhotoStars,
  readMarks,
  readStars,
  type StarsReport,
} from './read-stars.ts'
export { countStars, type StarCounts, starRatings } from './star-ratings.ts'
export { undoStars, type UndoOptions, type UndoReport } from './undo-stars.ts'
export { type WriteOptions, type WriteReport, writeStars } from './write-stars.ts'
