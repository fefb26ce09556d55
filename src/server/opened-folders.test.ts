import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../test/support/picture.ts'
import { MissingError, PalateError, UsageError } from '../core/index.ts'
import { openFolders } from './opened-folders.ts'

const folder = temporaryFolder()
const [a, b] = [join(folder, 'a'), join(folder, 'b')]
beforeAll(async () => {
  await mkdir(join(a, 'inner'), { recursive: true })
  await mkdir(b)
  await mkdir(join(folder, 'a-neighbour'))
  for (const path of [join(a, 'inner', 'x.jpg'), join(b, 'x.jpg'), join(folder, 'secret.jpg')])
    await writeFile(path, 'x')
  await symlink(join(folder, 'secret.jpg'), join(a, 'link.jpg'))
  await symlink(folder, join(a, 'up'))
  await symlink(join(b, 'x.jpg'), join(a, 'to-b.jpg'))
})

describe('opened folders', () => {
  it('are kept once each, without those that lie in another', async () => {
    const folders = await openFolders([join(a, 'inner'), b, b, a])
    expect(folders.paths()).toEqual([b, a])
    expect(await folders.open(a)).toBe(false)
    await expect(folders.open(join(a, 'inner'))).rejects.toThrow(`is open already, as a part of ${a}`)
    expect(await folders.open(folder)).toBe(true)
    expect(folders.paths()).toEqual([folder])
  })

  it.each([
    ['relative', 'photos', UsageError],
    ['with a zero byte', '/photos\0', UsageError],
    ['that are not there', '/nowhere/at/all', MissingError],
    ['that are files', join(folder, 'secret.jpg'), UsageError],
  ])('are no paths %s', async (_, path, kind) => {
    const folders = await openFolders([])
    await expect(folders.open(path)).rejects.toBeInstanceOf(kind)
    expect(folders.paths()).toEqual([])
  })

  it('can be closed when they are open', async () => {
    const folders = await openFolders([a, b])
    folders.close(`${a}/`)
    expect(folders.paths()).toEqual([b])
    expect(() => folders.close(a)).toThrow(MissingError)
  })

  it('hold what lies in them, and not what has a name like theirs', async () => {
    const folders = await openFolders([a])
    expect(folders.holds(join(a, 'inner', 'x.jpg'))).toBe(true)
    for (const path of [a, join(folder, 'a-neighbour', 'x.jpg'), join(b, 'x.jpg'), `${a}x`])
      expect(folders.holds(path)).toBe(false)
  })

  it('give the file that a path leads to, and nothing outside of them', async () => {
    const folders = await openFolders([a])
    expect(await folders.realPathOf(join(a, 'inner', 'x.jpg'))).toMatch(/inner.x\.jpg$/)
    const outside = ['link.jpg', 'up/secret.jpg', 'to-b.jpg', '../secret.jpg', '../b/x.jpg', 'inner/../../secret.jpg']
    for (const path of outside)
      await expect(folders.realPathOf(`${a}/${path}`), path).rejects.toBeInstanceOf(MissingError)
    await expect(folders.realPathOf('/etc/passwd')).rejects.toThrow('not in an opened folder')
    const both = await openFolders([a, b])
    expect(await both.realPathOf(join(a, 'to-b.jpg'))).toMatch(/b.x\.jpg$/)
  })

  it('work where the folder itself is a link', async () => {
    const link = join(folder, 'link-to-a')
    await symlink(a, link)
    const folders = await openFolders([link])
    expect(await folders.realPathOf(join(link, 'inner', 'x.jpg'))).toMatch(/a.inner.x\.jpg$/)
    await expect(folders.realPathOf(join(link, 'link.jpg'))).rejects.toBeInstanceOf(PalateError)
  })

  it('are seen to go and to come back', async () => {
    const away = join(folder, 'disk')
    await mkdir(away)
    const folders = await openFolders([away, b])
    expect(await folders.look()).toBe(false)
    await rename(away, `${away}-taken-out`)
    expect(await folders.look()).toBe(true)
    expect(folders.list()).toEqual([
      { path: away, here: false },
      { path: b, here: true },
    ])
    await expect(folders.realPathOf(join(away, 'x.jpg'))).rejects.toThrow('its folder is not there now')
    await rename(`${away}-taken-out`, away)
    expect(await folders.look()).toBe(true)
    expect(await folders.look()).toBe(false)
    await rm(away, { recursive: true })
    expect((await openFolders([away])).list()).toEqual([{ path: away, here: false }])
  })
})
