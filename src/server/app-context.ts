import type { Catalog } from '../catalog/index.ts'
import type { Backtests } from './backtest/index.ts'
import type { EventStream } from './event-stream.ts'
import type { Libraries } from './libraries.ts'
import type { OpenedFolders } from './opened-folders.ts'
import type { People } from './people.ts'
import type { PicturesAndMeasures } from './pictures/pictures-thread.ts'
import type { StateKeeper } from './state-keeper.ts'

/** What routes answer from. */
export interface AppContext {
  readonly version: string
  /** Palate's home. */
  readonly home: string
  readonly catalog: Catalog
  readonly folders: OpenedFolders
  readonly libraries: Libraries
  readonly pictures: PicturesAndMeasures
  readonly people: People
  readonly backtests: Backtests
  readonly stream: EventStream
  readonly state: StateKeeper
  /** Where folders of links and copies are written. */
  readonly exportsTo: string
  readonly now: () => Date
  /** Receives what is for whoever mends palate. */
  readonly log: (text: string) => void
  /** @throws {UsageError} unless it is an absolute path. @throws {MissingError} where there is no such folder. */
  openFolder(path: string): Promise<void>
  /** @throws {MissingError} where it is not open. */
  closeFolder(path: string): Promise<void>
  /** Indexes with another pack, which orders once that is done. @throws {MissingError} where there is no such pack. */
  usePack(name: string): Promise<void>
  scan(): void
}
