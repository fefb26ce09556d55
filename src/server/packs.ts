import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { messageOf, readJson } from '../core/index.ts'
import { baseFolder } from '../model/index.ts'
import { findPack, listPacks } from '../task-vectors/index.ts'
import type { AppState } from './messages/index.ts'

type PackChoice = AppState['pack']['choices'][number]

/** A pack by the name that it is chosen by. */
export interface NamedPack {
  /** Where it lies among the packs its name, else its folder. */
  readonly name: string
  readonly folder: string
}

/** @throws {MissingError} that lists the packs there are. */
export async function namedPack(nameOrFolder: string, home: string): Promise<NamedPack> {
  const folder = await findPack(nameOrFolder, home)
  const known = (await listPacks(home)).find((each) => each.folder === folder)
  return known ?? { name: folder, folder }
}

/** As much of a pack as a choice shows; opened, it is checked in full. */
const packSchema = z.looseObject({
  base: z.looseObject({ name: z.string(), embedded: z.unknown() }),
  databases: z.array(z.looseObject({ name: z.string() })),
  readOut: z.unknown(),
})

/** Packs that photos can be ordered with, those in use among them although they may lie in folders of their own. */
export async function packChoices(home: string, inUse: readonly NamedPack[]): Promise<PackChoice[]> {
  const known = new Map([...(await listPacks(home)), ...inUse].map(({ name, folder }) => [name, folder]))
  return Promise.all([...known].map(([name, folder]) => choiceOf({ name, folder }, home)))
}

async function choiceOf({ name, folder }: NamedPack, home: string): Promise<PackChoice> {
  try {
    const pack = await readJson(join(folder, 'pack.json'), packSchema)
    return { name, databases: pack.databases.map((each) => each.name), lacks: lackOf(pack, home) }
  } catch (error) {
    return { name, databases: [], lacks: messageOf(error) }
  }
}

function lackOf({ base, readOut }: z.output<typeof packSchema>, home: string): string | null {
  if (readOut === null || readOut === undefined)
    return 'it has no read-out, which descriptors need; `palate pack read-out` gives it one'
  if ((base.embedded ?? null) === null && !existsSync(baseFolder(base.name, home)))
    return `its base ${base.name} is not installed; \`palate pack import-base\` installs it`
  return null
}
