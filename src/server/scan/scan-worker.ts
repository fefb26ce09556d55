import { parentPort } from 'node:worker_threads'
import { openCatalog } from '../../catalog/index.ts'
import { CancelledError, type Progress, toErrorRecord } from '../../core/index.ts'
import { openPackDescriber } from './pack-describer.ts'
import { scanFolders } from './scan-folders.ts'
import type { ScanReply, ScanRequest } from './scan-messages.ts'

// The program of the thread that `openScanThread` starts: not to be imported.

const answer = (reply: ScanReply): void => parentPort!.postMessage(reply)
let stop = new AbortController()

parentPort!.on('message', (request: ScanRequest) => {
  if (request.kind === 'stop') stop.abort(new CancelledError('scanning was stopped'))
  else {
    stop = new AbortController()
    void scan(request, stop.signal)
  }
})

async function scan({ catalog: path, folders, ...of }: ScanRequest & { kind: 'scan' }, signal: AbortSignal) {
  try {
    const { threads, ...named } = of
    const describer = await openPackDescriber({ ...named, ...(threads === undefined ? {} : { threads }) })
    try {
      const catalog = await openCatalog(path)
      try {
        const progress: Progress = { report: (event) => answer({ kind: 'progress', event }) }
        answer({ kind: 'done', report: await scanFolders({ catalog, describer, folders, progress, signal }) })
      } finally {
        await catalog.close()
      }
    } finally {
      await describer.close() // its network holds much memory, and most of the time there is nothing to describe
    }
  } catch (error) {
    answer({ kind: 'failed', error: toErrorRecord(error) })
  }
}
