import type { Job, Progress, ProgressEvent } from '../core/index.ts'
import type { AppContext } from './app-context.ts'
import type { Work } from './messages/index.ts'
import { seldom } from './seldom.ts'

type Parts = Pick<AppContext, 'stream' | 'log'>

/** Long work that a request waits for, which may be given up: every page hears under this name how far it is. */
export function jobOf(app: Parts, name: Work['name'], { signal }: Request): Required<Job> {
  return { signal, progress: workProgress(app, name) }
}

/** Tells every page how far work of this name is, at most twice a second. */
export function workProgress({ stream, log }: Parts, name: Work['name']): Progress {
  let latest: ProgressEvent | undefined
  const telling = seldom<Work['name']>(async () => {
    const { label, done, total } = latest!
    stream.send('work', { name, label, done, total })
  }, log)
  return {
    report(event) {
      latest = event
      telling.ask(name)
    },
  }
}
