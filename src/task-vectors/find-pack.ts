import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MissingError, palateHome } from '../core/index.ts'

/** Folders that hold packs: the user's own first, then those inside the package. */
function packRoots(home: string): readonly string[] {
  // Both src/task-vectors and dist/task-vectors lie two levels below the package.
  const inside = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..', 'packs')
  return [join(home, 'packs'), inside]
}

/**
 * Folder of a pack: a folder that holds `pack.json`, or the name of one among the user's packs or those in the package.
 * @throws {MissingError} that lists the packs there are.
 */
export async function findPack(nameOrFolder: string, home: string = palateHome()): Promise<string> {
  if (existsSync(join(nameOrFolder, 'pack.json'))) return resolve(nameOrFolder)
  const known = await listPacks(home)
  const found = known.find(({ name }) => name === nameOrFolder)
  if (found !== undefined) return found.folder
  const names = known.map(({ name }) => name).join(', ') || 'none'
  throw new MissingError(
    `there is no pack called ${nameOrFolder}, and no folder of that name with a pack.json; known packs: ${names}`,
  )
}

/** Packs by name; of two with one name the user's own. */
export async function listPacks(
  home: string = palateHome(),
): Promise<readonly { readonly name: string; readonly folder: string }[]> {
  const found = new Map<string, string>()
  for (const root of packRoots(home)) {
    const entries = existsSync(root) ? await readdir(root, { withFileTypes: true }) : []
    for (const { name } of entries) {
      if (!found.has(name) && existsSync(join(root, name, 'pack.json'))) found.set(name, join(root, name))
    }
  }
  return [...found].map(([name, folder]) => ({ name, folder })).sort((a, b) => (a.name < b.name ? -1 : 1))
}
