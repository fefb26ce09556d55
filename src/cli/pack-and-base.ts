import { type Base, openBase } from '../model/index.ts'
import { findPack, openPack, type Pack, requireBase } from '../task-vectors/index.ts'

/** Opens a pack by name or folder, and its base at the depth and size that the pack reads it. */
export async function openPackAndBase(nameOrFolder: string): Promise<{ readonly pack: Pack; readonly base: Base }> {
  const pack = await openPack(await findPack(nameOrFolder))
  const base = await openBase(pack.base.name, { imageSize: pack.tower.imageSize, depth: pack.tower.depth })
  requireBase(pack, base)
  return { pack, base }
}
