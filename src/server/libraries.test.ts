import type { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../test/support/picture.ts'
import { type ToyLibrary, writeToyLibrary, writeToyPack } from '../../test/support/toy-library.ts'
import { type Libraries, openLibraries } from './libraries.ts'
import { orderQuery } from './messages/index.ts'

describe('the libraries', () => {
  const folder = temporaryFolder()
  const threads: Worker[] = []
  const keep = (thread: Worker): void => void threads.push(thread)
  let toys: ToyLibrary
  let libraries: Libraries
  let log = ''
  beforeAll(async () => {
    toys = await writeToyLibrary({ folder, pack: await writeToyPack(folder) })
    await toys.catalog.close()
    process.on('worker', keep)
    libraries = await openLibraries(toys.options, { log: (text) => (log += text) })
  })
  afterAll(async () => {
    process.off('worker', keep)
    await libraries.close()
  })
  const order = async () => (await libraries.quick((library) => library.order(orderQuery.parse({})))).ids.length

  it('answer as before after their threads were killed, one at rest and one at work', async () => {
    const photos = toys.inside.length
    expect(await libraries.slow((library) => library.next({ person: 'me', count: 2, exclude: [] }))).toHaveLength(2)
    expect([libraries.photos, threads.length]).toEqual([photos, 2])
    await threads[0]!.terminate()
    expect(await Promise.all([order(), order()])).toEqual([photos, photos])
    expect(threads).toHaveLength(3)
    const waiting = libraries.slow((library) => library.next({ person: 'you', count: 3, exclude: [] }))
    await threads[1]!.terminate()
    expect(await waiting).toHaveLength(3)
    expect(await libraries.reload()).toBe(photos)
    expect(threads).toHaveLength(4)
    expect(log.match(/the thread of the library has ended/g)).toHaveLength(2)
  })
})
