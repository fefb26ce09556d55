import { stringify } from 'csv-stringify/sync'
import { writeFileAtomic } from '../core/index.ts'
import type { Evaluation } from './summary.ts'

const header = ['rater', 'method', 'shots', 'trial', 'trials', 'photos', 'srocc', 'pairwise_accuracy']

/**
 * Writes one row a rater, method and K as CSV: the mean over the rater's trials where `trial` is empty, and one row a trial.
 * `photos` is how many were tested, on average. A method that gave all of them the same score has an SROCC of 0.
 */
export async function writePerUser(path: string, { methods, shots }: Evaluation): Promise<void> {
  const rows = Object.entries(methods).flatMap(([label, byShots]) =>
    shots.flatMap((k) =>
      (byShots[k]?.perRater ?? []).flatMap(({ rater, srocc, pairwiseAccuracy, trials }) => {
        const photos = trials.reduce((sum, trial) => sum + trial.photos, 0) / trials.length
        return [
          [rater, label, k, '', trials.length, photos, srocc, pairwiseAccuracy],
          ...trials.map((one) => [rater, label, k, one.trial, 1, one.photos, one.srocc, one.pairwiseAccuracy]),
        ]
      }),
    ),
  )
  await writeFileAtomic(path, stringify([header, ...rows]))
}
