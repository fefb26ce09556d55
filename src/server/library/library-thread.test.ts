import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { describeLibrary } from '../../../test/support/library-contract.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { type ToyLibrary, writeToyLibrary, writeToyPack } from '../../../test/support/toy-library.ts'
import { FormatError, MissingError, PalateError, UsageError } from '../../core/index.ts'
import { orderQuery } from '../messages/index.ts'
import { type Library, type LibraryOptions, openLibraryThread } from './index.ts'

describeLibrary('a library in a thread of its own', openLibraryThread)

describe('the thread of a library', () => {
  const folder = temporaryFolder()
  const query = orderQuery.parse({})
  let toys: ToyLibrary
  let common: Library
  beforeAll(async () => {
    toys = await writeToyLibrary({ folder, pack: await writeToyPack(folder), count: 3000 })
    await toys.catalog.close()
    common = await openLibraryThread(toys.options)
  })
  afterAll(() => common.close())
  const open = async (more: Partial<LibraryOptions> = {}): Promise<Library> => {
    const library = await openLibraryThread({ ...toys.options, ...more })
    onTestFinished(() => library.close())
    return library
  }

  it('sends errors that keep their class, their sentence and the exit status', async () => {
    const unknown = await common.photo(9999, { person: 'me' }).catch((error: unknown) => error)
    expect(unknown).toBeInstanceOf(UsageError)
    expect(unknown).toMatchObject({
      message: 'photo 9999 is not in the opened folders, or is not indexed yet',
      exitCode: 2,
    })
    const noTaste = await common.importTaste({ person: 'anna', content: '{' }).catch((error: unknown) => error)
    expect(noTaste).toBeInstanceOf(FormatError)
    expect(noTaste).toMatchObject({ exitCode: 1, cause: expect.any(Error) as Error })
  })

  it('does not open where the pack or the catalog cannot be read, and ends', async () => {
    await expect(open({ pack: join(folder, 'none') })).rejects.toThrow(MissingError)
    await expect(open({ catalog: join(toys.options.pack, 'pack.json') })).rejects.toThrow(FormatError)
  })

  it('leaves the event loop of its caller free while it computes', async () => {
    let ticks = 0
    const timer = setInterval(() => ticks++, 1)
    await common.order({ ...query, by: 'unsure', stars: 2 })
    await common.compare(['anna', 'ben'])
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(3)
  })

  it('answers others while it predicts the stars of all photos', async () => {
    await common.order({ ...query, person: 'dora' })
    const done: string[] = []
    await Promise.all([
      common.order({ ...query, person: 'dora', stars: 3 }).then(() => done.push('stars')),
      common.facets().then(() => done.push('facets')),
    ])
    expect(done).toEqual(['facets', 'stars'])
  })

  it('rejects what is not answered when it is closed, and what is asked later', async () => {
    const library = await open()
    const waiting = [library.order({ ...query, stars: 3 }), library.facets()].map((asked) =>
      asked.catch((error: unknown) => error),
    )
    await library.close()
    for (const error of await Promise.all(waiting)) {
      expect(error).toBeInstanceOf(PalateError)
      expect(error).toMatchObject({ message: 'the library was closed; open it again' })
    }
    await expect(library.order(query)).rejects.toThrow('the library was closed; open it again')
    await library.close()
  })

  it('rejects what is not answered when its thread dies, and what is asked later', async () => {
    const started = new Promise<Worker>((resolve) => process.once('worker', resolve))
    const library = await open()
    const waiting = library.order({ ...query, stars: 3 }).catch((error: unknown) => error)
    await (await started).terminate()
    const sentence = 'the thread of the library has ended; try again'
    expect(await waiting).toMatchObject({ name: 'PalateError', message: sentence })
    await expect(library.facets()).rejects.toThrow(sentence)
    await library.close()
  })

  it('does not keep the process alive while nothing is asked, and does while something is', async () => {
    const program = `
      import { openLibraryThread } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)}
      const library = await openLibraryThread(${JSON.stringify(toys.options)})
      const { ids } = await library.order(${JSON.stringify(query)})
      console.log(ids.length)
    `
    const file = join(folder, 'program.mjs')
    await writeFile(file, program)
    const register = new URL('../../../test/support/typescript/register.js', import.meta.url).href
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', register, file], { timeout: 20_000 })
    expect(Number(stdout)).toBe(toys.inside.length)
  })
})
