import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FormatError } from '../core/index.ts'
import { DEFAULT_SHOOTS, readShootSettings, shootSettingsPath, writeShootSettings } from './index.ts'

describe('the settings of shoots', () => {
  let path: string
  beforeAll(async () => {
    path = shootSettingsPath(await mkdtemp(join(tmpdir(), 'palate-shoots-')))
  })
  afterAll(() => rm(join(path, '..'), { recursive: true }))

  it('are the defaults where nothing was kept', async () => {
    expect(await readShootSettings(path)).toEqual(DEFAULT_SHOOTS)
  })

  it('are kept, cameras of any name too', async () => {
    const settings = { gapHours: 2.5, folders: 'ignore', clocks: { 'NIKON Z 8': -60, 'A=B': 1.5 } } as const
    await writeShootSettings(settings, path)
    expect(await readShootSettings(path)).toEqual(settings)
  })

  it.each([
    ['{', /shoots\.json is not JSON: .*; mend the file, or delete it to begin with the defaults$/],
    ['{"schema":2}', /shoots\.json: schema: .*; mend the file/],
    ['{"schema":1,"gapHours":0,"folders":"each","clocks":{}}', /gapHours/],
    ['{"schema":1,"gapHours":6,"folders":"each","clocks":{"A":"x"}}', /clocks\.A/],
  ])('are refused in one sentence where the file says %s', async (content, sentence) => {
    await writeFile(path, content)
    const error: unknown = await readShootSettings(path).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(FormatError)
    expect((error as Error).message).toMatch(sentence)
  })
})
