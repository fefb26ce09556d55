import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Groups, groupsBy } from './groups.ts'
import type { Marks } from './marks.ts'
import { type PastPair, pastPairs } from './past-pairs.ts'
import { standingsOf } from './standings.ts'

describe('pairs of an archive', () => {
  it('are a kept frame against the siblings that were passed over, and against others of its shoot', () => {
    // One shoot: a series of three, of which the second was kept, and two frames of their own, one of them kept.
    const { pairs } = archive({ shoots: [[3, 1, 1]], picks: [1, 3], passes: [4] })
    expect(written(pairs)).toEqual(['1>0 series', '1>2 series', '1>4 shoot', '3>0 shoot', '3>2 shoot', '3>4 shoot'])
  })

  it('say nothing of unseen frames, of frames that contradict themselves, and between shoots', () => {
    const { pairs } = archive({
      shoots: [
        [1, 1, 1, 1],
        [1, 1],
      ],
      picks: [0],
      rejects: [1],
      passes: [2],
      stars: { 1: 3 },
    })
    expect(written(pairs)).toEqual(['0>2 shoot'])
  })

  it('leave out frames whose stars contradict their picks', () => {
    // The picked frame has fewer stars than one that was not picked: neither is above the other.
    const { pairs } = archive({ shoots: [[3]], picks: [0], stars: { 0: 1, 1: 4 } })
    expect(written(pairs)).toEqual(['0>2 series', '1>2 series'])
  })

  it('are of the shoots asked for', () => {
    const { pairs } = archive({ shoots: [[2], [2]], picks: [0, 2], passes: [1, 3], shootsUsed: (shoot) => shoot === 1 })
    expect(written(pairs)).toEqual(['2>3 series'])
  })

  it('are an even part of all where there are more than wanted', () => {
    const shoots = Array.from({ length: 30 }, () => [2])
    const picks = shoots.map((_, at) => 2 * at)
    const { pairs } = archive({ shoots, picks, passes: picks.map((each) => each + 1), most: 10 })
    expect(written(pairs)).toEqual(picks.filter((_, at) => at % 3 === 0).map((each) => `${each}>${each + 1} series`))
  })

  it('whatever was marked: nobody is compared with itself or twice, with at most four siblings and four others', () => {
    const arbitrary = fc.array(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 }), {
      minLength: 1,
      maxLength: 3,
    })
    fc.assert(
      fc.property(arbitrary, fc.infiniteStream(fc.constantFrom('pick', 'pass', 'reject', '')), (shoots, marks) => {
        const frames = shoots.flat().reduce((sum, each) => sum + each, 0)
        const said = Array.from({ length: frames }, () => marks.next().value as string)
        const places = (kind: string) => said.flatMap((each, at) => (each === kind ? [at] : []))
        const { pairs, series, shoot } = archive({
          shoots,
          picks: places('pick'),
          passes: places('pass'),
          rejects: places('reject'),
        })
        const names = written(pairs)
        expect(new Set(names).size).toBe(names.length)
        const rivals = new Map<string, number>()
        for (const { better, within } of pairs)
          rivals.set(`${better} ${within}`, (rivals.get(`${better} ${within}`) ?? 0) + 1)
        expect(Math.max(0, ...rivals.values())).toBeLessThan(5)
        const isSound = ({ better, worse, within }: PastPair): boolean =>
          shoot.of[better] === shoot.of[worse] &&
          (series.of[better] === series.of[worse]) === (within === 'series') &&
          values[said[better]!]! > values[said[worse]!]!
        expect(pairs.filter((pair) => !isSound(pair))).toEqual([])
      }),
    )
  })

  it('of 50,000 frames in one shoot are found in no time that grows with their square', () => {
    const sizes = Array.from({ length: 10_000 }, () => 5)
    const picks = sizes.map((_, at) => 5 * at)
    const { pairs } = archive({ shoots: [sizes], picks, passes: [49_999] })
    expect(pairs).toHaveLength(20_000)
  })
})

const values: Readonly<Record<string, number>> = { pick: 1, pass: 0, '': 0, reject: -1 }

function written(pairs: readonly PastPair[]): string[] {
  return pairs.map(({ better, worse, within }) => `${better}>${worse} ${within}`).sort(byNumbers)
}

function byNumbers(a: string, b: string): number {
  const [first, second] = [a, b].map((each) => each.split(/[> ]/).map(Number))
  return first![0]! - second![0]! || first![1]! - second![1]!
}

/** Shoots by the lengths of their series, photos numbered through. */
function archive({
  shoots,
  picks = [],
  passes = [],
  rejects = [],
  stars = {},
  ...rest
}: {
  readonly shoots: readonly (readonly number[])[]
  readonly picks?: readonly number[]
  readonly passes?: readonly number[]
  readonly rejects?: readonly number[]
  readonly stars?: Readonly<Record<number, number>>
  readonly most?: number
  readonly shootsUsed?: (shoot: number) => boolean
}): { readonly pairs: PastPair[]; readonly shoot: Groups; readonly series: Groups } {
  const seriesOf: number[] = []
  const shootOf: number[] = []
  let group = 0
  shoots.forEach((sizes, at) => {
    for (const size of sizes) {
      for (let frame = 0; frame < size; frame++) {
        seriesOf.push(group)
        shootOf.push(at)
      }
      group++
    }
  })
  const order = Int32Array.from(seriesOf.keys())
  const series = groupsBy(Int32Array.from(seriesOf), { order, count: group })
  const shoot = groupsBy(Int32Array.from(shootOf), { order, count: shoots.length })
  const marks: Marks = {
    stars: Int8Array.from(order, (at) => stars[at] ?? 0),
    flag: Int8Array.from(order),
    passed: new Uint8Array(order.length),
  }
  marks.flag.fill(0)
  for (const at of picks) marks.flag[at] = 1
  for (const at of rejects) marks.flag[at] = -1
  for (const at of passes) marks.passed[at] = 1
  return {
    pairs: pastPairs({ marks, standings: standingsOf(marks, shoot, series), shoots: shoot, series, ...rest }),
    shoot,
    series,
  }
}
