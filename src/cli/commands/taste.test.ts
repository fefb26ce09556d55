import { copyFile, mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type TasteWorld, writeTasteWorld } from '../../../test/support/mini-tastes.ts'
import { palate } from '../../../test/support/palate.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { type Ranking, readTasteRecord } from '../../personalize/index.ts'

const folder = temporaryFolder()
let world: TasteWorld
let images: string
beforeAll(async () => {
  world = await writeTasteWorld(folder)
  images = join(world.database, 'images')
})

/** What a command prints, after checking that it went well. `@` stands for the folder of all paths. */
async function text(command: string): Promise<string> {
  const { status, stdout, stderr } = await palate(world.home, command.replaceAll('@', folder))
  expect({ status, stderr: stderr.includes('palate: ') ? stderr : '' }).toEqual({ status: 0, stderr: '' })
  return stdout
}

const document = async (command: string) => JSON.parse(await text(`${command} --json`))

/** Photos that both people rated: every third. */
const rated = (): readonly string[] => world.photos.filter((_, at) => at % 3 === 0)

/** The order that `palate rank` gives by a taste. */
const ranking = (taste: string): Promise<Ranking> => document(`rank ${images} --taste ${taste} --pack mini`)

describe('palate taste show', () => {
  it('has what was said, where the photos lie, the weights that are in the file, and the sentence of rank', async () => {
    const { agreement } = (await ranking(world.anna)) as Ranking & { agreement: unknown }
    const shown = await document(`taste show ${world.anna} --pack mini`)
    expect(shown).toMatchObject({ file: world.anna, pack: { name: 'mini' } })
    const { photos, people, weights } = shown
    expect(photos.map(({ paths }: { paths: string[] }) => paths)).toEqual(rated().map((path) => [path]))
    expect(people).toHaveLength(1)
    expect(people[0].said.map(({ value }: { value: number }) => value)).toEqual([0, 3, 6, 9, 12, 15, 18, 21])
    expect(people[0]).toMatchObject({ name: null, waiting: 0, agreement })
    expect(people[0].scales.score.levels).toEqual([0, 3, 6, 9, 12, 15, 18, 21])
    expect(people[0].scales.score.thresholds).toHaveLength(7)

    const [record] = (await readTasteRecord(world.anna)).people
    const [general, ...rest] = record!.weights
    expect(weights.general).toMatchObject({ prior: 1, learnt: general })
    const names = ['beauty', 'valence', 'arousal']
    expect(weights.databases).toMatchObject(names.map((name, at) => ({ name, prior: 0, learnt: rest[at] })))
    // The miniature's prior lets each number of the embedding move by .5.
    const moved = Math.sqrt(rest.slice(3).reduce((sum, weight) => sum + (weight / 0.5) ** 2, 0) / 6)
    expect(weights.embedding.numbers).toBe(6)
    expect(weights.embedding.moved).toBeCloseTo(moved, 5)
  })

  it('prints it as a table, with photos that the catalog does not know by their digits', async () => {
    const known = await text(`taste show ${world.anna} --pack mini`)
    expect(known).toMatch(/^.*anna\.taste: 8 scores of 8 photos, pack mini\n/)
    expect(known).toMatch(/^people in general {4}1\.000 {4}\d\.\d{3} ± 0\.\d{3}$/m)
    expect(known).toMatch(/^scores {2}0 \| -\d\.\d\d \| 3 \| .* \| 21$/m)
    expect(known).toContain(`\nrated 3: ${world.photos[3]}\n`)
    const [{ photo }] = (await document(`taste show ${world.anna} --pack mini`)).photos
    const unknown = await text(`taste show ${world.anna} --pack mini --catalog @/elsewhere/new.sqlite`)
    expect(unknown).toContain(`\nrated 0: photo ${photo}\n`)
    expect(photo).toMatch(/^[0-9a-f]{24}$/)
  })
})

describe('palate taste why', () => {
  interface Reason {
    readonly path: string
    readonly score: number
    readonly deviation: number
    readonly prior: number
    readonly databases: readonly { readonly part: number }[]
    readonly rated: readonly { readonly part: number; readonly path: string; readonly said: string }[]
    readonly others: number
  }
  const sumOf = ({ prior, databases, rated: photos, others }: Reason): number =>
    [...databases, ...photos].reduce((sum, { part }) => sum + part, prior + others)

  it('takes the scores that rank gives apart into parts that sum to them', async () => {
    const { photos } = await document(`taste why ${world.anna} ${images} --pack mini --nearest 2`)
    const scores = new Map((await ranking(world.anna)).photos.map((photo) => [photo.path, photo]))
    expect(photos.map(({ path }: Reason) => path)).toEqual(world.photos)
    for (const reason of photos as readonly Reason[]) {
      expect(sumOf(reason)).toBeCloseTo(reason.score, 12)
      expect(reason.score).toBeCloseTo(scores.get(reason.path)!.score, 5) // rank adds in single precision
      expect(reason.deviation).toBeCloseTo(scores.get(reason.path)!.deviation!, 6)
      expect(reason.rated).toHaveLength(2)
      for (const { path, said } of reason.rated) expect(said).toBe(`rated ${Number(basename(path, '.png'))}`)
    }
  })

  it('prints parts that add up as printed, and knows a photo that was rated itself', async () => {
    const paths = `${world.photos[3]} ${world.photos[4]}`
    for (const nearest of [5, 0, 8]) {
      const tables = (await text(`taste why ${world.anna} ${paths} --pack mini --nearest ${nearest}`)).split('\n\n')
      for (const table of tables) {
        const numbers = [...table.matchAll(/^ +(-?\d+\.\d{3}) /gm)].map(([, number]) =>
          Math.round(1000 * Number(number)),
        )
        const score = numbers.pop()
        expect(numbers.reduce((sum, part) => sum + part, 0)).toBe(score)
        expect(numbers.length).toBeGreaterThanOrEqual(4 + nearest)
      }
      if (nearest === 5) expect(tables[0]).toContain('  this photo itself, rated 3\n')
      if (nearest === 5) expect(tables[1]).not.toContain('itself')
    }
  })

  it("takes a merge's score apart into what each person said", async () => {
    await text(`taste merge @/anna.taste @/ben.taste ${images} --weights 3,1 --out @/ours.taste --pack mini`)
    const { people } = await document('taste show @/ours.taste --pack mini')
    const of = async (taste: string) =>
      (await document(`taste why ${taste} ${world.photos[5]} --pack mini --nearest 3`)).photos[0] as Reason & {
        rated: { person: string }[]
      }
    const [anna, ben, ours] = [await of('@/anna.taste'), await of('@/ben.taste'), await of('@/ours.taste')]
    const [a, b] = people.map(({ merged }: { merged: { share: number } }) => merged.share)
    expect(ours.score).toBeCloseTo(a * anna.score + b * ben.score, 10)
    expect(ours.prior).toBeCloseTo(a * anna.prior + b * ben.prior, 10)
    expect(sumOf(ours)).toBeCloseTo(ours.score, 12)
    expect(ours.rated).toHaveLength(3)
    for (const { person } of ours.rated) expect(['anna', 'ben']).toContain(person)
  })
})

describe('palate taste next', () => {
  it('names photos that were not rated, each once, the same ones each time', async () => {
    const command = `taste next ${world.anna} ${images} --pack mini`
    const { photos } = await document(command)
    const paths = photos.map(({ path }: { path: string }) => path)
    expect(new Set(paths).size).toBe(10)
    for (const path of paths) expect(world.photos.filter((photo) => !rated().includes(photo))).toContain(path)
    expect((await document(command)).photos).toEqual(photos)
    const few = await text(`${command} --count 3`)
    expect(few).toBe(
      paths
        .slice(0, 3)
        .map((path: string, at: number) => `${at + 1}  ${path}\n`)
        .join(''),
    )
    const expected = (await ranking(world.anna)).photos.find(({ path }) => path === paths[0])!
    expect(photos[0].score).toBeCloseTo(expected.score, 5)
    expect(photos[0].deviation).toBeCloseTo(expected.deviation!, 6)
  })

  it('begins with nothing said, asks for no photo twice, and says when none is left', async () => {
    const copies = join(folder, 'copies')
    await mkdir(copies, { recursive: true })
    for (const name of ['a.png', 'b.png']) await copyFile(world.photos[7]!, join(copies, name))
    const { photos } = await document(`taste next - ${copies} ${world.photos[8]} --pack mini`)
    expect(photos.map(({ path }: { path: string }) => path).sort()).toEqual([join(copies, 'a.png'), world.photos[8]])

    const all = await text(`taste next ${world.anna} ${rated().join(' ')} --pack mini`)
    expect(all).toBe('Every one of these photos is rated already.\n')
    const pair = await document(`taste next ${world.anna} ${rated().join(' ')} ${copies} --pack mini --pair`)
    expect(pair).toMatchObject({ pair: null })
  })

  it('names two photos to compare, and how probably the left one is preferred', async () => {
    const { pair } = await document(`taste next ${world.anna} ${images} --pack mini --pair`)
    expect(pair.left.path).not.toBe(pair.right.path)
    for (const { path } of [pair.left, pair.right]) expect(rated()).not.toContain(path)
    expect(pair.preference > 0.5).toBe(pair.left.score > pair.right.score)
    expect(await text(`taste next ${world.anna} ${images} --pack mini --pair`)).toBe(
      `left   ${pair.left.path}\nright  ${pair.right.path}\n` +
        `The left one is expected to be liked more with a probability of ${Math.round(100 * pair.preference)} %.\n`,
    )
  })
})

describe('palate taste compare', () => {
  it('finds no difference between a taste and itself', async () => {
    const same = await document(`taste compare ${world.anna} ${world.anna} ${images} --pack mini`)
    expect(same).toMatchObject({ pack: 'mini', photos: 24, likedByA: [], likedByB: [] })
    expect(same.srocc).toBeCloseTo(1, 12)
  })

  it('names the photos on which two orders differ most, by their places in the orders of rank', async () => {
    const found = await document(`taste compare ${world.anna} ${world.ben} ${images} --pack mini --count 24`)
    expect(found.srocc).toBeLessThan(-0.5)
    const [anna, ben] = [await ranking(world.anna), await ranking(world.ben)]
    const place = ({ photos }: Ranking, path: string) => 1 + photos.findIndex((photo) => photo.path === path)
    type Difference = { path: string; rankA: number; rankB: number }
    for (const { path, rankA, rankB } of [...found.likedByA, ...found.likedByB] as readonly Difference[])
      expect({ path, rankA, rankB }).toEqual({ path, rankA: place(anna, path), rankB: place(ben, path) })
    const gains = found.likedByA.map(({ rankA, rankB }: Difference) => rankB - rankA)
    expect(gains).toEqual(gains.toSorted((a: number, b: number) => b - a))
    expect(gains.at(-1)).toBeGreaterThan(0)
    // Every photo that is not at the same place stands in one of the lists.
    const moved = world.photos.filter((path) => place(anna, path) !== place(ben, path))
    expect(found.likedByA.length + found.likedByB.length).toBe(moved.length)

    const printed = await text(`taste compare ${world.anna} ${world.ben} ${images} --pack mini --count 1`)
    const [{ path, rankA, rankB }] = found.likedByA
    expect(printed).toContain(`anna.taste puts higher than ben.taste, places in the two orders:\n`)
    expect(printed).toMatch(new RegExp(`^ +${rankA} +${rankB} {2}${path}$`, 'm'))
  })
})
