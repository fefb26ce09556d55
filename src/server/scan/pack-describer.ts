import { type Engine, openWorkerEngine } from '../../graph/index.ts'
import { type Describer, openDescriber, requireReadOut } from '../../personalize/index.ts'
import { findPack, openPack, openPackAndBase } from '../../task-vectors/index.ts'

/**
 * A describer of a pack whose network is opened when the first photo is described: most scans find nothing new. Closed,
 * it can be used again.
 * @throws {MissingError} where there is no such pack. @throws {UsageError} where it has no read-out.
 */
export async function openPackDescriber({
  pack: name,
  home,
  threads,
}: {
  readonly pack: string
  readonly home: string
  readonly threads?: number
}): Promise<Describer> {
  const pack = await openPack(await findPack(name, home))
  const readOut = await requireReadOut(pack)
  let opened: Promise<{ readonly describer: Describer; readonly engine: Engine }> | undefined
  const open = async () => {
    const { base } = await openPackAndBase(pack.folder, home)
    const engine = await openWorkerEngine(threads === undefined ? {} : { threads })
    try {
      return { describer: await openDescriber({ pack, base, engine }), engine }
    } catch (error) {
      await engine.close()
      throw error
    }
  }
  const { resize, crop } = pack.preprocessing
  return {
    key: `${pack.hash}/fast`,
    shape: { databases: pack.databases.length, width: readOut.embedding.bias.length },
    framing: { resize, crop },
    async describe(crops) {
      opened ??= open()
      return (await opened).describer.describe(crops)
    },
    async close() {
      const closing = opened
      opened = undefined
      const found = await closing?.catch(() => undefined) // whoever described has been told
      await found?.describer.close()
      await found?.engine.close()
    },
  }
}
