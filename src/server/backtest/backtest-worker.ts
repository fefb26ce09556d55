import { parentPort, workerData } from 'node:worker_threads'
import { type BacktestReport, backtest, openArchive, readShootSettings } from '../../archive/index.ts'
import { openCatalog } from '../../catalog/index.ts'
import { type Progress, toErrorRecord } from '../../core/index.ts'
import { requireReadOut, tasteModelOf } from '../../personalize/index.ts'
import { openPack } from '../../task-vectors/index.ts'
import type { BacktestReply, BacktestRequest } from './backtest-messages.ts'

// The program of the thread that `runBacktest` starts: not to be imported. It may be ended at any moment: it only reads.

const answer = (reply: BacktestReply): void => parentPort!.postMessage(reply)

async function work({
  catalog: path,
  pack: folder,
  folders,
  shoots,
  person,
}: BacktestRequest): Promise<BacktestReport> {
  const progress: Progress = { report: (event) => answer({ kind: 'progress', event }) }
  progress.report({ label: 'reading the archive', done: 0, total: 0 })
  const pack = await openPack(folder)
  const model = tasteModelOf(pack, await requireReadOut(pack))
  const catalog = await openCatalog(path)
  try {
    const kind = { key: `${pack.hash}/fast`, shape: model.shape }
    const settings = await readShootSettings(shoots)
    const archive = await openArchive({ catalog, kind, model, folders, person, settings, now: new Date() })
    return await backtest({ ...archive, model, progress })
  } finally {
    await catalog.close()
  }
}

work(workerData as BacktestRequest).then(
  (report) => answer({ kind: 'done', report }),
  (error: unknown) => answer({ kind: 'failed', error: toErrorRecord(error) }),
)
