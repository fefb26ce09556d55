import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/support/picture.ts'
import { toyCatalog } from '../../test/support/toy-catalog.ts'
import { toyTasteModel } from '../../test/support/toy-taste.ts'

const folder = temporaryFolder()

it('photos by prefix are looked up in the index, not compared with every prefix', async () => {
  const model = toyTasteModel({ databases: 1, width: 2 })
  const { catalog, hashes } = await toyCatalog(join(folder, 'catalog.sqlite'), model, 16_000)
  onTestFinished(() => catalog.close())
  const prefixes = hashes.slice(0, 1024).map((hash) => hash.slice(0, 24))
  const ids = (await catalog.photosByPrefix(prefixes)).map(({ id }) => id)
  expect(ids).toHaveLength(1024)
  const milliseconds = async (work: () => Promise<unknown>): Promise<number> => {
    const times: number[] = []
    for (let time = 0; time < 3; time++) {
      const began = performance.now()
      await work()
      times.push(performance.now() - began)
    }
    return Math.min(...times)
  }
  // Their rows are read either way. Comparing each photo with each prefix takes thirty times as long.
  expect(await milliseconds(() => catalog.photosByPrefix(prefixes))).toBeLessThan(
    8 * (await milliseconds(() => catalog.photos(ids))),
  )
}, 20_000)
