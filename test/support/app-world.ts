import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openPack } from '../../src/task-vectors/index.ts'
import { addMiniReadOut } from './mini-read-out.ts'
import { writeMiniWorld } from './mini-world.ts'

/** What the app can be started with. */
export interface AppWorld {
  /** A data folder in which the packs `mini` and `seen` can describe photos; `unknown` has no read-out. */
  readonly home: string
  /** 24 photos, `00.png` and on, the darker twelve in the folder itself and the others in `sub`. */
  readonly photos: string
}

/** A miniature of all that the app needs, in `folder`. */
export async function writeAppWorld(folder: string): Promise<AppWorld> {
  const world = await writeMiniWorld(join(folder, 'world'))
  for (const [seed, name] of ['mini', 'seen'].entries())
    await addMiniReadOut(await openPack(join(world.home, 'packs', name)), { seed })
  const photos = join(folder, 'photos')
  await mkdir(join(photos, 'sub'), { recursive: true })
  for (const [at, photo] of world.photos.entries())
    await cp(photo, join(photos, at < 12 ? '' : 'sub', `${String(at).padStart(2, '0')}.png`))
  return { home: world.home, photos }
}
