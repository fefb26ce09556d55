export { backtest, type BacktestOptions } from './backtest.ts'
export type { Estimate } from './intervals.ts'
export type { OrderName } from './orders.ts'
export type { PastArchive } from './past-archive.ts'
export type {
  BacktestReport,
  BacktestSettings,
  BlockReport,
  DifferenceReport,
  KindReport,
  OrderReport,
  ShootReport,
} from './report.ts'
export { backtestPage } from './page.ts'
export { backtestText } from './tables.ts'
export { percent } from './sentences.ts'
