import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type TasteWorld, writeTasteWorld } from '../../../test/support/mini-tastes.ts'
import { palate } from '../../../test/support/palate.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { readTasteRecord } from '../../personalize/index.ts'

const folder = temporaryFolder()
let world: TasteWorld
let images: string
beforeAll(async () => {
  world = await writeTasteWorld(folder)
  images = join(world.database, 'images')
})

/** What a command prints as JSON, after checking that it went well. `@` stands for the folder of all paths. */
async function document(command: string) {
  const { status, stdout, stderr } = await palate(world.home, `${command.replaceAll('@', folder)} --json`)
  expect({ status, stderr: stderr.includes('palate: ') ? stderr : '' }).toEqual({ status: 0, stderr: '' })
  return JSON.parse(stdout)
}

const compare = (a: string, b: string) => document(`taste compare ${a} ${b} ${images} --pack mini`)

/** Weights of the people of a taste file. */
async function weightsOf(path: string): Promise<readonly (readonly number[])[]> {
  return (await readTasteRecord(path.replace('@', folder))).people.map(({ weights }) => weights)
}

function expectSameWeights(found: readonly (readonly number[])[], expected: readonly (readonly number[])[]): void {
  expect(found.map((weights) => weights.length)).toEqual(expected.map((weights) => weights.length))
  found.flat().forEach((weight, at) => expect(weight).toBeCloseTo(expected.flat()[at]!, 8))
}

/** A taste learnt from some of the lines of anna's ratings. */
async function learnt(name: string, keep: (line: string) => boolean, pack = 'mini'): Promise<string> {
  const [header, ...lines] = (await readFile(world.ratings, 'utf8')).split('\n')
  await writeFile(join(folder, `${name}.csv`), [header, ...lines.filter(keep)].join('\n'))
  await document(`rank ${images} --ratings @/${name}.csv --pack ${pack} --save-taste @/${name}.taste`)
  return `@/${name}.taste`
}

describe('palate taste merge', () => {
  it('balances two people: who counts more, the order is nearer to', async () => {
    const even = await document(`taste merge @/anna.taste @/ben.taste ${images} --out @/even.taste --pack mini`)
    expect(even).toMatchObject({ out: join(folder, 'even.taste'), pack: 'mini', photos: 24, skipped: [] })
    expect(even.people).toMatchObject([
      { name: 'anna', weight: 1 },
      { name: 'ben', weight: 1 },
    ])
    // Either adds as much spread to the common score.
    const [a, b] = even.people
    expect(a.spread * a.share).toBeCloseTo(b.spread * b.share, 12)
    const toAnna: number[] = []
    for (const weights of ['1000,1', '2,1', '1,2', '1,1000']) {
      const named = `--names mother,father --weights ${weights} --out @/ours.taste`
      const { people } = await document(`taste merge @/anna.taste @/ben.taste ${images} ${named} --pack mini`)
      expect(people.map(({ name }: { name: string }) => name)).toEqual(['mother', 'father'])
      toAnna.push((await compare('@/ours.taste', '@/anna.taste')).srocc)
    }
    expect(toAnna).toEqual(toAnna.toSorted((x, y) => y - x))
    expect(toAnna[0]).toBeGreaterThan(0.99)
    expect(toAnna[3]).toBeLessThan(-0.5)
  })

  it('merges a merge with a third person, who then counts for a third', async () => {
    await document(`taste merge @/anna.taste @/ben.taste ${images} --out @/even.taste --pack mini`)
    const third = await learnt('third', (line) => !/0[369]\.png/.test(line))
    const out = `--weights 2,1 --names both,cleo --out @/three.taste`
    const { people } = await document(`taste merge @/even.taste ${third} ${images} ${out} --pack mini`)
    expect(people).toMatchObject([
      { name: 'anna', weight: 1 },
      { name: 'ben', weight: 1 },
      { name: 'cleo', weight: 1 },
    ])
    const { photos } = await document(`taste next @/three.taste ${images} --count 24 --pack mini`)
    expect(photos).toHaveLength(24 - 8)
  })
})

describe('palate taste forget', () => {
  it('leaves the taste that the other ratings give', async () => {
    const forgotten = basename(world.photos[9]!)
    const without = await learnt('without', (line) => !line.includes(forgotten))
    await cp(world.anna, join(folder, 'forgets.taste'))
    const first = await document(`taste forget @/forgets.taste ${world.photos[9]} --pack mini`)
    expect(first).toMatchObject({ file: join(folder, 'forgets.taste'), forgotten: 1, left: 7 })
    expectSameWeights(await weightsOf('@/forgets.taste'), await weightsOf(without))
    expect(await readFile(join(folder, 'forgets.taste'), 'utf8')).not.toContain(forgotten)
  })

  it('takes a photo that is no longer there by where it was, or by its digits', async () => {
    const copies = join(folder, 'copies')
    await mkdir(copies)
    for (const at of [0, 1, 2]) await cp(world.photos[at]!, join(copies, `${at}.png`))
    await writeFile(join(copies, 'my.csv'), 'image,score\n0.png,1\n1.png,3\n2.png,2')
    // The catalog knows these photos nowhere else.
    const options = '--pack mini --catalog @/copies/catalog.sqlite'
    await document(`rank @/copies --ratings @/copies/my.csv ${options} --save-taste @/copies/my.taste`)
    const { photos } = await document(`taste show @/copies/my.taste ${options}`)
    for (const at of [0, 1]) await rm(join(copies, `${at}.png`))
    const byPath = await document(`taste forget @/copies/my.taste @/copies/1.png ${options}`)
    expect(byPath).toMatchObject({ photo: photos[1].photo, forgotten: 1, left: 2 })
    const byDigits = await document(`taste forget @/copies/my.taste ${photos[0].photo} ${options}`)
    expect(byDigits).toMatchObject({ photo: photos[0].photo, forgotten: 1, left: 1 })
    const shown = await document(`taste show @/copies/my.taste ${options}`)
    expect(shown.photos).toEqual([photos[2]])
    expect(shown.people[0].agreement.verdict).toBe('too-few')
  })

  it('makes all people of a merge forget', async () => {
    await document(`taste merge @/anna.taste @/ben.taste ${images} --out @/both.taste --pack mini`)
    const { forgotten, left } = await document(`taste forget @/both.taste ${world.photos[0]} --pack mini`)
    expect({ forgotten, left }).toEqual({ forgotten: 2, left: 14 })
    const without = await learnt('bright', (line) => !line.includes(basename(world.photos[0]!)))
    expectSameWeights((await weightsOf('@/both.taste')).slice(0, 1), await weightsOf(without))
  })
})

describe('palate taste migrate', () => {
  it('gives the taste that the ratings give with the other pack, and finds the photos by the catalog', async () => {
    const expected = await learnt('by-other', () => true, join(folder, 'changed'))
    const migrated = await document(`taste migrate ${world.anna} --pack @/changed --out @/migrated.taste`)
    expect(migrated).toMatchObject({ photos: 8, missing: [], waiting: 0, droppedEdits: [] })
    expectSameWeights(await weightsOf('@/migrated.taste'), await weightsOf(expected))
    // and back again
    await document(`taste migrate @/migrated.taste --pack mini --out @/back.taste`)
    expectSameWeights(await weightsOf('@/back.taste'), await weightsOf(world.anna))
  })

  it('looks among the paths for photos that the catalog does not know, and keeps what is said of others', async () => {
    const some = rated().slice(2)
    const catalog = '--catalog @/empty/catalog.sqlite'
    const options = `--pack @/changed --out @/some.taste ${catalog}`
    const found = await document(`taste migrate ${world.anna} ${some.join(' ')} ${world.photos[1]} ${options}`)
    expect(found).toMatchObject({ photos: 6, waiting: 2 })
    expect(found.missing).toHaveLength(2)
    const { people } = await document(`taste show @/some.taste --pack @/changed ${catalog}`)
    expect(people[0]).toMatchObject({ waiting: 2, said: { length: 8 } })
    // They count once their photos are there.
    const expected = await learnt('all-again', () => true, join(folder, 'changed'))
    await document(`taste migrate @/some.taste ${images} --pack @/changed --out @/whole.taste ${catalog}`)
    expectSameWeights(await weightsOf('@/whole.taste'), await weightsOf(expected))
  })

  it('brings a merge along, person by person', async () => {
    await document(`taste merge @/anna.taste @/ben.taste ${images} --weights 2,1 --out @/pair.taste --pack mini`)
    await document('taste migrate @/pair.taste --pack @/changed --out @/pair-migrated.taste')
    await document('taste migrate @/anna.taste --pack @/changed --out @/anna-migrated.taste')
    const { people } = await document('taste show @/pair-migrated.taste --pack @/changed')
    expect(people).toMatchObject([
      { name: 'anna', merged: { weight: 2 } },
      { name: 'ben', merged: { weight: 1 } },
    ])
    expectSameWeights((await weightsOf('@/pair-migrated.taste')).slice(0, 1), await weightsOf('@/anna-migrated.taste'))
  })

  function rated(): readonly string[] {
    return world.photos.filter((_, at) => at % 3 === 0)
  }
})
