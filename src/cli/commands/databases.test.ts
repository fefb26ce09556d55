import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { palate } from '../../../test/support/palate.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { cut } from '../../../test/support/published/damage.ts'
import { writePublished } from '../../../test/support/published/index.ts'
import { placeText } from '../../../test/support/published/lay-out.ts'

describe('palate databases', () => {
  const folder = temporaryFolder()
  const root = join(folder, 'data')
  beforeAll(async () => {
    const names = Array.from({ length: 10 }, (_, at) => `p${at}.jpg`)
    for (const name of names) await placeText(folder, name, '')
    const photos = names.map((name) => join(folder, name))
    await writePublished['koniq-10k']!(join(root, 'KonIQ-10k'), { photos, raters: 4 })
    await writePublished['eva']!(join(root, 'EVA'), { photos, raters: 4 })
    await writePublished['tad66k']!(join(root, 'TAD66K'), { photos })
    await cut(join(root, 'TAD66K', 'TAD66K_dataset.zip'), 0.8)
    await placeText(root, 'SPAQ/TestImage/00001.jpg', '')
    await placeText(root, 'holidays/ratings.csv', 'image,score\na.jpg,4\nb.jpg,5\ngone.jpg,1\n')
    for (const name of ['a.jpg', 'b.jpg']) await placeText(root, `holidays/${name}`, '')
  })

  it('lists all of them with what they need, without a folder', async () => {
    const { status, stdout, stderr } = await palate(folder, 'databases')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/^ava +AVA, 1 to 10, means\n +needs AVA.txt/)
    expect(stdout).toMatch(/^spaq .*; built from its description, no published file was seen\n +needs Annotations/m)
    const json = JSON.parse((await palate(folder, 'databases --json')).stdout)
    expect(json.data).toBeNull()
    expect(json.databases.length).toBe(11)
    expect(json.databases[0]).toMatchObject({ name: 'ava', scale: [1, 10], basis: 'a published file', found: null })
  })

  it('opens what lies under a folder, and says what fails and what is missing', async () => {
    const { status, stdout, stderr } = await palate(folder, ['databases', '--data', root])
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toContain('means: 10 ratings of 10 photos; scores 7.188 to 100; train 6; validation 2; test 2\n')
    expect(stdout).toMatch(/raters: 40 ratings of 10 photos by 4 raters; scores/)
    expect(stdout).toMatch(/means: cannot read TAD66K_dataset.zip .*; get the whole archive again\n/)
    expect(stdout).toMatch(/SPAQ: incomplete, 1 photos\n +lacks Annotations.MOS and Image attribute scores.xlsx/)
    expect(stdout).toMatch(/^ava .*\n +not there$/m)
    expect(stdout).toContain(
      'ratings: 2 ratings of 2 photos; scores 4 to 5; 1 photos missing, such as gone.jpg; left out 1: photo not found\n',
    )
  })

  it('gives the same as one JSON document', async () => {
    const { stdout } = await palate(folder, ['databases', '--data', root, '--json'])
    const { databases } = JSON.parse(stdout)
    const named = Object.fromEntries(databases.map((one: { name: string }) => [one.name, one]))
    expect(named['koniq-10k'].found).toMatchObject({ present: true, photos: 10, missing: [] })
    expect(named['koniq-10k'].found.opened).toMatchObject([
      { labels: 'means', rows: 10, splits: { train: 6, validation: 2, test: 2 }, scoreRange: [7.1875, 100] },
    ])
    expect(named['tad66k'].found.opened).toEqual([
      { labels: 'means', error: expect.stringContaining('TAD66K_dataset.zip') },
    ])
    expect(named['spaq'].found).toMatchObject({ present: false, opened: [] })
    expect(named['holidays'].found.opened).toMatchObject([{ labels: 'ratings', missingPhotos: { count: 1 } }])
  })

  it('refuses a folder that is not there in one sentence', async () => {
    const { status, stdout, stderr } = await palate(folder, ['databases', '--data', join(root, 'nowhere')])
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toMatch(/^palate: cannot list .*nowhere: there is no such file or folder\n$/)
  })
})
