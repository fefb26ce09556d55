import { setTimeout } from 'node:timers/promises'
import { CancelledError, createRandom, type Job } from '../../core/index.ts'
import { type Evidence, fitPosterior, type Rows, type TasteModel } from '../../personalize/index.ts'
import { learnPast, scorePast } from '../learn-past.ts'
import { pastPairs } from '../past-pairs.ts'
import { KEPT, PASSED } from '../standings.ts'
import type { Block } from './blocks.ts'
import { keeperCurve } from './curve.ts'
import { figuresOf, meanFigures } from './figures.ts'
import { onlyShoots, type PastArchive, type PartOfArchive, shootsBefore } from './past-archive.ts'

/** Ways to look through a shoot. */
export const ORDERS = ['chronological', 'sharpness', 'pack', 'ten', 'archive', 'archive-measures'] as const

export type OrderName = (typeof ORDERS)[number]

/** Ten ratings: so many of what was kept, as many of what was passed over; and how often they are drawn anew. */
const RATED_OF_EACH = 5
const DRAWS = 5

/** What the orders of one shoot showed, (figure) each; without those that could not be made. */
export type ShownByOrders = ReadonlyMap<OrderName, Float64Array>

export interface OrdersOptions extends Required<Job> {
  readonly archive: PastArchive
  readonly model: Pick<TasteModel, 'prior' | 'settings'>
  readonly blocks: readonly Block[]
  readonly lookedAt: number
  readonly seed: number | string
}

export interface TestedBlock extends Block {
  readonly trainingShoots: number
  readonly pairs: number
  /** In the order of `shoots`. */
  readonly shown: readonly ShownByOrders[]
}

/**
 * Learns for each block from what ended before it, and looks through its shoots in every order.
 * @throws {CancelledError} where the job is stopped.
 */
export async function testBlocks(options: OrdersOptions): Promise<readonly TestedBlock[]> {
  const { archive, blocks, progress, signal } = options
  const steps = archive.measures === undefined ? 2 : 3
  let done = 0
  const step = async (): Promise<void> => {
    progress.report({ label: 'testing on later shoots', done, total: steps * blocks.length })
    done++
    await setTimeout(0) // or Ctrl-C would never be heard
    if (signal.aborted) throw new CancelledError('stopped during the backtest')
  }
  const tested: TestedBlock[] = []
  for (const [number, block] of blocks.entries()) tested.push(await testBlock(options, { block, number, step }))
  progress.report({ label: 'testing on later shoots', done: steps * blocks.length, total: steps * blocks.length })
  return tested
}

async function testBlock(
  { archive, model, lookedAt, seed }: OrdersOptions,
  { block, number, step }: { readonly block: Block; readonly number: number; readonly step: () => Promise<void> },
): Promise<TestedBlock> {
  const past = shootsBefore(archive, block.before)
  const shootsOfBlock = new Set(block.shoots.map(({ shoot }) => shoot))
  const later = onlyShoots(archive, (shoot) => shootsOfBlock.has(shoot))
  const pairs = pastPairs(past)
  const scores = new Map<OrderName, readonly Float64Array[]>() // (draw) of (photo of `later`)

  await step()
  scores.set('pack', [product(later.rows, model.prior.mean)])
  const draws = tenRatings(past, `${seed}/backtest/ten/${number}`)
  if (draws.length > 0) {
    const tastes = draws.map((evidence) => fitPosterior({ ...model, rows: past.rows, evidence }))
    scores.set(
      'ten',
      tastes.map(({ weights }) => product(later.rows, weights)),
    )
  }
  await step()
  const { measures: _, ...withoutMeasures } = past
  const { measures: __, ...laterWithout } = later
  scores.set('archive', [scorePast(learnPast({ ...model, ...withoutMeasures, pairs }), laterWithout)])
  if (past.measures !== undefined && later.measures !== undefined) {
    await step()
    const focus = columnOf(later, 'focus')
    if (focus !== undefined) scores.set('sharpness', [focus])
    scores.set('archive-measures', [scorePast(learnPast({ ...model, ...past, pairs }), later)])
  }

  const placeIn = new Map(Array.from(later.places, (place, at) => [place, at]))
  const shown = block.shoots.map(({ seen, isKept }): ShownByOrders => {
    const show = (values: Float64Array): Float64Array => figuresOf(keeperCurve(values, isKept), lookedAt)
    const inOrderOfTaking = Float64Array.from(seen, (_place, at) => -at)
    return new Map<OrderName, Float64Array>([
      ['chronological', show(inOrderOfTaking)],
      ...[...scores].map(
        ([name, each]) =>
          [
            name,
            meanFigures(each.map((of) => show(known(seen.values(), (place) => of[placeIn.get(place)!]!)))),
          ] as const,
      ),
    ])
  })
  const { kept, passed } = past.standings
  const trainingShoots = kept.filter((count, shoot) => count > 0 && passed[shoot]! > 0).length
  return { ...block, trainingShoots, pairs: pairs.length, shown }
}

/** Flags of frames drawn from what was kept and what was passed over, some draws; none where a kind has no frame. */
function tenRatings({ standings }: PartOfArchive, seed: string): readonly (readonly Evidence[])[] {
  const of = (standing: number): number[] =>
    Array.from(standings.of.keys()).filter((photo) => standings.of[photo] === standing)
  const kept = of(KEPT)
  const passed = of(PASSED)
  if (kept.length === 0 || passed.length === 0) return []
  return Array.from({ length: DRAWS }, (_, draw) => {
    const random = createRandom(`${seed}/${draw}`)
    const flagged = (photos: number[], flag: 'pick' | 'reject'): Evidence[] =>
      random.sample(photos, RATED_OF_EACH).map((photo) => ({ kind: 'flag', photo, flag }))
    return [...flagged(kept, 'pick'), ...flagged(passed, 'reject')]
  })
}

/** (photo): rows times weights (p). */
function product({ count, width, data }: Rows, weights: Float64Array): Float64Array {
  const result = new Float64Array(count)
  for (let photo = 0; photo < count; photo++)
    for (let column = 0; column < width; column++) result[photo]! += data[photo * width + column]! * weights[column]!
  return result
}

function columnOf({ measures, rows }: PartOfArchive, name: 'focus'): Float64Array | undefined {
  const at = measures?.names.indexOf(name) ?? -1
  if (measures === undefined || at === -1) return undefined
  return Float64Array.from({ length: rows.count }, (_, photo) => measures.values[photo * measures.names.length + at]!)
}

/** Scores of a shoot's frames; of one that has none nothing is said: it has the mean of the others. */
function known(places: Iterable<number>, scoreOf: (place: number) => number): Float64Array {
  const scores = Float64Array.from(places, scoreOf)
  const finite = scores.filter((score) => !Number.isNaN(score))
  const mean = finite.reduce((sum, score) => sum + score, 0) / Math.max(1, finite.length)
  return scores.map((score) => (Number.isNaN(score) ? mean : score))
}
