import { type Job, silent, UsageError } from '../../core/index.ts'
import type { TasteModel } from '../../personalize/index.ts'
import { PAIRS_NEEDED, planBlocks, type Plan, TESTED_NEEDED, TRAINING_SHOOTS_NEEDED } from './blocks.ts'
import { AREA, LOOKED, RECALL } from './figures.ts'
import { difference, estimate, resample, type Resampled } from './intervals.ts'
import { KINDS } from './kinds.ts'
import { MEASURED_NEEDED, measuredShare } from './measured-share.ts'
import { type OrderName, ORDERS, type ShownByOrders, testBlocks, type TestedBlock } from './orders.ts'
import type { PastArchive } from './past-archive.ts'
import type { BacktestReport, BacktestSettings, KindReport, OrderReport, ShootReport } from './report.ts'
import { type Found, helpsSentence, noHelpSentence, tenSentence, tooFewSentence } from './sentences.ts'
import { type TestableShoot, testableShoots } from './testable.ts'

const BACKTEST_DEFAULTS: BacktestSettings = { shoots: 12, blocks: 4, lookedAt: 0.35 }

export interface BacktestOptions extends PastArchive, Job {
  readonly model: Pick<TasteModel, 'prior' | 'settings'>
  readonly seed?: number | string
  readonly settings?: Partial<BacktestSettings>
}

/**
 * Would the taste that an archive teaches have found what its owner kept later? Learns from older shoots, tests on later
 * ones, never the other way: each tested shoot is looked through in an order that was learnt from shoots that had ended
 * before it began. What was never seen, or is unclear, is not counted.
 *
 * The order that is judged is fixed before anything is computed: that of the archive with measures where nearly all
 * seen frames have them, else without. It helps where the 95 % intervals of both paired differences from chronological order, of the
 * keepers found at `lookedAt` and of the area under the curve, lie above 0. The same arguments give the same report.
 * @throws {UsageError} for settings that cannot be meant. @throws {CancelledError} where the job is stopped.
 */
export async function backtest(options: BacktestOptions): Promise<BacktestReport> {
  const { model, seed = 0, progress = silent, signal = new AbortController().signal } = options
  const settings = requireSettings({ ...BACKTEST_DEFAULTS, ...options.settings })
  const { lookedAt } = settings
  const { rows, marks, standings, shoots, series, measures } = options
  const measured = measuredShare(options)
  const hasMeasures = measures !== undefined && measured >= MEASURED_NEEDED
  const archive: PastArchive = { rows, marks, standings, shoots, series, ...(hasMeasures && { measures }) }
  const judged: OrderName = hasMeasures ? 'archive-measures' : 'archive'
  const { testable, leftOut } = testableShoots(archive)
  const plan = planBlocks(archive, testable, settings)
  const base = { settings: { ...settings, seed }, judged, leftOut, measured }
  if (isTooFew(plan)) return { ...base, ...nothingTested, sentences: [tooFewSentence(plan)] }

  const blocks = await testBlocks({ archive, model, blocks: plan.blocks, lookedAt, seed, progress, signal })
  const shown = blocks.flatMap((block) => block.shown)
  const resampled = resample(shown, { seed: `${seed}/backtest`, keepers: keepersOf(plan.tested) })
  const orders = ordersOf(resampled)
  const differences = (['chronological', 'sharpness', 'pack'] as const)
    .filter((against) => resampled.means.has(against))
    .map((against) => ({
      against,
      recall: difference(resampled, { of: judged, less: against, figure: RECALL }),
      area: difference(resampled, { of: judged, less: against, figure: AREA }),
    }))
  const { recall, area } = differences[0]!
  const helps = recall.low > 0 && area.low > 0
  const found: Found = {
    shoots: shown.length,
    lookedAt,
    judged: orders.find(({ name }) => name === judged)!,
    orders,
    differences,
  }
  const ten = tenSentence(found)
  return {
    ...base,
    verdict: helps ? 'helps' : 'no-help',
    recommended: helps ? judged : 'chronological',
    sentences: [helps ? helpsSentence(found) : noHelpSentence(found), ...(ten === undefined ? [] : [ten])],
    orders,
    differences,
    kinds: kindsOf(archive, { tested: plan.tested, shown, seed }),
    blocks: blocks.map(({ before, trainingShoots, pairs, shoots: of }) => ({
      before: isoTime(before),
      shoots: of.length,
      trainingShoots,
      pairs,
    })),
    shoots: blocks.flatMap((block) => shootsOfBlock(archive, block)),
  }
}

const nothingTested = {
  verdict: 'too-few',
  recommended: 'chronological',
  orders: [],
  differences: [],
  kinds: [],
  blocks: [],
  shoots: [],
} as const

function isTooFew({ tested, trainingShoots, pairs }: Plan): boolean {
  return tested.length < TESTED_NEEDED || trainingShoots < TRAINING_SHOOTS_NEEDED || pairs < PAIRS_NEEDED
}

function ordersOf(resampled: Resampled): readonly OrderReport[] {
  return ORDERS.filter((name) => resampled.means.has(name)).map((name) => ({
    name,
    curve: LOOKED.map((looked, at) => ({ looked, ...estimate(resampled, name, at) })),
    recall: estimate(resampled, name, RECALL),
    area: estimate(resampled, name, AREA),
  }))
}

function kindsOf(
  archive: PastArchive,
  {
    tested,
    shown,
    seed,
  }: {
    readonly tested: readonly TestableShoot[]
    readonly shown: readonly ShownByOrders[]
    readonly seed: number | string
  },
): readonly KindReport[] {
  return KINDS.map(({ kind, isOf }) => {
    const some = Array.from(tested.keys()).filter((at) => isOf(archive, tested[at]!))
    if (some.length < TESTED_NEEDED) return { kind, shoots: some.length, orders: [] }
    const keepers = keepersOf(some.map((at) => tested[at]!))
    const resampled = resample(
      some.map((at) => shown[at]!),
      { seed: `${seed}/backtest/${kind}`, keepers },
    )
    return { kind, shoots: some.length, orders: ordersOf(resampled) }
  })
}

function keepersOf(shoots: readonly TestableShoot[]): number {
  return shoots.reduce((sum, { isKept }) => sum + isKept.reduce((kept, each) => kept + each, 0), 0)
}

function shootsOfBlock(archive: PastArchive, { shoots, shown }: TestedBlock): readonly ShootReport[] {
  return shoots.map((tested, at) => {
    const { key, label, from } = archive.shoots.details[tested.shoot]!
    return {
      key,
      label,
      from: isoTime(from),
      seen: tested.seen.length,
      kept: keepersOf([tested]),
      kinds: KINDS.filter(({ isOf }) => isOf(archive, tested)).map(({ kind }) => kind),
      orders: ORDERS.flatMap((name) => {
        const figures = shown[at]!.get(name)
        return figures === undefined ? [] : [{ name, recall: figures[RECALL]!, area: figures[AREA]! }]
      }),
    }
  })
}

/** By the camera's clock, which has no zone. */
function isoTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19)
}

function requireSettings(settings: BacktestSettings): BacktestSettings {
  const { shoots, blocks, lookedAt } = settings
  if (!Number.isInteger(shoots) || shoots < TESTED_NEEDED)
    throw new UsageError(`backtest: shoots must be a whole number from ${TESTED_NEEDED}, not ${shoots}`)
  if (!Number.isInteger(blocks) || blocks < 1)
    throw new UsageError(`backtest: blocks must be a whole number from 1, not ${blocks}`)
  if (!(lookedAt > 0 && lookedAt < 1))
    throw new UsageError(`backtest: the share looked at must lie between 0 and 1, not ${lookedAt}`)
  return settings
}
