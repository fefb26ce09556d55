import { join } from 'node:path'
import { shootSettingsPath } from '../archive/index.ts'
import { defaultCatalogPath, openCatalog } from '../catalog/index.ts'
import { PalateError } from '../core/index.ts'
import { packHash } from '../task-vectors/index.ts'
import type { AppContext } from './app-context.ts'
import { readAppMemory, writeAppMemory } from './app-memory.ts'
import { keptBacktests, openBacktests, runBacktest } from './backtest/index.ts'
import { openEventStream } from './event-stream.ts'
import { openLibraries } from './libraries.ts'
import { importedNames, type LibraryOptions } from './library/index.ts'
import type { AppState } from './messages/index.ts'
import { occasional } from './occasional.ts'
import { openFolders } from './opened-folders.ts'
import { type NamedPack, namedPack, packChoices } from './packs.ts'
import { openPeople } from './people.ts'
import { openPicturesThread } from './pictures/pictures-thread.ts'
import type { ScanReport } from './scan/scan-folders.ts'
import { openScanThread } from './scan/scan-thread.ts'
import { openScanner } from './scan/scanner.ts'
import { watchFolders } from './scan/watch-folders.ts'
import { keepState } from './state-keeper.ts'

export interface AppOptions {
  /** Palate's home. */
  readonly home: string
  /** Absolute; none opens those that were open the last time. */
  readonly folders: readonly string[]
  /** By name or folder; default the one that was used the last time, else `starter`. */
  readonly pack?: string | undefined
  readonly catalogPath?: string | undefined
  readonly exportsTo: string
  /** Threads of one operation of the network; default one a core. */
  readonly threads?: number | undefined
  readonly version: string
  readonly log: (text: string) => void
  readonly now?: () => Date
}

export interface App extends AppContext {
  /** Resolves once nothing is scanned or waits to be. */
  idle(): Promise<void>
  close(): Promise<void>
}

/** Order of scanning, and which photos are asked about. */
const SEED = 0
/** How often it is looked whether folders have gone or come back. */
const LOOK_SECONDS = 5
/** How long the list of packs is believed. */
const CHOICES_SECONDS = 10
const NOTHING: ScanReport = { indexed: 0, moved: 0, dropped: 0, skipped: { count: 0, reasons: [] } }

/**
 * Opens all that answers are made from, and begins to scan.
 * @throws {MissingError} where there is no such pack. @throws {FormatError} where a file of palate is damaged.
 */
export async function openApp(options: AppOptions): Promise<App> {
  const { home, exportsTo, threads, version, log, now = () => new Date() } = options
  const memory = await readAppMemory(home)
  const folders = await openFolders(options.folders.length > 0 ? options.folders : memory.folders)
  let pack = await namedPack(options.pack ?? memory.pack ?? 'starter', home)
  let hash = await packHash(pack.folder)
  let coming: NamedPack | undefined
  if (options.pack === undefined && memory.coming !== undefined)
    coming = await namedPack(memory.coming, home).catch(() => undefined)

  const catalog = await openCatalog(options.catalogPath ?? defaultCatalogPath(home))
  const tastes = join(home, 'tastes')
  const libraryOptions = () => ({
    catalog: catalog.path,
    pack: pack.folder,
    folders: folders.paths(),
    tastes,
    shoots: shootSettingsPath(home),
    seed: SEED,
  })
  const { pictures, libraries } = await openParts(home, libraryOptions(), log).catch(async (error: unknown) => {
    await catalog.close()
    throw error
  })
  const people = openPeople({ catalog, imported: () => importedNames(tastes) })
  const stream = openEventStream()
  const backtests = openBacktests({
    keeping: keptBacktests({ home, log }),
    request: () => ({
      catalog: catalog.path,
      pack: pack.folder,
      packHash: hash,
      folders: folders.paths(),
      shoots: shootSettingsPath(home),
    }),
    run: runBacktest,
    send: (data) => stream.send('backtest', data),
    log,
    now,
  })

  let choices: { readonly at: number; readonly list: AppState['pack']['choices'] } | undefined
  const choicesNow = async () => {
    if (choices === undefined || performance.now() - choices.at > 1000 * CHOICES_SECONDS) {
      const list = await packChoices(home, coming === undefined ? [pack] : [pack, coming])
      choices = { at: performance.now(), list }
    }
    return choices.list
  }
  const state = keepState({
    log,
    send: (data) => stream.send('state', data),
    read: async () => ({
      version,
      folders: folders.list().map((each) => ({ ...each })),
      photos: libraries.photos,
      indexing: indexingNow(),
      people: await people.list(),
      pack: { name: pack.name, coming: coming?.name ?? null, choices: await choicesNow() },
      exportsTo,
    }),
  })
  const tellLibrary = (): void => {
    stream.send('library', { photos: libraries.photos })
    state.touch()
  }
  const reload = occasional(async () => {
    await libraries.reload()
    tellLibrary()
  }, log)

  const thread = openScanThread()
  /** The pack of the last scan; undefined where no folder was there to be scanned. */
  let scanned: NamedPack | undefined
  const scanner = openScanner({
    log,
    onChange: () => state.touch(),
    // While another pack is indexed, the photos that are ordered are those that the old one has.
    onPhotos: () => (coming === undefined ? reload.ask() : undefined),
    async scan(job) {
      await lookAtFolders() // one may have gone just now, which is why there is something to scan
      const here = folders.list().flatMap((each) => (each.here ? [each.path] : []))
      scanned = here.length === 0 && folders.list().length > 0 ? undefined : (coming ?? pack)
      if (here.length === 0) return NOTHING
      return thread.scan({ ...job, catalog: catalog.path, pack: scanned!.folder, home, folders: here, threads })
    },
    async onDone({ moved, dropped }) {
      // One that was chosen while another was scanned with has no index yet: its own scan follows.
      if (coming !== undefined && coming.folder === scanned?.folder) {
        const before = pack
        pack = coming
        coming = undefined
        await libraries.replace(libraryOptions()).catch((error: unknown) => {
          coming ??= pack // tried again after the next scan
          pack = before
          throw error
        })
        hash = await packHash(pack.folder)
        await remember()
        return tellLibrary()
      }
      if (moved + dropped > 0) reload.ask()
      await reload.settle()
    },
  })
  const watch = watchFolders({ onChange: () => scanner.request() })
  const indexingNow = (): AppState['indexing'] => {
    const indexing = scanner.indexing()
    return indexing.state === 'idle' ? { ...indexing, label: watch.troubles().join('; ') } : indexing
  }
  const follow = (): Promise<void> =>
    watch.follow(folders.list().flatMap((each) => (each.here ? [each.path] : []))).then(() => state.touch())

  let remembering: Promise<unknown> = Promise.resolve()
  const remember = (): Promise<void> => {
    const write = () =>
      writeAppMemory(home, { folders: [...folders.paths()], pack: pack.name, ...(coming && { coming: coming.name }) })
    const done = remembering.then(write)
    remembering = done.catch(() => {}) // whoever asked for it is told
    return done
  }
  /** @returns whether a folder went or came back. */
  const lookAtFolders = async (): Promise<boolean> => {
    const changed = await folders.look()
    if (changed) {
      state.touch()
      await follow()
    }
    return changed
  }
  const look = setInterval(() => {
    void lookAtFolders().then((changed) => changed && scanner.request())
  }, 1000 * LOOK_SECONDS)
  look.unref()
  const foldersChanged = async (): Promise<void> => {
    await libraries.replace(libraryOptions())
    tellLibrary()
    scanner.request({ now: true })
    await follow()
    await remember() // last: where the disk is full, what is shown is still what is open
  }

  await remember()
  const begun = follow().then(() => scanner.request())
  return {
    version,
    home,
    catalog,
    folders,
    libraries,
    pictures,
    people,
    backtests,
    stream,
    state,
    exportsTo,
    now,
    log,
    async openFolder(path) {
      if (await folders.open(path)) await foldersChanged()
    },
    async closeFolder(path) {
      folders.close(path)
      await foldersChanged()
    },
    async usePack(name) {
      const chosen = await namedPack(name, home)
      choices = undefined
      const lacks = (await packChoices(home, [chosen])).find((each) => each.name === chosen.name)?.lacks ?? null
      if (lacks !== null) throw new PalateError(`pack ${chosen.name} cannot be used: ${lacks}`)
      coming = chosen.folder === pack.folder ? undefined : chosen
      await remember()
      state.touch()
      scanner.request({ now: true })
    },
    scan: () => scanner.request(),
    idle: () => begun.then(() => scanner.idle()),
    async close() {
      clearInterval(look)
      state.close()
      reload.close()
      stream.close()
      await watch.close()
      await backtests.close()
      await closedSoon(scanner.close())
      await thread.close()
      await libraries.close()
      await pictures.close()
      await catalog.close()
    },
  }
}

async function openParts(home: string, options: LibraryOptions, log: (text: string) => void) {
  const opening = openLibraries(options, { log }) // at once: each takes a while to start its thread
  opening.catch(() => {})
  const pictures = await openPicturesThread({ path: join(home, 'pictures.sqlite') }, { log }).catch(async (error) => {
    await opening.then((libraries) => libraries.close()).catch(() => {})
    throw error
  })
  try {
    return { pictures, libraries: await opening }
  } catch (error) {
    await pictures.close()
    throw error
  }
}

/** Ten seconds, for the batch in work: ended within a network's run, its thread would bring the process down. */
async function closedSoon(closing: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([closing, new Promise((resolve) => (timer = setTimeout(resolve, 10_000)))])
  clearTimeout(timer)
}
