import { cp, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { colourDescriber } from '../../../test/support/colour-describer.ts'
import { writeManyPhotos } from '../../../test/support/many-photos.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { type Catalog, openCatalog } from '../../catalog/index.ts'
import { CancelledError, MissingError, type Progress } from '../../core/index.ts'
import { scanFolders } from './scan-folders.ts'

const folder = temporaryFolder()
const describer = colourDescriber()

async function world(name: string, photos: number): Promise<{ readonly catalog: Catalog; readonly photos: string }> {
  const path = join(folder, name, 'photos')
  await writeManyPhotos(path, photos)
  return { catalog: await openCatalog(join(folder, name, 'catalog.sqlite')), photos: path }
}

async function pathsOf(catalog: Catalog, path: string): Promise<readonly string[]> {
  const paths: string[] = []
  for await (const page of catalog.pathsIn(path)) paths.push(...page)
  return paths
}

describe('a scan', () => {
  it('finds what is new, what was moved, and what is gone', async () => {
    const { catalog, photos } = await world('changes', 6)
    const scan = () => scanFolders({ catalog, describer, folders: [photos] })
    expect(await scan()).toEqual({ indexed: 6, moved: 0, dropped: 0, skipped: { count: 0, reasons: [] } })
    expect(await scan()).toMatchObject({ indexed: 0, moved: 0, dropped: 0 })
    await mkdir(join(photos, 'sub'))
    await rename(join(photos, '0001.jpg'), join(photos, 'sub', 'renamed.jpg'))
    await rm(join(photos, '0002.jpg'))
    await writeManyPhotos(join(photos, 'more'), 2, 1)
    expect(await scan()).toMatchObject({ indexed: 2, moved: 1, dropped: 2 })
    expect(await catalog.countDescriptors(describer)).toBe(7)
    await catalog.close()
  })

  it('forgets nothing of a folder that is empty now, as the place of a disk is that was taken out', async () => {
    const { catalog, photos } = await world('taken out', 3)
    const other = join(folder, 'taken out', 'other')
    await writeManyPhotos(other, 1, 7)
    await mkdir(join(folder, 'taken out', 'new'))
    const scan = () => scanFolders({ catalog, describer, folders: [photos, other, join(folder, 'taken out', 'new')] })
    expect(await scan()).toMatchObject({ indexed: 4, skipped: { count: 0 } })
    await rename(photos, `${photos}-away`)
    await mkdir(photos)
    const { dropped, skipped } = await scan()
    expect([dropped, skipped]).toEqual([0, { count: 1, reasons: [expect.stringContaining(`${photos} is empty`)] }])
    await rm(photos, { recursive: true })
    await rename(`${photos}-away`, photos)
    expect(await scan()).toMatchObject({ indexed: 0, moved: 0, dropped: 0, skipped: { count: 0 } })
    await rm(join(photos, '0000.jpg'))
    expect(await scan()).toMatchObject({ dropped: 1, skipped: { count: 0 } })
    await catalog.close()
  })

  it('counts what cannot be read, with one sentence for each of at most fifty', async () => {
    const { catalog, photos } = await world('broken', 1)
    for (let at = 0; at < 60; at++) await writeFile(join(photos, `z${at}.jpg`), 'no photo')
    const { indexed, skipped } = await scanFolders({ catalog, describer, folders: [photos] })
    expect([indexed, skipped.count, skipped.reasons.length]).toEqual([1, 60, 50])
    expect(skipped.reasons[0]).toContain(join(photos, 'z0.jpg'))
    await catalog.close()
  })

  it('takes a RAW file beside a JPEG as one photo with it, from the moment when the JPEG is there', async () => {
    const { catalog, photos } = await world('pairs', 2)
    // A file that the catalog knows from before its JPEG was written.
    const raw = join(photos, '0000.CR2')
    await cp(join(photos, '0001.jpg'), raw)
    const files = [{ path: raw, size: 1, mtimeMs: 1, unreadable: 'no ExifTool' }]
    await catalog.write({ kind: describer, photos: [], files })
    expect(await scanFolders({ catalog, describer, folders: [photos] })).toMatchObject({ indexed: 2, dropped: 1 })
    expect(await pathsOf(catalog, photos)).toEqual([join(photos, '0000.jpg'), join(photos, '0001.jpg')])
    await catalog.close()
  })

  it('leaves out photos to which a link leads out of the folders, and forgets those that it knew', async () => {
    const { catalog, photos } = await world('links', 2)
    const outside = join(folder, 'links', 'outside')
    await writeManyPhotos(outside, 2, 1)
    await symlink(outside, join(photos, 'away'))
    await symlink(join(outside, '0000.jpg'), join(photos, 'one.jpg'))
    await symlink(join(photos, '0000.jpg'), join(photos, 'within.jpg'))
    const files = [{ path: join(photos, 'one.jpg'), size: 1, mtimeMs: 1, unreadable: 'of before' }]
    await catalog.write({ kind: describer, photos: [], files })
    const { skipped, dropped } = await scanFolders({ catalog, describer, folders: [photos] })
    expect([skipped.count, dropped]).toEqual([3, 1])
    for (const reason of skipped.reasons) expect(reason).toContain('leads out of the opened folders')
    expect(await pathsOf(catalog, photos)).toEqual(
      ['0000', '0001', 'within'].map((name) => join(photos, `${name}.jpg`)),
    )
    // Where that folder is open too, they are photos like others.
    expect(await scanFolders({ catalog, describer, folders: [photos, outside] })).toMatchObject({
      skipped: { count: 0 },
    })
    await catalog.close()
  })

  it('stops after the batch in work, and goes on from there', async () => {
    const { catalog, photos } = await world('stopped', 40)
    const stop = new AbortController()
    const progress: Progress = {
      report({ label, done: described }) {
        if (label === 'indexing photos' && described >= 16) stop.abort(new CancelledError('stop'))
      },
    }
    const scanning = scanFolders({ catalog, describer, folders: [photos], progress, signal: stop.signal })
    await expect(scanning).rejects.toBeInstanceOf(CancelledError)
    const done = await catalog.countDescriptors(describer)
    expect(done).toBeGreaterThanOrEqual(16)
    expect(await scanFolders({ catalog, describer, folders: [photos] })).toMatchObject({ indexed: 40 - done })
    await catalog.close()
  })

  it('forgets nothing of a folder that is not there', async () => {
    const { catalog, photos } = await world('gone', 3)
    await scanFolders({ catalog, describer, folders: [photos] })
    await rename(photos, `${photos}-away`)
    await expect(scanFolders({ catalog, describer, folders: [photos] })).rejects.toBeInstanceOf(MissingError)
    expect(await catalog.countDescriptors(describer)).toBe(3)
    await catalog.close()
  })
})
