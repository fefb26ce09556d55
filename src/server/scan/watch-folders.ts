import { basename } from 'node:path'
import type { AsyncSubscription } from '@parcel/watcher'
import { messageOf } from '../../core/index.ts'

/** Follows changes in folders. */
export interface FolderWatch {
  /** Watches these folders, and no others from now on. */
  follow(folders: readonly string[]): Promise<void>
  /** Why a folder cannot be followed, in a sentence each. */
  troubles(): readonly string[]
  close(): Promise<void>
}

/** Programs write files in several steps, and cameras' cards are copied for minutes: a scan begins when it is quiet. */
const QUIET_SECONDS = 1.5

/**
 * Calls `onChange` once files changed in followed folders and none has for 1.5 seconds. Where a folder cannot be
 * followed, such as on some network drives or for want of inotify watches, `troubles` says so.
 */
export function watchFolders({ onChange }: { readonly onChange: () => void }): FolderWatch {
  const followed = new Map<string, AsyncSubscription | string>()
  let timer: NodeJS.Timeout | undefined
  let turn: Promise<void> = Promise.resolve()
  const touched = (): void => {
    clearTimeout(timer)
    timer = setTimeout(onChange, 1000 * QUIET_SECONDS)
    timer.unref()
  }
  const start = async (folder: string): Promise<AsyncSubscription | string> => {
    try {
      const { subscribe } = await import('@parcel/watcher') // native: a platform without it still has its scans at start
      return await subscribe(folder, (error, events) => {
        if (error !== null) followed.set(folder, troubleOf(folder, error))
        else if (events.some(({ path }) => concerns(path))) touched()
      })
    } catch (error) {
      return troubleOf(folder, error)
    }
  }
  const change = async (folders: readonly string[]): Promise<void> => {
    for (const [folder, subscription] of followed) {
      if (folders.includes(folder) && typeof subscription !== 'string') continue
      followed.delete(folder)
      if (typeof subscription !== 'string') await subscription.unsubscribe().catch(() => {}) // it may be gone itself
    }
    for (const folder of folders) if (!followed.has(folder)) followed.set(folder, await start(folder))
  }
  return {
    follow: (folders) => (turn = turn.then(() => change(folders))),
    troubles: () => [...followed.values()].filter((each) => typeof each === 'string'),
    async close() {
      clearTimeout(timer)
      await (turn = turn.then(() => change([])))
      clearTimeout(timer)
    },
  }
}

function troubleOf(folder: string, error: unknown): string {
  return `changes in ${folder} are not followed (${messageOf(error)}): scan it again by hand`
}

/** Sidecars and files in the making are no photos. */
function concerns(path: string): boolean {
  return !/^\.|\.(?:xmp|tmp|part|crdownload)$/i.test(basename(path))
}
