import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { colourDescriber } from '../../test/support/colour-describer.ts'
import { writeManyPhotos } from '../../test/support/many-photos.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { indexPhotos, type LibraryFile, openCatalog } from './index.ts'

const folder = temporaryFolder()

it('lists every file that holds a photo, a copy twice, of some folders or all', async () => {
  const [a, b, within] = ['a', 'b', join('a', 'within')].map((name) => join(folder, name)) as [string, string, string]
  const paths = [...(await writeManyPhotos(a, 3, 1)), ...(await writeManyPhotos(b, 2, 2))]
  await mkdir(within)
  await copyFile(paths[0]!, join(within, 'copy.jpg'))
  const catalog = await openCatalog(join(folder, 'catalog.sqlite'))
  onTestFinished(() => catalog.close())
  await indexPhotos({ catalog, describer: colourDescriber(), paths: [...paths, join(within, 'copy.jpg')] })
  const files = async (folders?: readonly string[]) => {
    const found: LibraryFile[] = []
    for await (const page of catalog.libraryFiles(folders === undefined ? {} : { folders })) found.push(...page)
    return found
  }
  const all = await files()
  expect(all.map(({ path }) => path)).toEqual([...paths, join(within, 'copy.jpg')].sort())
  const copy = all.find(({ path }) => path.endsWith('copy.jpg'))!
  const original = all.find(({ path }) => path === paths[0])!
  expect(copy).toEqual({ ...original, path: copy.path })
  expect(original.size).toBeGreaterThan(100)
  expect(original.takenAt).toBeNull()
  expect((await files([a, within])).length).toBe(4) // each once, though one folder lies in the other
  expect((await files([b])).length).toBe(2)
  expect(await files([join(folder, 'none')])).toEqual([])
})
