import { join } from 'node:path'
import { palateHome } from '../core/index.ts'
import { type Base, openBase } from '../model/index.ts'
import { readEmbeddedBase } from './embedded-base.ts'
import { findPack } from './find-pack.ts'
import { openPack, type Pack, requireBase } from './pack.ts'

/**
 * Opens a pack by name or folder, and its base at the depth and size that the pack reads it: from the pack itself, or
 * from where bases are kept.
 * @throws {MissingError} where one of them is not there. @throws {FormatError} where the base is another than the pack's.
 */
export async function openPackAndBase(
  nameOrFolder: string,
  home: string = palateHome(),
): Promise<{ readonly pack: Pack; readonly base: Base }> {
  const pack = await openPack(await findPack(nameOrFolder, home))
  const { embedded, ...identity } = pack.base
  if (embedded !== null) {
    const parameters = await readEmbeddedBase(join(pack.folder, embedded.file), { ...identity, tower: pack.tower })
    const { tower, preprocessing } = pack
    return { pack, base: { ...identity, architecture: 'custom', tower, preprocessing, parameters } }
  }
  const base = await openBase(pack.base.name, { home, imageSize: pack.tower.imageSize, depth: pack.tower.depth })
  requireBase(pack, base)
  return { pack, base }
}
