import { mkdir, open, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/support/picture.ts'
import { toyCatalog, toyKind } from '../../test/support/toy-catalog.ts'
import { toyTasteModel } from '../../test/support/toy-taste.ts'
import { FormatError, PalateError, UsageError } from '../core/index.ts'
import { openCatalog } from './index.ts'

const folder = temporaryFolder()
const model = toyTasteModel()
const anna = { person: 'anna', source: 'test' }
let made = 0

async function world(count = 50) {
  const home = join(folder, String(made++))
  await mkdir(home)
  const path = join(home, 'catalog.sqlite')
  const toys = await toyCatalog(path, model, count)
  onTestFinished(() => toys.catalog.close())
  const pick = (at: number) => ({ ...anna, said: [{ kind: 'pick' as const, photo: toys.hashes[at]! }] })
  return { home, path, ...toys, pick }
}

describe('a backup', () => {
  it('is one file that opens as the catalog was at that moment, and takes the place of an earlier one', async () => {
    const { home, catalog, pick } = await world()
    const to = join(home, 'new folder', 'backup.sqlite')
    await catalog.append(pick(0))
    const { path, bytes } = await catalog.backUp(to)
    expect({ path, bytes }).toEqual({ path: to, bytes: (await stat(to)).size })
    await catalog.append(pick(1))
    const again = join(home, 'restored.sqlite')
    await writeFile(again, await readFile(to))
    const restored = await openCatalog(again)
    expect(await restored.events()).toEqual((await catalog.events()).slice(0, 1))
    expect(await restored.loadDescriptors(toyKind(model))).toEqual(await catalog.loadDescriptors(toyKind(model)))
    expect(await restored.append(pick(2))).toHaveLength(1)
    await restored.close()
    await catalog.backUp(to)
    expect(await readdir(join(home, 'new folder'))).toEqual(['backup.sqlite'])
    const second = await openCatalog(to)
    expect(await second.events()).toEqual(await catalog.events())
    await second.close()
  })

  it('is whole while others write', async () => {
    const { home, path, catalog, pick } = await world()
    const other = await openCatalog(path)
    const [, ...events] = await Promise.all([
      catalog.backUp(join(home, 'backup.sqlite')),
      ...Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? other : catalog).append(pick(at))),
    ])
    await other.close()
    const backup = await openCatalog(join(home, 'backup.sqlite'))
    const kept = await backup.events()
    expect(
      events
        .flat()
        .sort((x, y) => x.id - y.id)
        .slice(0, kept.length),
    ).toEqual(kept)
    expect(await backup.countDescriptors(toyKind(model))).toBe(50)
    await backup.close()
  })

  it('is not written over the catalog, another file, or a folder', async () => {
    const { home, path, catalog } = await world()
    const photo = join(home, 'photo.jpg')
    await writeFile(photo, 'a photo of mine')
    const before = await readdir(home)
    await expect(catalog.backUp(path)).rejects.toThrow(
      new UsageError(`${path} is the catalog itself; name another file`),
    )
    await expect(catalog.backUp(`${home}/../${basename(home)}/catalog.sqlite`)).rejects.toThrow('is the catalog itself')
    for (const name of [photo, home])
      await expect(catalog.backUp(name)).rejects.toThrow(
        new UsageError(`${name} is no backup of a catalog and is not written over; name another file`),
      )
    await expect(catalog.backUp(join(photo, 'backup.sqlite'))).rejects.toThrow(PalateError)
    expect(await readFile(photo, 'utf8')).toBe('a photo of mine')
    expect(await readdir(home)).toEqual(before)
  })

  it('of a damaged catalog is not made, and the earlier one stays', async () => {
    const { home, path, catalog } = await world(2000)
    const to = join(home, 'backup.sqlite')
    await catalog.backUp(to)
    await catalog.close()
    const earlier = await readFile(to)
    const file = await open(path, 'r+')
    const { size } = await file.stat()
    for (let page = 20; page < size / 4096 - 1; page += 3)
      await file.write(Buffer.alloc(4096, 0xa5), 0, 4096, 4096 * page)
    await file.close()
    const damaged = await openCatalog(path)
    onTestFinished(() => damaged.close())
    const failed = damaged.backUp(to)
    await expect(failed).rejects.toThrow(FormatError)
    await expect(failed).rejects.toThrow(
      /^the catalog .*catalog.sqlite is damaged \(.*\), and no backup was made of it; put an/,
    )
    expect((await readFile(to)).equals(earlier)).toBe(true)
    expect((await readdir(home)).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })
})
