import { existsSync, readdirSync, renameSync } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { PalateError, readTextFile, reasonOf, writeFileAtomic } from '../../core/index.ts'
import { type AnyTaste, tasteFromText, type TasteModel } from '../../personalize/index.ts'
import { personFile } from '../person-file.ts'

const ENDING = '.taste.json'

/** Tastes that were imported from files, in a folder of their own, each under the name of a person. */
export interface ImportedTastes {
  /** The taste of that name as it is now; undefined where there is none. @throws {FormatError} for one of another pack. */
  find(person: string): Promise<AnyTaste | undefined>
  /** Keeps the text of a taste file, in place of one of the same name. @throws {FormatError} where it is no taste of this pack. */
  keep(person: string, content: string): Promise<void>
  remove(person: string): Promise<void>
}

export function openImportedTastes({
  folder,
  model,
}: {
  readonly folder: string
  readonly model: TasteModel
}): ImportedTastes {
  giveNamesOfNow(folder)
  const read = new Map<string, { readonly version: string; readonly taste: AnyTaste }>()
  return {
    async find(person) {
      const path = importedTastePath(folder, person)
      // Looked at each time: another thread keeps and removes them too.
      const version = await versionOf(path)
      const known = read.get(person)
      if (version !== undefined && known?.version === version) return known.taste
      read.delete(person)
      if (version === undefined) return undefined
      const taste = tasteFromText(await readTextFile(path), model)
      read.set(person, { version, taste })
      return taste
    },
    async keep(person, content) {
      const path = importedTastePath(folder, person)
      tasteFromText(content, model)
      await writeFileAtomic(path, content)
    },
    async remove(person) {
      read.delete(person)
      await rm(importedTastePath(folder, person), { force: true })
    },
  }
}

/**
 * Names of the imported tastes in a folder. Not asynchronous: every rating asks, and would wait for photos that are being
 * decoded, which keep all of libuv's threads busy; listing a few names takes some ten microseconds.
 */
export function importedNames(folder: string): readonly string[] {
  return listed(folder)
    .filter((name) => name.endsWith(ENDING) && !name.startsWith('.'))
    .flatMap((name) => nameOf(name.slice(0, -ENDING.length)) ?? [])
    .sort()
}

/** Tastes that were kept with capitals in the names of their files get the names that are looked for now. */
function giveNamesOfNow(folder: string): void {
  for (const file of listed(folder)) {
    if (!file.endsWith(ENDING) || file.startsWith('.')) continue
    const person = nameOf(file.slice(0, -ENDING.length))
    if (person === undefined) continue
    try {
      const path = importedTastePath(folder, person)
      if (!existsSync(path)) renameSync(join(folder, file), path)
    } catch {
      // No name that a file can have, or another thread was faster, or it cannot be written there: then it stays as it is.
    }
  }
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new PalateError(`cannot list the tastes in ${folder}: ${reasonOf(error)}`, { cause: error })
  }
}

/** NAME.taste.json in a folder. @throws {UsageError} for a name that is too long for a file. */
export function importedTastePath(folder: string, person: string): string {
  return personFile(folder, person, ENDING)
}

function nameOf(file: string): string | undefined {
  try {
    return decodeURIComponent(file)
  } catch {
    return undefined // not a name of ours
  }
}

async function versionOf(path: string): Promise<string | undefined> {
  try {
    const { mtimeMs, size, ino } = await stat(path)
    return `${mtimeMs} ${size} ${ino}`
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new PalateError(`cannot read the taste ${path}: ${reasonOf(error)}`, { cause: error })
  }
}
