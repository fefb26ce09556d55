import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { watchFolders } from './watch-folders.ts'

const folder = temporaryFolder()
let changes = 0
const watch = watchFolders({ onChange: () => void changes++ })
afterAll(() => watch.close())

/** Longer than changes have to be quiet. */
const QUIET = 2200

describe('watching folders', () => {
  it('tells once of many changes, of none in sidecars, and of none in folders that are no longer followed', async () => {
    const [a, b] = [join(folder, 'a'), join(folder, 'b')]
    for (const each of [a, b]) await mkdir(each)
    await watch.follow([a, b])
    expect(watch.troubles()).toEqual([])
    await writeFile(join(a, 'one.jpg.xmp'), 'x')
    await writeFile(join(a, '.hidden'), 'x')
    await setTimeout(QUIET)
    expect(changes).toBe(0)
    for (let at = 0; at < 5; at++) await writeFile(join(a, `${at}.jpg`), 'x')
    await mkdir(join(b, 'deep'))
    await setTimeout(QUIET)
    expect(changes).toBe(1)
    await writeFile(join(b, 'deep', 'new.jpg'), 'x')
    await rm(join(a, '0.jpg'))
    await setTimeout(QUIET)
    expect(changes).toBe(2)
    await watch.follow([b])
    await writeFile(join(a, 'two.jpg'), 'x')
    await setTimeout(QUIET)
    expect(changes).toBe(2)
  })

  it('says which folder it cannot follow, and goes on', async () => {
    const nowhere = join(folder, 'nowhere')
    await watch.follow([nowhere])
    expect(watch.troubles()).toEqual([expect.stringContaining(`changes in ${nowhere} are not followed`)])
    await watch.follow([])
    expect(watch.troubles()).toEqual([])
  })
})
