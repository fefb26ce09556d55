import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MiniReproduction, writeMiniReproduction } from '../../../test/support/mini-reproduction.ts'
import { palate } from '../../../test/support/palate.ts'

interface Figure {
  readonly value: number
}
interface Results {
  readonly tables: readonly {
    readonly id: string
    readonly rows: readonly {
      readonly method: string
      readonly source: string
      readonly cells: readonly {
        readonly quoted: Figure | null
        readonly measured: Figure | { readonly absent: string } | null
        readonly difference: number | null
      }[]
    }[]
    readonly notes: readonly string[]
  }[]
  readonly figures: readonly { readonly id: string; readonly result: { readonly absent?: string } }[]
  readonly leaks: readonly { readonly database: string; readonly done: string; readonly seen: unknown }[]
  readonly databases: readonly { readonly name: string; readonly found: { readonly absent?: string } }[]
  readonly failures: readonly string[]
}

const small = '--trials 1 --steps 3 --shots 3,6'

describe('palate reproduce on a miniature of every database', () => {
  let folder: string
  let world: MiniReproduction
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'palate-reproduce-'))
    world = await writeMiniReproduction(folder)
    await writeFile(join(folder, 'all.txt'), 'a file where a folder should be')
  }, 60_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const run = async (out: string, options: string, data = world.data) =>
    palate(world.home, `reproduce --data ${data} --out ${join(folder, out)} ${small} ${options}`)
  const textOf = async (out: string, name: string): Promise<string> => readFile(join(folder, out, name), 'utf8')
  const resultsOf = async (out: string): Promise<Results> => JSON.parse(await textOf(out, 'results.json')) as Results
  const own = ({ tables }: Results, id: string) =>
    tables.find((table) => table.id === id)!.rows.filter(({ source }) => source === 'measured')
  /** The lines of a table that are ours, as printed. */
  const lineOf = (stdout: string, method: string): string =>
    stdout.split('\n').find((line) => line.startsWith(method)) ?? ''

  it('prints every table with our numbers beside the figures of the paper, and writes every file', async () => {
    const { status, stdout, stderr } = await run('all', '--pack mini')
    expect(stderr.split('\n').at(-2)).toMatch(/^wrote .*report\.html$/)
    expect(status).toBe(0)
    for (const title of Array.from({ length: 11 }, (_, at) => `Table ${at + 2}. `)) expect(stdout).toContain(title)
    expect(lineOf(stdout, 'MTCL [50]')).toMatch(/0\.495 ±0\.007 .*0\.599 ±0\.012$/)
    expect(stdout).toContain("not the paper's protocol: 1 trial instead of 10, 3 and 6 shots instead of 10 and 100")
    expect(stdout).toContain('mini has another base than the paper')

    const results = await resultsOf('all')
    expect(results.failures).toEqual([])
    for (const { id, rows } of results.tables) {
      const measured = rows.filter(({ source }) => source === 'measured')
      expect(measured.length, id).toBeGreaterThan(0)
      for (const { cells } of measured) {
        // What was asked for is a number; the paper's 10 and 100 shots were not, images a second are not told here.
        const numbers = cells.flatMap(({ measured: cell }) => (cell !== null && 'value' in cell ? cell.value : []))
        expect(numbers.length, id).toBe(2)
        for (const number of numbers) expect(Math.abs(number)).toBeLessThanOrEqual(1)
      }
      for (const { cells } of rows.filter(({ source }) => source === 'quoted')) {
        expect(cells.every(({ measured: cell }) => cell === null)).toBe(true)
      }
    }
    const [ava] = own(results, 'table8')
    expect(ava!.cells.map(({ quoted }) => quoted?.value)).toEqual([0.804, 0.808])
    for (const { quoted, measured, difference } of ava!.cells) {
      expect(difference).toBeCloseTo((measured as Figure).value - quoted!.value, 12)
    }

    const files = (await readdir(join(folder, 'all'))).sort()
    const figures = [2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13].map((at) => `figure${at}.svg`)
    const tables = Array.from({ length: 11 }, (_, at) => `table${at + 2}.md`)
    expect(files).toEqual([...figures, ...tables, 'records', 'report.html', 'results.json', 'timings.json'].sort())
    expect(await textOf('all', 'figure5.svg')).toMatch(/^<svg/)
    const page = await textOf('all', 'report.html')
    expect(page).toContain('Table 12. Quality on SPAQ')
    expect(page).not.toMatch(/(src|href)="https?:/)
    const timings = JSON.parse(await textOf('all', 'timings.json')) as {
      imagesPerSecond: { imagesPerSecond: number }[]
    }
    expect(timings.imagesPerSecond[0]!.imagesPerSecond).toBeGreaterThan(0)
  }, 60_000)

  it('gives the same results.json bit for bit from the same seed, from the records too, and other draws from another', async () => {
    const only = '--pack mini --only table2,table5,table8,figure2,figure6'
    await run('first', only)
    await rm(join(world.home, 'cache'), { recursive: true }) // so that everything is computed again
    await run('again', only)
    const first = await textOf('first', 'results.json')
    expect(await textOf('again', 'results.json')).toBe(first)
    await run('first', only)
    expect(await textOf('first', 'results.json')).toBe(first)

    await run('other', `${only} --seed 1`)
    const draws = async (out: string) => {
      const name = (await readdir(join(folder, out, 'records'))).find((each) => each.startsWith('real-cur'))!
      const lines = (await textOf(out, join('records', name))).trim().split('\n').slice(1)
      return lines.map((line) => (JSON.parse(line) as { support: number[] }).support)
    }
    expect(await draws('again')).toEqual(await draws('first'))
    expect(await draws('other')).not.toEqual(await draws('first'))
    expect(own(await resultsOf('other'), 'table2')).not.toEqual(own(await resultsOf('first'), 'table2'))
  }, 60_000)

  it('refuses to judge photos that a vector was trained on, and goes on with the rest', async () => {
    const { status, stdout, stderr } = await run('leak', '--pack leaky --only table2,table3,figure10')
    expect(status).toBe(1)
    // Two photos, of which each of REAL-CUR's two workers has a copy.
    const sentence = 'leaky on real-cur: the pack was trained on 4 of these photos (4 the same, 0 near-duplicates)'
    expect(stderr).toContain(sentence)
    expect(stdout).toContain(`- ${sentence}`)
    const results = await resultsOf('leak')
    expect(own(results, 'table2')[0]!.cells[0]!.measured).toEqual({ absent: expect.stringContaining(sentence) })
    expect(own(results, 'table3')[0]!.cells[0]!.measured).toHaveProperty('value')
    expect(results.figures[0]!.result.absent).toContain(sentence)
    expect(results.leaks).toContainEqual(expect.objectContaining({ database: 'real-cur', done: 'refused' }))
    expect(await textOf('leak', 'report.html')).toContain('not judged because of 4 photos')
  }, 60_000)

  it('leaves seen photos out with --exclude-seen, and reports how many', async () => {
    const { status, stdout } = await run('excluded', '--pack leaky --only table2 --exclude-seen')
    expect(status).toBe(0)
    const sentence = 'left out 4 photos that the pack was trained on (4 the same, 0 near-duplicates)'
    expect(stdout).toContain(`- leaky on real-cur: ${sentence}`)
    const results = await resultsOf('excluded')
    expect(own(results, 'table2')[0]!.cells[0]!.measured).toHaveProperty('value')
    expect(results.leaks).toContainEqual(
      expect.objectContaining({ database: 'real-cur', done: 'left out', seen: { same: 4, nearDuplicates: 0 } }),
    )
    expect(await textOf('excluded', 'report.html')).toContain(sentence)
  }, 60_000)

  it('says of a pack that does not record its photos that leaks are unknown', async () => {
    const { status, stdout } = await run('unknown', '--pack unknown --only table2,table8,table12')
    expect(stdout).toContain('unknown on real-cur: leak status unknown')
    expect(stdout).toContain('unknown on ava: leak status unknown')
    // SPAQ has no split: without knowing what was trained on, there is nothing to test on.
    expect(stdout).toContain('unknown on spaq: its files name no official test split')
    expect(status).toBe(0)
    expect(await textOf('unknown', 'report.html')).toContain('leak status unknown')
  }, 60_000)

  it('says "data not present" of everything under an empty root, and measures no number', async () => {
    const only = '--pack mini --only table2,table4,table5,table8,figure7'
    const { status, stdout, stderr } = await run('empty', only, world.empty)
    expect(status).toBe(0)
    expect(stderr).toContain(`none of the databases is in ${world.empty}; \`palate databases\` says`)
    expect(lineOf(stdout, 'Ours, mini')).toContain('data not present')
    expect(lineOf(stdout, 'MTCL [50]')).toContain('0.495')
    const results = await resultsOf('empty')
    for (const { id } of results.tables) {
      for (const { cells } of own(results, id)) {
        for (const { measured, difference } of cells) {
          expect([measured, difference]).toEqual([{ absent: 'data not present' }, null])
        }
      }
    }
    expect(results.figures.map(({ result }) => result)).toEqual([{ absent: 'data not present' }])
    expect(results.databases.every(({ found }) => found.absent === 'data not present')).toBe(true)
  }, 60_000)

  it('says what a half-unpacked database lacks, and goes on with the rest', async () => {
    const half = join(folder, 'half')
    await mkdir(join(half, 'SPAQ', 'TestImage'), { recursive: true })
    await rename(join(world.data, 'ava'), join(half, 'AVA_dataset'))
    const { status, stdout, stderr } = await run('half-out', '--pack mini --only table8,table12', half)
    await rename(join(half, 'AVA_dataset'), join(world.data, 'ava'))
    expect(status).toBe(1)
    expect(stderr).toMatch(/SPAQ lacks .*MOS and Image attribute scores\.xlsx/)
    expect(stdout).toMatch(/^- .*SPAQ lacks .*; unpack the database again$/m)
    expect(lineOf(stdout, 'Ours, mini')).toMatch(/[+-]0\.\d{3}$/)
  }, 60_000)

  it.each([
    ['--only table1', 'choose from table2'],
    ['--only table2 --linear --preset released-code', 'leave --linear or --preset released-code out'],
    ['--shots 1', 'an order is learnt from two photos on'],
    ['--pack mini --pack mini', 'two packs are called mini'],
    ['--pack nowhere', 'there is no pack called nowhere'],
  ])('refuses %s in one sentence', async (options, sentence) => {
    const { status, stderr } = await run('refused', options)
    expect(status).toBeGreaterThan(0)
    expect(stderr).toContain(sentence)
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  it('refuses a folder that cannot be written before anything is measured', async () => {
    const { status, stdout, stderr } = await run('all.txt/out', '--pack mini')
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toBe(
      `palate: cannot write ${join(folder, 'all.txt/out/results.json')}: a part of the path is not a folder\n`,
    )
  })

  it('says on every table that linearised numbers are not those of the paper’s method', async () => {
    const { stdout } = await run('linear', '--pack mini --only table2,table6,table8 --linear')
    expect(stdout.match(/linearised, not the paper's method/g)).toHaveLength(3)
    expect(await textOf('linear', 'table6.md')).toContain("linearised, not the paper's method")
    expect(await textOf('linear', 'report.html')).toContain('linearised, not the paper&#39;s method')
  }, 60_000)

  it('runs the released code’s preset, and does not pass other variants off as it', async () => {
    await run('released', '--pack mini --only table6 --preset released-code')
    const results = await resultsOf('released')
    const [uniform, , adaptive] = own(results, 'table6')
    expect(uniform!.cells[0]!.measured).toEqual({ absent: 'not in the preset released-code' })
    expect(adaptive!.cells[0]!.measured).toHaveProperty('value')
    expect(results.tables[0]!.notes[0]).toContain('preset released-code')
  }, 60_000)

  it('has nothing to measure without a pack', async () => {
    const { status, stdout } = await run('none', '--no-pack --only table2,figure4')
    expect(status).toBe(0)
    expect(stdout).toContain('no pack given')
    expect((await resultsOf('none')).figures.map(({ result }) => result)).toEqual([{ absent: 'no pack given' }])
  })
})
