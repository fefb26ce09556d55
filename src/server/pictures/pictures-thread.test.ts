import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { openPictures, type Pictures } from '../../catalog/index.ts'
import { CancelledError, createRandom, FormatError, MissingError } from '../../core/index.ts'
import { contentHash } from '../../image/index.ts'
import { openPicturesThread } from './pictures-thread.ts'

const folder = temporaryFolder()
let files = 0

async function photo(side = 900) {
  const random = createRandom(++files)
  const noise = Uint8Array.from({ length: 3 * side * side }, () => random.integer(256))
  const bytes = await sharp(noise, { raw: { width: side, height: side, channels: 3 } })
    .jpeg()
    .toBuffer()
  const path = join(folder, `${files}.jpg`)
  await writeFile(path, bytes)
  return { path, contentHash: contentHash(bytes) }
}

describe('pictures of a thread', () => {
  let log = ''
  const threads: Worker[] = []
  const keep = (thread: Worker): void => void threads.push(thread)
  let pictures: Pictures
  beforeAll(async () => {
    process.on('worker', keep)
    pictures = await openPicturesThread({ path: join(folder, 'cache.sqlite') }, { log: (text) => (log += text) })
  })
  afterAll(async () => {
    process.off('worker', keep)
    await pictures.close()
  })

  it('are those that this thread would make, for all who ask at once', async () => {
    const one = await photo()
    const here = openPictures({ path: join(folder, 'own.sqlite') })
    for (const size of ['thumbnail', 'preview', 'full'] as const) {
      const expected = await here.picture({ ...one, size })
      const found = await Promise.all([0, 1, 2].map(() => pictures.picture({ ...one, size })))
      for (const { bytes, type } of found)
        expect([Buffer.from(bytes).equals(expected.bytes), type]).toEqual([true, expected.type])
    }
    await here.close()
    const { bytes: full } = await pictures.picture({ ...one, size: 'full' })
    expect((await readFile(one.path)).equals(full)).toBe(true)
  })

  it('are refused by errors that keep their class', async () => {
    const [one, other] = [await photo(64), await photo(64)]
    const changed = pictures.picture({ contentHash: one.contentHash, path: other.path, size: 'thumbnail' })
    await expect(changed).rejects.toBeInstanceOf(MissingError)
    await expect(changed).rejects.toThrow('has changed since it was indexed')
    const empty = join(folder, 'empty.jpg')
    await writeFile(empty, '')
    const none = pictures.picture({ contentHash: one.contentHash, path: empty, size: 'thumbnail' })
    await expect(none).rejects.toBeInstanceOf(FormatError)
    await expect(openPicturesThread({ path: join(empty, 'cache.sqlite') }, { log: () => {} })).rejects.toThrow(
      'cannot open the cache of pictures',
    )
  })

  it('are not made where nobody wants them any more', async () => {
    const one = await photo()
    await expect(pictures.picture({ ...one, size: 'preview', signal: AbortSignal.abort() })).rejects.toThrow(
      CancelledError,
    )
    const leaving = new AbortController()
    const many = await Promise.all(Array.from({ length: 12 }, () => photo()))
    const asked = many.map((each) => pictures.picture({ ...each, size: 'preview', signal: leaving.signal }))
    leaving.abort()
    for (const each of await Promise.allSettled(asked))
      expect(each.status === 'rejected' && each.reason).toBeInstanceOf(CancelledError)
  })

  it('are made by another thread where theirs has died', async () => {
    const one = await photo()
    const waiting = pictures.picture({ ...one, size: 'preview' })
    await threads[0]!.terminate()
    expect((await waiting).type).toBe('image/webp')
    expect(log).toContain('the thread of the cache of pictures has ended; try again (it was started again)')
  })
})
