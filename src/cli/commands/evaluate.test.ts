import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type MiniWorld, writeMiniWorld } from '../../../test/support/mini-world.ts'
import { palate } from '../../../test/support/palate.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'

const folder = temporaryFolder()
let world: MiniWorld
beforeAll(async () => {
  world = await writeMiniWorld(folder)
})

interface Document {
  readonly pack: { readonly name: string; readonly hash: string }
  readonly database: { readonly name: string; readonly where: unknown; readonly photos: number }
  readonly raters: number
  readonly trials: number
  readonly seed: number
  readonly methods: Readonly<Record<string, Readonly<Record<string, { readonly secondsPerUser: number }>>>>
  readonly seen: unknown
}

const run = (more: string) =>
  palate(
    world.home,
    `evaluate ${world.database} --pack mini --shots 0,4 --trials 2 --replicates 40 --threads 1 ${more}`,
  )

async function evaluated(more: string): Promise<Document> {
  const { status, stdout, stderr } = await run(`--json ${more}`)
  expect(stderr).not.toContain('palate:')
  expect(status).toBe(0)
  return JSON.parse(stdout) as Document
}

/** Everything but what the clock says. */
function withoutSeconds(document: Document): unknown {
  return JSON.parse(JSON.stringify(document, (key, value) => (key === 'secondsPerUser' ? undefined : value)))
}

describe('palate evaluate', () => {
  it('prints one JSON document with the figures of every method and K', async () => {
    const document = await evaluated('--methods ensemble,uniform-merge,others-mean')
    expect(document).toMatchObject({
      pack: { name: 'mini', hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      database: { name: 'database', where: [], photos: 24 },
      raters: 8,
      trials: 2,
      seed: 0,
      seen: { exact: [], near: [] },
      skipped: [],
    })
    expect(Object.keys(document.methods)).toEqual(['ensemble-uniform', 'ensemble', 'uniform-merge', 'others-mean'])
    for (const byShots of Object.values(document.methods)) {
      expect(Object.keys(byShots)).toEqual(['0', '4'])
      for (const figures of Object.values(byShots)) {
        const between = (low: number, high: number) => expect.toSatisfy((value) => value >= low && value <= high)
        expect(figures).toMatchObject({
          srocc: { mean: between(-1, 1), std: between(0, 1), se: between(0, 1) },
          pairwiseAccuracy: between(0, 1),
          secondsPerUser: between(0, 60),
          harmed: between(0, 1),
          pairedDifference: { difference: between(-2, 2), low: between(-2, 2), high: between(-2, 2) },
        })
      }
    }
  })

  it('judges a method that knows the answer as one: people agree with each other more than models of noise', async () => {
    const { methods } = await evaluated('--methods others-mean')
    const mean = (name: string) => (methods[name]!['4'] as unknown as { srocc: { mean: number } }).srocc.mean
    expect(mean('others-mean')).toBeGreaterThan(0.5)
    expect(mean('others-mean')).toBeGreaterThan(mean('ensemble-uniform'))
  })

  it('prints tables that name raters, trials, methods and K', async () => {
    const { status, stdout } = await run('--methods ensemble')
    expect(status).toBe(0)
    expect(stdout).toContain('8 raters, 2 trials, seed 0')
    expect(stdout).toMatch(/^method +K = 0 +K = 4$/m)
    expect(stdout).toMatch(/^ensemble-uniform +-?\.\d{3} ±\.\d{3} +-?\.\d{3} ±\.\d{3}$/m)
  })

  it('says where the pack does not know what it was trained on', async () => {
    const { status, stdout } = await run('--methods ensemble --pack unknown')
    expect(status).toBe(0)
    expect(stdout).toContain('The pack does not say which photos it was trained on')
    expect(await evaluated('--methods ensemble --pack unknown')).toMatchObject({ seen: 'unknown' })
  })

  it('keeps only the rows of --where, and only so many --raters, the same for the same seed', async () => {
    const half = await evaluated('--methods ensemble --where set=1')
    expect(half.database).toEqual({ name: 'database', where: [{ column: 'set', value: '1' }], photos: 12 })
    expect(half.raters).toBe(4)
    const three = await evaluated('--methods ensemble --raters 3 --seed 5')
    expect(three).toMatchObject({ raters: 3, seed: 5 })
    expect(withoutSeconds(await evaluated('--methods ensemble --raters 3 --seed 5'))).toEqual(withoutSeconds(three))
  })

  it('reports the steps of --keep as methods of their own', async () => {
    const { methods } = await evaluated('--methods paper-linear --steps 6 --keep 0,3 --raters 2')
    expect(Object.keys(methods)).toEqual(['ensemble-uniform', 'paper-linear@0', 'paper-linear@3', 'paper-linear@6'])
  })

  it('goes on from a record to the same document, and only learns what is not in it', async () => {
    const record = join(folder, 'record.jsonl')
    const methods = 'ensemble,paper-linear'
    const whole = await evaluated(`--methods ${methods} --steps 5`)
    await evaluated(`--methods ensemble --steps 5 --record ${record}`)
    const before = await readFile(record, 'utf8')
    const resumed = await evaluated(`--methods ${methods} --steps 5 --record ${record}`)
    expect(withoutSeconds(resumed)).toEqual(withoutSeconds(whole))
    const after = await readFile(record, 'utf8')
    expect(after.startsWith(before)).toBe(true)
    // Two trials, two K, eight raters of one method more.
    expect(after.trimEnd().split('\n').length - before.trimEnd().split('\n').length).toBe(32)
    expect(await evaluated(`--methods ${methods} --steps 5 --record ${record}`)).toEqual(resumed)
    expect(await readFile(record, 'utf8')).toBe(after)
  })

  it('refuses photos that the pack was trained on, and leaves them out when told', async () => {
    const refused = await run('--methods ensemble --pack seen')
    expect(refused).toMatchObject({ status: 2, stdout: '' })
    expect(refused.stderr).toContain(
      'palate: the pack was trained on 12 of these photos (12 the same, 0 near-duplicates)',
    )
    expect(refused.stderr).toContain(`${world.photos[0]}, ${world.photos[1]}, ${world.photos[2]} and 9 more`)
    const left = await evaluated('--methods ensemble --pack seen --exclude-seen')
    expect(left).toMatchObject({
      raters: 4,
      database: { photos: 12 },
      seen: { exact: world.photos.slice(0, 12), near: [] },
    })
    const unseen = await run('--methods ensemble --pack seen --where set=1')
    expect(unseen.status).toBe(0)
  })

  it('prints the same bytes for the same seed without timings, and draws otherwise for another', async () => {
    const text = async (seed: number, draws: string) =>
      (await run(`--methods ensemble,paper-linear --steps 3 --json --no-timings --seed ${seed} --write-draws ${draws}`))
        .stdout
    const draws = ['1', '1-again', '2'].map((name) => join(folder, `draws-${name}.csv`))
    const first = await text(1, draws[0]!)
    expect(first).toContain('"pairwiseAccuracy"')
    expect(first).not.toContain('seconds')
    expect(await text(1, draws[1]!)).toBe(first)
    await text(2, draws[2]!)
    const [one, again, two] = await Promise.all(draws.map((path) => readFile(path, 'utf8')))
    expect(again).toBe(one)
    expect(two).not.toBe(one)
    expect(two!.split('\n')).toHaveLength(one!.split('\n').length)
  })

  it("judges other programs' scores on published draws without a pack, and writes every rater's figures", async () => {
    const [scores, draws, users] = ['brightness.csv', 'published.csv', 'users.csv'].map((name) => join(folder, name))
    const lines = world.photos.map((path, at) => `${basename(path)},${at},${-at}`)
    await writeFile(scores!, ['image,bright,dark', ...lines, 'elsewhere.png,1,1'].join('\n'))
    const drawn = ['00', '01', '02', '03'].map((name) => `r0,5,4,${name}.png`)
    await writeFile(draws!, ['rater,trial,shots,image', ...drawn].join('\n'))
    const command = `evaluate ${world.database} --pack none --draws ${draws} --scores ${scores} --per-user ${users}`
    const { status, stdout } = await palate(world.home, `${command} --json`)
    expect(status).toBe(0)
    const document = JSON.parse(stdout) as Document
    expect(document).toMatchObject({
      pack: null,
      raters: 1,
      trials: 1,
      shots: [4],
      protocol: { name: 'unseen-photos', draws: { file: 'published.csv', draws: 1, otherRaters: 0, leftOut: 0 } },
      scores: [{ file: 'brightness.csv', labels: ['scores:bright', 'scores:dark'], used: 24, elsewhere: 1 }],
      seen: 'unknown',
    })
    expect(Object.keys(document.methods)).toEqual(['scores:bright', 'scores:dark'])
    const rows = (await readFile(users!, 'utf8')).trim().split('\n').slice(1)
    const [bright, , dark] = rows.map((row) => row.split(','))
    expect([bright!.slice(0, 6), dark!.slice(0, 6)]).toEqual([
      ['r0', 'scores:bright', '4', '', '1', '8'],
      ['r0', 'scores:dark', '4', '', '1', '8'],
    ])
    expect(Number(bright![6])).toBeGreaterThan(0.3)
    expect(Number(dark![6])).toBe(-Number(bright![6]))
    const { stdout: text } = await palate(world.home, command)
    expect(text).toContain('brightness.csv: scores:bright, scores:dark; 24 rows used, 1 about other photos or draws.')
    expect(text).toContain('1 draws of published.csv')
    expect(text).toContain('left out at K = 4: 7 raters without a draw in the file')
  })

  it('says who is known and who is judged with a protocol of unseen users', async () => {
    const { status, stdout } = await run('--methods others-mean --protocol unseen-users --min-photos 12')
    expect(status).toBe(0)
    expect(stdout).toContain('Protocol unseen-users: 4 raters judged, 4 others known (by the seed).')
  })

  it('writes the document and the tables to files', async () => {
    const out = join(folder, 'result.json')
    const markdown = join(folder, 'result.md')
    const document = await evaluated(`--methods ensemble --out ${out} --markdown ${markdown}`)
    expect(JSON.parse(await readFile(out, 'utf8'))).toEqual(document)
    expect(await readFile(markdown, 'utf8')).toContain('| method | K = 0 | K = 4 |')
  })
})
