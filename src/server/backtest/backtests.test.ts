import { copyFile, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { simulatedArchive } from '../../../test/support/simulated-archive.ts'
import { writeToyLibrary, writeToyPack } from '../../../test/support/toy-library.ts'
import { backtest, type BacktestReport } from '../../archive/index.ts'
import { CancelledError, FormatError, type Job, PalateError, UsageError } from '../../core/index.ts'
import { backtestState, type BacktestState } from '../messages/index.ts'
import { offeredOrder } from '../offered-order.ts'
import { runBacktest } from './backtest-thread.ts'
import { openBacktests } from './backtests.ts'
import { keptBacktests } from './kept-backtests.ts'
import { reportMessage } from './report-message.ts'

const root = temporaryFolder()
const now = new Date('2025-06-07T08:09:10Z')
const { archive, model } = simulatedArchive({ shoots: 60, frames: 20 })
const helping = await backtest({ ...archive, model })

/** Backtests that do what the test says, in a home of their own. */
async function world({ home: given, pack = 'hash a' }: { home?: string; pack?: string } = {}) {
  const home = given ?? (await mkdtemp(join(root, 'home-')))
  const sent: BacktestState[] = []
  const runs: {
    resolve: (report: BacktestReport) => void
    reject: (error: unknown) => void
    job: Job
    person: string
  }[] = []
  let log = ''
  const using = { pack, folders: ['/b', '/a'] }
  const backtests = openBacktests({
    keeping: keptBacktests({ home, log: (text) => (log += text) }),
    request: () => ({ catalog: '/c', pack: '/packs/a', packHash: using.pack, folders: using.folders, shoots: '/s' }),
    run: ({ person }, job) =>
      new Promise((resolve, reject) => {
        job.signal?.addEventListener('abort', () => reject(new CancelledError('stopped')))
        runs.push({ resolve, reject, job, person })
      }),
    send: (state) => sent.push(backtestState.parse(state)),
    log: (text) => (log += text),
    now: () => now,
  })
  onTestFinished(() => backtests.close())
  const settled = async (state: BacktestState['state'], person = 'me'): Promise<BacktestState> => {
    await expect.poll(async () => (await backtests.state(person)).state).toBe(state)
    return backtests.state(person)
  }
  return { home, backtests, runs, sent, using, settled, log: () => log }
}

const none = { person: 'me', state: 'none', label: '', done: 0, total: 0, report: null, at: null }

describe('a backtest', () => {
  it('begins, goes on, is done, and is there after a restart', async () => {
    const { home, backtests, runs, sent, settled } = await world()
    expect(await backtests.state('me')).toEqual(none)
    expect(await backtests.kept('me')).toBeUndefined()
    expect(await backtests.start('me')).toEqual({ ...none, state: 'working', label: 'reading the archive' })
    for (let done = 0; done <= 8; done++)
      runs[0]!.job.progress!.report({ label: 'testing on later shoots', done, total: 8, note: 'not told' })
    expect(await backtests.state('me')).toEqual({
      ...none,
      state: 'working',
      label: 'testing on later shoots',
      done: 8,
      total: 8,
    })
    runs[0]!.resolve(helping)
    const done = await settled('done')
    backtestState.parse(done)
    expect(done).toMatchObject({ at: now.toISOString(), report: { verdict: 'helps', look: 0.35 } })
    await expect.poll(() => sent.at(-1)?.state).toBe('done')
    expect(await backtests.kept('me')).toMatchObject({ recommended: 'archive-and-measures' })

    const again = await world({ home })
    expect(await again.backtests.state('me')).toEqual(done)
    expect(await again.backtests.kept('me')).toEqual(await backtests.kept('me'))
    expect(await again.backtests.state('you')).toEqual({ ...none, person: 'you' })
    expect(await readdir(join(home, 'backtests'))).toEqual(['me.json'])
  })

  it('is told of at most twice a second, the end included', async () => {
    const { backtests, runs, sent, settled } = await world()
    await backtests.start('me')
    const started = performance.now()
    for (let done = 0; performance.now() - started < 1200; done++) {
      runs[0]!.job.progress!.report({ label: 'testing', done, total: 1e6 })
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    runs[0]!.resolve(helping)
    await settled('done')
    await expect.poll(() => sent.at(-1)?.state).toBe('done')
    const seconds = (performance.now() - started) / 1000
    expect(sent.length).toBeGreaterThanOrEqual(3)
    expect(sent.length).toBeLessThanOrEqual(2 * seconds + 2)
  })

  it('is stopped, and what an earlier one found stays', async () => {
    const { backtests, runs, settled } = await world()
    await backtests.start('me')
    expect(await backtests.stop('me')).toEqual(none)
    expect(runs[0]!.job.signal!.aborted).toBe(true)
    expect(await backtests.stop('me')).toEqual(none) // nothing is at work
    await backtests.start('me')
    runs[1]!.resolve(helping)
    const done = await settled('done')
    const working = await backtests.start('me')
    expect(working).toEqual({ ...done, state: 'working', label: 'reading the archive' })
    expect(await backtests.stop('you')).toMatchObject({ state: 'none' }) // another person's stays at work
    expect((await backtests.state('me')).state).toBe('working')
    expect(await backtests.stop('me')).toEqual(done)
  })

  it('is at work once: asked for again it goes on, and of another person it waits for its turn', async () => {
    const { backtests, runs, settled } = await world()
    await backtests.start('me')
    await backtests.start('me')
    expect(runs).toHaveLength(1)
    await expect(backtests.start('you')).rejects.toThrow('a backtest of me is at work; wait for it, or stop it first')
    await expect(backtests.start('you')).rejects.toThrow(PalateError)
    runs[0]!.resolve(helping)
    await settled('done')
    expect(await backtests.start('you')).toMatchObject({ person: 'you', state: 'working' })
    await expect(backtests.start('/'.repeat(100))).rejects.toThrow(UsageError)
  })

  it('that failed says why, until another begins; a defect of ours goes to the log', async () => {
    const { backtests, runs, settled, log } = await world()
    await backtests.start('me')
    runs[0]!.reject(new FormatError('the catalog /c is damaged; restore a backup'))
    expect(await settled('failed')).toEqual({
      ...none,
      state: 'failed',
      label: 'the catalog /c is damaged; restore a backup',
    })
    expect(log()).toBe('')
    expect((await backtests.start('me')).state).toBe('working')
    runs[1]!.reject(new TypeError('oh'))
    expect((await settled('failed')).label).toMatch(/error of its own/)
    expect(log()).toContain('TypeError: oh')
  })

  it('that cannot be kept has failed', async () => {
    const { home, backtests, runs, settled } = await world()
    await writeFile(join(home, 'backtests'), 'in the way of the folder')
    await backtests.start('me')
    runs[0]!.resolve(helping)
    expect((await settled('failed')).label).toContain('backtests')
  })

  it.each([
    ['no JSON', () => '{'],
    ['of another shape', (text: string) => text.replace('"verdict"', '"word"')],
    ['with an order that cannot be offered', (text: string) => text.replace('"archive-and-measures"', '"sharpness"')],
    ['cut off', (text: string) => text.slice(0, 1000)],
  ])('%s on disk counts as none, with a line in the log, and is replaced by the next', async (_, damage) => {
    const first = await world()
    await first.backtests.start('me')
    first.runs[0]!.resolve(helping)
    await first.settled('done')
    const path = join(first.home, 'backtests', 'me.json')
    await writeFile(path, damage(await readFile(path, 'utf8')))
    const { backtests, runs, settled, log } = await world({ home: first.home })
    expect(await backtests.state('me')).toEqual(none)
    await backtests.state('me')
    expect(log().match(/palate: .*me\.json.*counts as none/g)).toHaveLength(1)
    await backtests.start('me')
    runs[0]!.resolve(helping)
    expect((await settled('done')).report).toEqual(reportMessage(helping))
  })

  it('of another pack is none, and is there again with that pack', async () => {
    const { backtests, runs, settled, using } = await world()
    await backtests.start('me')
    runs[0]!.resolve(helping)
    const done = await settled('done')
    using.pack = 'hash b' // in the same folder
    expect(await backtests.state('me')).toEqual(none)
    expect(await backtests.kept('me')).toBeUndefined()
    using.pack = 'hash a'
    expect(await backtests.state('me')).toEqual(done)
  })

  it('of other folders is shown, and its verdict is not applied', async () => {
    const { home, backtests, runs, settled, using } = await world()
    await backtests.start('me')
    runs[0]!.resolve(helping)
    const done = await settled('done')
    expect(await offeredOrder({ backtests }, 'me')).toMatchObject({ order: 'archive-and-measures' })
    using.folders = ['/a', '/b', '/c']
    expect(await backtests.state('me')).toEqual(done)
    expect(await offeredOrder({ backtests }, 'me')).toEqual({
      order: 'chronological',
      why: expect.stringContaining('other folders'),
    })
    using.folders = ['/a', '/b'] // in whatever order they were opened
    expect(await offeredOrder({ backtests }, 'me')).toMatchObject({ order: 'archive-and-measures' })
    const other = await world({ home, pack: 'hash b' })
    expect(await offeredOrder(other, 'me')).toMatchObject({ order: 'chronological' })
  })

  it('of another person in a file of the same name is none, and stays when this one is forgotten', async () => {
    const { home, backtests, runs, settled } = await world()
    await backtests.start('me')
    runs[0]!.resolve(helping)
    await settled('done')
    const folder = join(home, 'backtests')
    await copyFile(join(folder, 'me.json'), join(folder, 'you.json')) // as where capitals do not count
    expect((await backtests.state('you')).state).toBe('none')
    await backtests.forget('you')
    expect((await readdir(folder)).sort()).toEqual(['me.json', 'you.json'])
    await backtests.forget('me')
    expect(await readdir(folder)).toEqual(['you.json'])
  })

  it('that is forgotten while it is read is not kept', async () => {
    const first = await world()
    await first.backtests.start('me')
    first.runs[0]!.resolve(helping)
    await first.settled('done')
    const { backtests } = await world({ home: first.home })
    await Promise.all([backtests.state('me'), backtests.forget('me')])
    expect(await backtests.state('me')).toEqual(none)
  })

  it('that cannot be asked for has failed', async () => {
    const { backtests, using, settled } = await world()
    Object.defineProperty(using, 'folders', {
      configurable: true,
      get() {
        Object.defineProperty(using, 'folders', { value: [] }) // the first time alone
        throw new PalateError('no folders')
      },
    })
    await backtests.start('me')
    expect((await settled('failed')).label).toBe('no folders')
  })

  it('is forgotten with its person, at work or done, and names that no file can have have none', async () => {
    const { home, backtests, runs, settled } = await world()
    await backtests.start('me')
    runs[0]!.resolve(helping)
    await settled('done')
    await backtests.start('me')
    await backtests.forget('me')
    expect(await backtests.state('me')).toEqual(none)
    expect(await readdir(join(home, 'backtests'))).toEqual([])
    const long = 'ü'.repeat(101).slice(0, 100) + '/'.repeat(100)
    expect((await backtests.state(long)).state).toBe('none')
    await backtests.forget(long)
  })
})

describe('a report', () => {
  it('is told to the page with every number that was measured', () => {
    const { orders, kinds, shoots, perShoot, lookedAt, look } = reportMessage(helping)
    expect(lookedAt).toHaveLength(21)
    expect(look).toBe(helping.settings.lookedAt)
    expect(orders.map(({ name }) => name)).toEqual([
      'chronological',
      'sharpness',
      'pack',
      'ten-ratings',
      'archive',
      'archive-and-measures',
    ])
    for (const [at, { seen, low, high, atLook }] of orders.entries()) {
      const { curve, recall } = helping.orders[at]!
      expect(curve).toEqual(
        lookedAt.map((looked, point) => ({ looked, value: seen[point], low: low[point], high: high[point] })),
      )
      expect(atLook).toEqual({ mean: recall.value, low: recall.low, high: recall.high })
    }
    expect(shoots).toMatchObject({
      tested: 12,
      learntFrom: Math.max(...helping.blocks.map((each) => each.trainingShoots)),
    })
    expect(perShoot).toHaveLength(12)
    expect(perShoot[0]!.seen['archive']).toBe(helping.shoots[0]!.orders.find(({ name }) => name === 'archive')!.recall)
    expect(kinds.find(({ kind }) => kind === 'under 60 frames')!.sentence).toMatch(
      /^35 % of the frames would have shown \d+ % of your keepers/,
    )
    expect(kinds.find(({ kind }) => kind === 'over 300 frames')).toMatchObject({
      shoots: 0,
      sentence: 'None of your last shoots.',
    })
  })
})

describe('the thread of a backtest', () => {
  it('reads the archive of a person, answers, and ends; and ends at once where it is stopped', async () => {
    const folder = await mkdtemp(join(root, 'toys-'))
    const { options, catalog } = await writeToyLibrary({ folder, pack: await writeToyPack(folder) })
    await catalog.close()
    const request = { ...options, packHash: 'any', person: 'me' }
    const labels: string[] = []
    const report = await runBacktest(request, { progress: { report: ({ label }) => void labels.push(label) } })
    expect(report).toMatchObject({ verdict: 'too-few', recommended: 'chronological' })
    expect(labels).toContain('reading the archive')
    const stop = new AbortController()
    const stopped = runBacktest(request, { signal: stop.signal, progress: { report: () => stop.abort() } })
    await expect(stopped).rejects.toThrow(CancelledError)
    await expect(runBacktest({ ...request, pack: join(folder, 'none') }, {})).rejects.toThrow(PalateError)
  })
})
