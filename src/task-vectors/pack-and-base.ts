import { palateHome } from '../core/index.ts'
import { type Base, openBase } from '../model/index.ts'
import { findPack } from './find-pack.ts'
import { openPack, type Pack, requireBase } from './pack.ts'

/**
 * Opens a pack by name or folder, and its base at the depth and size that the pack reads it.
 * @throws {MissingError} where one of them is not there. @throws {FormatError} where the base is another than the pack's.
 */
export async function openPackAndBase(
  nameOrFolder: string,
  home: string = palateHome(),
): Promise<{ readonly pack: Pack; readonly base: Base }> {
  const pack = await openPack(await findPack(nameOrFolder, home))
  const base = await openBase(pack.base.name, { home, imageSize: pack.tower.imageSize, depth: pack.tower.depth })
  requireBase(pack, base)
  return { pack, base }
}
