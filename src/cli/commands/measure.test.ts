import { copyFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { colourDescriber } from '../../../test/support/colour-describer.ts'
import { writeManyPhotos } from '../../../test/support/many-photos.ts'
import { palate } from '../../../test/support/palate.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { indexPhotos, openCatalog } from '../../catalog/index.ts'

const home = temporaryFolder()
const photos = join(home, 'photos')

beforeAll(async () => {
  const paths = [...(await writeManyPhotos(photos, 6))]
  await mkdir(join(home, 'elsewhere'))
  paths.push(join(home, 'elsewhere', 'copy.png'))
  await copyFile(paths[0]!, paths.at(-1)!)
  const catalog = await openCatalog(join(home, 'catalog.sqlite'))
  await indexPhotos({ catalog, describer: colourDescriber(), paths })
  await catalog.close()
  await rm(paths[3]!)
})

describe('palate measure', () => {
  it('measures the photos of the folders once, and says which could not be read', async () => {
    const first = await palate(home, ['measure', join(home, 'elsewhere'), '--json'])
    expect(first.status).toBe(0)
    expect(JSON.parse(first.stdout)).toMatchObject({
      measured: 1,
      known: 0,
      skipped: [],
      folders: [join(home, 'elsewhere')],
    })
    const { status, stdout, stderr } = await palate(home, ['measure', photos])
    expect(status).toBe(0)
    expect(stdout).toMatch(/^4 photos measured in \d+\.\d s, \d+\.\d a second; 1 known; 1 unreadable\n$/)
    expect(stderr).toContain('left out: cannot read ')
    const again = await palate(home, ['measure', photos, '--catalog', join(home, 'catalog.sqlite')])
    expect(again.stdout).toMatch(/^0 photos measured in \d+\.\d s; 5 known; 1 unreadable\n$/)
  })

  it.each([
    [['/nowhere'], /^palate: no photo of \/nowhere is indexed; `palate index` does it\n$/],
    [[], /^palate: name folders of photos, such as `palate measure ~\/Pictures`\n$/],
  ] as const)('refuses %j', async (folders, sentence) => {
    const { status, stdout, stderr } = await palate(home, ['measure', ...folders])
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(sentence)
  })
})
