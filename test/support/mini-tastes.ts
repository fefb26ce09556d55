import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openPack } from '../../src/task-vectors/index.ts'
import { addMiniReadOut } from './mini-read-out.ts'
import { type MiniWorld, writeMiniWorld } from './mini-world.ts'
import { palate } from './palate.ts'

/** The miniature world with read-outs, and the tastes of two people in it. */
export interface TasteWorld extends MiniWorld {
  /** Likes bright photos: learnt from `ratings`, of every third photo. */
  readonly anna: string
  /** Likes dark ones: from the same ratings the other way round. */
  readonly ben: string
}

/** Gives the pack `mini` a read-out, and makes of it a pack in the folder `changed` that has another one. */
export async function writeTasteWorld(folder: string): Promise<TasteWorld> {
  const world = await writeMiniWorld(folder)
  const mini = join(world.home, 'packs', 'mini')
  await cp(mini, join(folder, 'changed'), { recursive: true })
  await addMiniReadOut(await openPack(mini))
  await addMiniReadOut(await openPack(join(folder, 'changed')), { seed: 31 })
  const turned = join(folder, 'turned.csv')
  await writeFile(turned, (await readFile(world.ratings, 'utf8')).replaceAll(/(\d+)$/gm, '-$1'))
  const tastes = { anna: join(folder, 'anna.taste'), ben: join(folder, 'ben.taste') }
  const learn = (ratings: string, taste: string) =>
    palate(world.home, `rank ${world.photos[0]} --ratings ${ratings} --pack mini --save-taste ${taste} --json`)
  for (const [ratings, taste] of [
    [world.ratings, tastes.anna],
    [turned, tastes.ben],
  ] as const) {
    const { status, stderr } = await learn(ratings, taste)
    if (status !== 0) throw new Error(stderr)
  }
  return { ...world, ...tastes }
}
