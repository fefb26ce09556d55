import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { miniBase, miniTaskVector, temporaryFolder } from '../../test/support/mini-vectors.ts'
import { MissingError } from '../core/index.ts'
import { buildPack } from './build-pack.ts'
import { findPack, listPacks } from './find-pack.ts'

/** A home with these packs, and a folder among them that is none. */
async function homeWith(...names: readonly string[]): Promise<string> {
  const home = await temporaryFolder()
  await mkdir(join(home, 'packs', 'half-made'), { recursive: true })
  for (const name of names) {
    const out = join(home, 'packs', name)
    await buildPack({ name, out, base: miniBase(), vectors: [miniTaskVector()], storage: { kind: 'f16' } })
  }
  return home
}

/** The first pack that the package brings. */
const [inside] = await listPacks('no data folder')

/** Packs inside the package are there for everybody. */
async function own(home: string): Promise<readonly { readonly name: string; readonly folder: string }[]> {
  return (await listPacks(home)).filter(({ folder }) => folder.startsWith(home))
}

describe('finding packs', () => {
  it('lists packs in the data folder by name, and passes over what has no pack.json', async () => {
    const home = await homeWith('zebra', 'ant')
    expect(await own(home)).toEqual([
      { name: 'ant', folder: join(home, 'packs', 'ant') },
      { name: 'zebra', folder: join(home, 'packs', 'zebra') },
    ])
  })

  it('lists nothing of a data folder that is not there yet', async () => {
    expect(await own(join(await temporaryFolder(), 'none'))).toEqual([])
  })

  it('finds a pack by its name and by its folder', async () => {
    const home = await homeWith('ant')
    const folder = join(home, 'packs', 'ant')
    expect(await findPack('ant', home)).toBe(folder)
    expect(await findPack(folder, await temporaryFolder())).toBe(folder)
    expect(await findPack(`${folder}/../ant/`, home)).toBe(folder)
  })

  it.skipIf(inside === undefined)("prefers the user's own pack to one of the same name in the package", async () => {
    const { name, folder } = inside!
    const home = await homeWith(name)
    expect(await findPack(name, await temporaryFolder())).toBe(folder)
    expect(await findPack(name, home)).toBe(join(home, 'packs', name))
    expect((await listPacks(home)).filter((pack) => pack.name === name)).toHaveLength(1)
  })

  it('says which packs there are when it finds none of that name', async () => {
    const home = await homeWith('ant', 'zebra')
    const error = await findPack('bee', home).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(MissingError)
    expect((error as Error).message).toMatch(/^there is no pack called bee, .*known packs: .*ant.*zebra/)
    await expect(findPack(join(home, 'packs', 'half-made'), home)).rejects.toThrow(MissingError)
  })
})
