export { runBacktest } from './backtest-thread.ts'
export { type Backtests, openBacktests } from './backtests.ts'
export { type KeptBacktest, keptBacktests } from './kept-backtests.ts'
