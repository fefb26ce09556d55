import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../test/support/picture.ts'
import { appToken, appTokenPath } from './app-token.ts'

const folder = temporaryFolder()

async function newHome(name: string): Promise<string> {
  await mkdir(join(folder, name), { recursive: true })
  return join(folder, name)
}

describe('the token of the app', () => {
  it('is 256 bits, made once, and read by its owner alone', async () => {
    const home = join(folder, 'new', 'home')
    const token = await appToken(home)
    expect(token).toMatch(/^[0-9a-f]{64}$/)
    expect(await appToken(home)).toBe(token)
    expect((await stat(appTokenPath(home))).mode & 0o777).toBe(0o600)
    expect(await appToken(await newHome('other'))).not.toBe(token)
  })

  it('is the same for servers that start at once', async () => {
    const home = await newHome('at-once')
    const tokens = await Promise.all(Array.from({ length: 8 }, () => appToken(home)))
    expect(new Set(tokens).size).toBe(1)
  })

  it.each(['', 'guess', 'F'.repeat(64), '0'.repeat(63)])('is made anew where the file says %j', async (text) => {
    const home = await newHome(`damaged-${text.length}`)
    await writeFile(appTokenPath(home), text, { mode: 0o600 })
    const token = await appToken(home)
    expect(token).toMatch(/^[0-9a-f]{64}$/)
    expect((await readFile(appTokenPath(home), 'utf8')).trim()).toBe(token)
  })

  it('is made anew where others could have read it', async () => {
    const home = await newHome('readable')
    const before = await appToken(home)
    await chmod(appTokenPath(home), 0o644)
    expect(await appToken(home)).not.toBe(before)
    expect((await stat(appTokenPath(home))).mode & 0o777).toBe(0o600)
  })
})
