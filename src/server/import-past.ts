import { stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { importPast as importFrom } from '../archive/index.ts'
import { type Job, MissingError, PalateError, UsageError } from '../core/index.ts'
import type { AppContext } from './app-context.ts'
import type { ImportedPast, PastToImport } from './messages/index.ts'
import { pastSentences } from './past-sentences.ts'

type Parts = Pick<AppContext, 'catalog' | 'folders' | 'people' | 'stream' | 'state' | 'now'>

/** Takes over what other programs know of a person's choices, one import at a time. */
export function pastImporter(app: Parts): (asked: PastToImport, job: Job) => Promise<ImportedPast> {
  let isAtWork = false
  return async (asked, job) => {
    if (isAtWork)
      throw new PalateError(
        'choices are being taken over already; try again when that is done or has stopped, in a moment',
      )
    isAtWork = true
    try {
      return await takeOver(app, asked, job)
    } finally {
      isAtWork = false
    }
  }
}

async function takeOver(
  app: Parts,
  { person, lightroom, darktable, keepers, xmp, labels, replace }: PastToImport,
  job: Job,
): Promise<ImportedPast> {
  await app.people.requireSpeaker(person)
  if (lightroom === undefined && darktable === undefined && keepers === undefined && !xmp)
    throw new UsageError(
      'nothing is named to be taken over: a Lightroom catalog, a darktable library, a folder, or sidecars',
    )
  for (const path of [lightroom, darktable]) if (path !== undefined) await requireThere(path, 'file')
  if (keepers !== undefined) await requireThere(keepers, 'folder')
  const folders = app.folders.list().flatMap(({ path, here }) => (here ? [path] : []))
  // Without folders all photos would be meant, those of closed folders too.
  if (folders.length === 0) throw new PalateError('no folder is open; open the folders of your photos first')
  const before = (await app.people.events(person)).at(-1)?.id
  try {
    const reports = await importFrom({
      catalog: app.catalog,
      person,
      folders,
      lightroom: lightroom === undefined ? [] : [lightroom],
      darktable: darktable === undefined ? [] : [darktable],
      keepers: keepers === undefined ? [] : [keepers],
      xmp,
      labels: new Map(Object.entries(labels).filter(([, means]) => means !== undefined)),
      replace,
      time: app.now(),
      ...job,
    })
    return { sentences: reports.flatMap(pastSentences) }
  } finally {
    // Stopped in the middle, a part of it stands in the log.
    const last = (await app.people.events(person)).at(-1)?.id
    if (last !== undefined && last !== before) app.stream.send('said', { person, event: last })
    app.state.touch()
  }
}

async function requireThere(path: string, kind: 'file' | 'folder'): Promise<void> {
  if (!isAbsolute(path) || path.includes('\0'))
    throw new UsageError(`${JSON.stringify(path.slice(0, 200))} is no absolute path of a ${kind}`)
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) throw new MissingError(`there is no ${kind} ${path}`)
  if (kind === 'file' ? !found.isFile() : !found.isDirectory()) throw new UsageError(`${path} is not a ${kind}`)
}
