import { describe, expect, it } from 'vitest'
import { simulatedArchive } from '../../../test/support/simulated-archive.ts'
import { CancelledError, type ProgressEvent } from '../../core/index.ts'
import { shootsOf } from '../index.ts'
import { KEPT, PASSED, UNSEEN } from '../standings.ts'
import { backtest } from './backtest.ts'
import { planBlocks } from './blocks.ts'
import { foundAt, keeperCurve } from './curve.ts'
import { AREA, RECALL } from './figures.ts'
import { difference, estimate, resample } from './intervals.ts'
import { testBlocks } from './orders.ts'
import { onlyShoots, type PastArchive, shootsBefore } from './past-archive.ts'
import type { BacktestReport } from './report.ts'
import { testableShoots } from './testable.ts'

const small = { shoots: 60, frames: 24 }

const orderOf = ({ orders }: BacktestReport, name: string) => orders.find((order) => order.name === name)!

describe('a photographer with a taste', () => {
  const { archive, model, utility } = simulatedArchive()

  it('is told that the archive helps: more of the keepers than in chronological order or by sharpness, no interval overlapping', async () => {
    const report = await backtest({ ...archive, model, settings: { shoots: 24, lookedAt: 0.4 } })
    expect(report).toMatchObject({ verdict: 'helps', judged: 'archive-measures', recommended: 'archive-measures' })
    const { recall } = orderOf(report, 'archive-measures')
    for (const other of ['chronological', 'sharpness', 'pack', 'ten'])
      expect(recall.low, other).toBeGreaterThan(orderOf(report, other).recall.high)
    // What the taste itself, without the whim of the day, would have found.
    const { testable } = testableShoots(archive)
    const known = testable.slice(-24).map(({ seen, isKept }) =>
      foundAt(
        keeperCurve(
          Float64Array.from(seen, (place) => utility[place]!),
          isKept,
        ),
        0.4,
      ),
    )
    const upper = known.reduce((sum, each) => sum + each, 0) / known.length
    console.info(
      `keepers in 40 % of the frames: chronological ${orderOf(report, 'chronological').recall.value.toFixed(3)}, ` +
        `sharpness ${orderOf(report, 'sharpness').recall.value.toFixed(3)}, ` +
        `archive with measures ${recall.value.toFixed(3)}, the taste itself ${upper.toFixed(3)}`,
    )
    expect(recall.value).toBeGreaterThan(upper - 0.05)
    expect(report.sentences[0]).toMatch(
      /^On your last 24 shoots, looking at 40 % of the frames would have shown \d+ % of your keepers \(between \d+ and \d+ %\); in chronological order \d+ %, by sharpness alone \d+ %, by the pack without your taste \d+ %\.$/,
    )
    expect(report.kinds.map(({ kind, shoots, orders }) => [kind, shoots, orders.length])).toEqual([
      ['under 60 frames', 24, 6],
      ['60 to 300 frames', 0, 0],
      ['over 300 frames', 0, 0],
      ['bursts', 24, 6],
      ['single frames', 0, 0],
    ])
  })

  it('gives a report that is the same as JSON, and the same again', async () => {
    const few = simulatedArchive(small)
    const report = await backtest({ ...few.archive, model: few.model })
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
    expect(await backtest({ ...few.archive, model: few.model })).toEqual(report)
  })

  it('judges the archive without measures where there are none, and leaves out sharpness', async () => {
    const { archive: whole, model: own } = simulatedArchive(small)
    const { measures: _, ...plain } = whole
    const report = await backtest({ ...plain, model: own })
    expect(report.judged).toBe('archive')
    expect(report.orders.map(({ name }) => name)).toEqual(['chronological', 'pack', 'ten', 'archive'])
    expect(report.sentences[0]).not.toContain('sharpness')
  })
})

describe('a photographer without one', () => {
  it.each(['all', 'kept'] as const)(
    'is told so, marked %s: of 20 at most one is told that it helps',
    async (marked) => {
      const verdicts: string[] = []
      let ahead = 0
      for (let seed = 0; seed < 20; seed++) {
        const { archive, model } = simulatedArchive({ shoots: 45, frames: 20, seed, photographer: 'random', marked })
        const report = await backtest({ ...archive, model, seed, settings: { blocks: 1 } })
        verdicts.push(report.verdict)
        ahead += report.differences[0]!.area.value / 20
        if (report.verdict === 'helps') continue
        expect(report.recommended).toBe('chronological')
        expect(report.sentences[0]).toMatch(
          /^On your last 12 shoots it is not shown that the order learnt from your archive finds more of your keepers than chronological order does \(.+\); palate offers chronological order\.$/,
        )
      }
      const declined = verdicts.filter((verdict) => verdict === 'no-help').length
      console.info(
        `${declined} of 20 photographers who keep at random and mark ${marked} were told that it does not help; ahead of chronological by ${ahead.toFixed(3)} of the area`,
      )
      expect(declined).toBeGreaterThanOrEqual(19)
      // Neither order is flattered by how far a shoot counts as seen.
      expect(Math.abs(ahead)).toBeLessThan(0.03)
    },
    180_000,
  )
})

describe('intervals', () => {
  it('hold the mean over 480 shoots in most of 40 dozens of them', async () => {
    const { archive, model } = simulatedArchive({ shoots: 590, frames: 24, seed: 'coverage' })
    const { testable } = testableShoots(archive)
    const plan = planBlocks(archive, testable, { shoots: 480, blocks: 1 })
    const job = { progress: { report: () => {} }, signal: new AbortController().signal }
    const [block] = await testBlocks({ archive, model, blocks: plan.blocks, lookedAt: 0.35, seed: 0, ...job })
    const shown = block!.shown.map(
      (each) => new Map([...each].filter(([name]) => ['chronological', 'archive-measures'].includes(name))),
    )
    const keepers = plan.tested.map(({ isKept }) => isKept.reduce((sum, each) => sum + each, 0))
    const judged = 'archive-measures'
    const mean = (figure: number, name: 'chronological' | 'archive-measures') =>
      shown.reduce((sum, each) => sum + each.get(name)![figure]!, 0) / shown.length
    const held = { recall: 0, difference: 0, area: 0 }
    for (let at = 0; at < 480; at += 12) {
      const kept = keepers.slice(at, at + 12).reduce((sum, each) => sum + each, 0)
      const dozen = resample(shown.slice(at, at + 12), { seed: `dozen ${at}`, keepers: kept })
      const holds = ({ low, high }: { low: number; high: number }, truth: number) =>
        low <= truth && truth <= high ? 1 : 0
      held.recall += holds(estimate(dozen, judged, RECALL), mean(RECALL, judged))
      held.area += holds(estimate(dozen, judged, AREA), mean(AREA, judged))
      held.difference += holds(
        difference(dozen, { of: judged, less: 'chronological', figure: RECALL }),
        mean(RECALL, judged) - mean(RECALL, 'chronological'),
      )
    }
    console.info(`of 40 intervals of 12 shoots hold the mean of 480: ${JSON.stringify(held)}`)
    // 38 of 40 would be 95 %; fewer than 34 come about once in a hundred times.
    for (const [name, count] of Object.entries(held)) expect(count, name).toBeGreaterThanOrEqual(34)
  })

  it('are never of no width where all keepers were found', () => {
    const row = new Map([['archive', new Float64Array(23).fill(1)]] as const)
    const found = resample([row, row, row, row, row], { seed: 'all', keepers: 20 })
    const { value, low, high } = estimate(found, 'archive', RECALL)
    expect({ value, high }).toEqual({ value: 1, high: 1 })
    expect(low).toBeCloseTo(20 / (20 + 1.959964 ** 2), 6) // Wilson's, in closed form where all are found
  })
})

describe('the rule of time', () => {
  it('lets later shoots that give the answers away change nothing', async () => {
    const { archive, model } = simulatedArchive(small)
    // Shoots 48 to 59 are tested, the first three of them with what 0 to 47 teach.
    const report = await backtest({ ...archive, model })
    const after = await backtest({ ...giveAway(archive, (shoot) => shoot > 50), model })
    expect(after.shoots.slice(0, 3)).toEqual(report.shoots.slice(0, 3))
    expect(after.shoots.slice(3)).not.toEqual(report.shoots.slice(3))
    const before = await backtest({ ...giveAway(archive, (shoot) => shoot === 20), model })
    expect(before.shoots.slice(0, 3)).not.toEqual(report.shoots.slice(0, 3)) // the plant can be seen
  })

  it('learns only from shoots that had ended, and not from those that nobody knows when', () => {
    const { archive } = simulatedArchive(small)
    const details = archive.shoots.details.map((shoot, at) => {
      if (at === 5) return { ...shoot, from: NaN, to: NaN }
      return at === 6 ? { ...shoot, to: archive.shoots.details[20]!.from } : shoot // still going on
    })
    const past = shootsBefore({ ...archive, shoots: { ...archive.shoots, details } }, details[20]!.from)
    const expected = details.slice(0, 20).filter((_, at) => at !== 5 && at !== 6)
    expect(past.shoots.details).toEqual(expected)
    expect(new Set(Array.from(past.places, (place) => archive.shoots.of[place]))).not.toContain(6)
  })

  it('keeps rows, marks, groups and measures with their photos', () => {
    const { archive } = simulatedArchive({ shoots: 9, frames: 12 })
    const part = onlyShoots(archive, (shoot) => shoot % 2 === 1)
    part.places.forEach((place, at) => {
      expect(part.rows.data[at * 12]).toBe(archive.rows.data[place * 12])
      expect(part.measures!.values[2 * at]).toBe(archive.measures.values[2 * place])
      expect([part.marks.flag[at], part.standings.of[at]]).toEqual([
        archive.marks.flag[place],
        archive.standings.of[place],
      ])
      expect(part.shoots.details[part.shoots.of[at]!]).toBe(archive.shoots.details[archive.shoots.of[place]!])
      const siblings = (of: PastArchive, photo: number) =>
        of.series.members.filter((other) => of.series.of[other] === of.series.of[photo])
      expect([...siblings(part, at)].map((photo) => part.places[photo])).toEqual([...siblings(archive, place)])
    })
  })
})

describe('what can be tested', () => {
  it('leaves out the series of the last keeper where only keepers are marked', async () => {
    const { archive } = simulatedArchive({ ...small, marked: 'kept' })
    for (const { shoot, seen } of testableShoots(archive).testable) {
      const frames = archive.shoots.members.subarray(archive.shoots.starts[shoot], archive.shoots.starts[shoot + 1])
      const last = frames.findLast((photo) => archive.marks.flag[photo] === 1)!
      expect(frames.indexOf(seen.at(-1)!)).toBeLessThan(frames.indexOf(last))
      expect(Array.from(seen, (photo) => archive.series.of[photo])).not.toContain(archive.series.of[last])
    }
  })

  it('says how many shoots cannot, and why, and counts no unseen frame', async () => {
    const { archive, model } = simulatedArchive(small)
    const of = archive.standings.of.slice()
    const kept = archive.standings.kept.slice()
    const passed = archive.standings.passed.slice()
    const marks = { ...archive.marks, flag: archive.marks.flag.slice(), passed: archive.marks.passed.slice() }
    const setShoot = (shoot: number, keep: number, pass: number) => {
      archive.shoots.members
        .subarray(archive.shoots.starts[shoot], archive.shoots.starts[shoot + 1])
        .forEach((photo, at) => {
          of[photo] = at < keep ? KEPT : at < keep + pass ? PASSED : UNSEEN
          marks.flag[photo] = of[photo] === KEPT ? 1 : 0
          marks.passed[photo] = of[photo] === PASSED ? 1 : 0
        })
      kept[shoot] = keep
      passed[shoot] = pass
    }
    setShoot(0, 0, 0)
    setShoot(1, 0, 0)
    setShoot(2, 1, 12)
    setShoot(3, 12, 1)
    setShoot(4, 3, 4)
    setShoot(59, 3, 6)
    const details = archive.shoots.details.map((shoot, at) => (at === 5 ? { ...shoot, from: NaN, to: NaN } : shoot))
    const report = await backtest({
      ...archive,
      model,
      shoots: { ...archive.shoots, details },
      marks,
      standings: { of, kept, passed, contradictions: 0 },
    })
    expect(report.leftOut).toEqual([
      { reason: 'nothing was marked', shoots: 2 },
      { reason: 'fewer than 2 frames were kept', shoots: 1 },
      { reason: 'fewer than 2 frames were passed over', shoots: 1 },
      { reason: 'fewer than 8 frames were seen', shoots: 1 },
      { reason: 'no time is known', shoots: 1 },
    ])
    expect(report.shoots.at(-1)).toMatchObject({ seen: 9, kept: 3 })
  })

  it('tests fewer shoots where the first would have too little to learn from, and none where there are too few', async () => {
    const fifteen = simulatedArchive({ shoots: 16, frames: 30 })
    const report = await backtest({ ...fifteen.archive, model: fifteen.model })
    expect(report.shoots).toHaveLength(6)
    expect(report.blocks[0]!.trainingShoots).toBe(10)

    const few = simulatedArchive({ shoots: 12, frames: 30 })
    const none = await backtest({ ...few.archive, model: few.model })
    expect(none).toMatchObject({ verdict: 'too-few', recommended: 'chronological', orders: [], shoots: [] })
    expect(none.sentences).toEqual([
      'There is too little in your archive to tell: 7 earlier shoots can be learnt from, and 10 are needed. palate offers chronological order.',
    ])
    const nothing = shootsOf({
      ids: new Int32Array(0),
      facts: {
        count: 0,
        takenAt: new Float64Array(0),
        camera: new Int32Array(0),
        cameras: [],
        folder: new Int32Array(0),
        folders: [],
        names: [],
        alsoIn: new Map(),
        hashes: new Int32Array(0),
      },
    })
    const empty = await backtest({
      model: few.model,
      rows: { count: 0, width: 12, data: new Float64Array(0) },
      marks: { stars: new Int8Array(0), flag: new Int8Array(0), passed: new Uint8Array(0) },
      standings: { of: new Uint8Array(0), kept: new Int32Array(0), passed: new Int32Array(0), contradictions: 0 },
      shoots: nothing,
      series: nothing,
    })
    expect(empty.sentences[0]).toMatch(/0 shoots can be tested, and 5 are needed; 0 earlier shoots/)
  })

  it.each([
    [{ shoots: 4 }, 'backtest: shoots must be a whole number from 5, not 4'],
    [{ blocks: 0 }, 'backtest: blocks must be a whole number from 1, not 0'],
    [{ lookedAt: 1 }, 'backtest: the share looked at must lie between 0 and 1, not 1'],
  ])('refuses %j', async (settings, message) => {
    const { archive, model } = simulatedArchive({ shoots: 3, frames: 9 })
    await expect(backtest({ ...archive, model, settings })).rejects.toThrow(message)
  })

  it('says how far it is, and stops when it is told to', async () => {
    const { archive, model } = simulatedArchive(small)
    const events: ProgressEvent[] = []
    await backtest({ ...archive, model, progress: { report: (event) => void events.push(event) } })
    expect(events.map(({ done, total }) => [done, total])).toEqual(Array.from({ length: 13 }, (_, done) => [done, 12]))
    await expect(backtest({ ...archive, model, signal: AbortSignal.abort() })).rejects.toThrow(CancelledError)
  })
})

/** The archive with shoots in which one number of the rows, which says little elsewhere, tells what was kept. */
function giveAway(archive: PastArchive, isPlanted: (shoot: number) => boolean): PastArchive {
  const data = Float64Array.from(archive.rows.data)
  archive.shoots.of.forEach((shoot, photo) => {
    if (isPlanted(shoot)) data[photo * archive.rows.width] = archive.standings.of[photo] === KEPT ? 50 : -50
  })
  return { ...archive, rows: { ...archive.rows, data } }
}
