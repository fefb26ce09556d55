import type { ErrorRecord, ProgressEvent } from '../../core/index.ts'
import type { ScanReport } from './scan-folders.ts'

/** What the thread that scans is asked to do: one scan at a time. */
export type ScanRequest =
  | {
      readonly kind: 'scan'
      readonly catalog: string
      /** Folder of the pack that photos are described with. */
      readonly pack: string
      readonly home: string
      /** Folders that are there. */
      readonly folders: readonly string[]
      readonly threads: number | undefined
    }
  | { readonly kind: 'stop' }

export type ScanReply =
  | { readonly kind: 'progress'; readonly event: ProgressEvent }
  | { readonly kind: 'done'; readonly report: ScanReport }
  | { readonly kind: 'failed'; readonly error: ErrorRecord }
