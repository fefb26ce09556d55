import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ShapeError } from '../index.ts'
import { barChart, countPairs, histogram2d, lineChart, scatterChart } from '../picture.ts'
import { type Box, placeLabels } from './place-labels.ts'

/** The texts of an SVG, in its order. */
function texts(svg: string): readonly string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]!)
}

/** Heights of what a chart draws as bars, in its order. */
function barHeights(svg: string): readonly number[] {
  const bars = /<g class="mark-rect role-mark[^>]*>(.*?)<\/g>/s.exec(svg)?.[1] ?? ''
  return [...bars.matchAll(/d="M[-\d.]+,[-\d.]+h[-\d.]+v([-\d.]+)h/g)].map((match) => Number(match[1]))
}

const bars = {
  title: 'Zero-shot',
  x: { label: 'rater' },
  y: { label: 'SROCC' },
  groups: ['ann', 'bob', 'ann'],
  series: [
    { name: 'beauty', values: [0.2, 0.4, 0.1] },
    { name: 'quality', values: [-0.1, Number.NaN, 0.3] },
  ],
  markers: [{ name: 'before', values: [0.1, 0.2, 0.3] }],
  references: [{ name: 'mean: .200', y: 0.2 }],
}

describe('barChart', () => {
  it('draws a bar a number, as high as its number, and nothing for NaN', async () => {
    const [a, b, c, d, e, ...more] = barHeights(await barChart(bars))
    expect(more).toEqual([])
    expect([b! / a!, c! / a!, d! / a!, e! / a!]).toEqual([2, 0.5, 0.5, 1.5].map((ratio) => expect.closeTo(ratio, 3)))
  })

  it('names groups, series, markers and references, and gives two groups of one name two places', async () => {
    const written = texts(await barChart(bars))
    expect(written.filter((text) => text === 'ann')).toHaveLength(2)
    expect(written).toEqual(
      expect.arrayContaining(['Zero-shot', 'rater', 'SROCC', 'bob', 'beauty', 'quality', 'before', 'mean: .200']),
    )
  })

  it('tells those who hear it who has which number', async () => {
    expect(await barChart(bars)).toContain('aria-label="bob, beauty: 0.400"')
  })

  it('refuses a series without one value a group', async () => {
    const series = [{ name: 'beauty', values: [1] }]
    await expect(barChart({ ...bars, series })).rejects.toThrow(ShapeError)
    await expect(barChart({ ...bars, series })).rejects.toThrow(/expected 3 values of "beauty".*got 1/)
  })
})

describe('countPairs', () => {
  it('counts as NumPy: an edge between two cells belongs to the upper one, the last edge to the last cell', () => {
    // numpy.histogram2d([0, 1, 1, 2, 4], [0, 0, 2, 1, 2], bins=2), transposed to (y, x)
    const pairs = [
      { x: 0, y: 0 },
      { x: 1, y: 0 },
      { x: 1, y: 2 },
      { x: 2, y: 1 },
      { x: 4, y: 2 },
    ]
    expect(countPairs(pairs, { bins: 2 })).toEqual({
      xEdges: [0, 2, 4],
      yEdges: [0, 1, 2],
      counts: [
        [2, 0],
        [1, 2],
      ],
    })
  })

  it('counts every pair once, whatever the numbers', () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(fc.array(fc.record({ x: number, y: number }), { minLength: 1, maxLength: 30 }), (pairs) => {
        const { counts } = countPairs(pairs, { bins: 7 })
        expect(counts.flat().reduce((sum, count) => sum + count, 0)).toBe(pairs.length)
      }),
    )
  })
})

describe('histogram2d', () => {
  it('fills a cell for each count above 0 and tells in the legend what the shades mean', async () => {
    const histogram = countPairs(
      [0, 0, 0, 1, 2, 2].map((x) => ({ x, y: x })),
      { bins: 3 },
    )
    const svg = await histogram2d({ title: 't', x: { label: 'x' }, y: { label: 'y' }, histogram, counted: 'pairs' })
    expect(svg.match(/aria-roledescription="rect mark"/g)).toHaveLength(3)
    expect(texts(svg)).toEqual(expect.arrayContaining(['pairs', '1', '2', '3 to 4']))
  })
})

describe('scatterChart', () => {
  const points = ['ridge', 'nearest', 'paper'].map((name, at) => ({ name, x: 10 ** at, y: 0.3, low: 0.2, high: 0.4 }))

  it('puts equal ratios at equal distances on a logarithmic axis and names every point', async () => {
    const svg = await scatterChart({ title: 't', x: { label: 's', scale: 'log' }, y: { label: 'SROCC' }, points })
    expect(texts(svg)).toEqual(expect.arrayContaining(['ridge', 'nearest', 'paper', '1', '10', '100']))
    const spots = [...svg.matchAll(/roledescription="point" transform="translate\(([\d.]+),/g)].map((at) =>
      Number(at[1]),
    )
    expect(spots).toHaveLength(3)
    expect(spots[1]! - spots[0]!).toBeCloseTo(spots[2]! - spots[1]!, 3)
  })
})

describe('placeLabels', () => {
  const overlap = (a: Box, b: Box): boolean =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1e-9 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1e-9

  it('lets no name cover another, be the points where they may', () => {
    const point = fc.record({ x: fc.integer({ min: 0, max: 560 }), y: fc.integer({ min: 0, max: 380 }) })
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 14 }), (anchors) => {
        const labels = anchors.map((anchor) => ({
          anchor,
          width: 90,
          height: 14,
          obstacle: { left: anchor.x - 5, right: anchor.x + 5, top: anchor.y - 20, bottom: anchor.y + 20 },
        }))
        const boxes = placeLabels(labels, { width: 560, height: 380 })
        for (const [at, box] of boxes.entries()) {
          expect(box.left >= 0 && box.top >= 0 && box.right <= 560 && box.bottom <= 380).toBe(true)
          expect(boxes.slice(at + 1).some((other) => overlap(box, other))).toBe(false)
        }
      }),
      { seed: 5, numRuns: 60 },
    )
  })

  it('writes a lonely name to the right of its point', () => {
    const obstacle = { left: 95, right: 105, top: 95, bottom: 105 }
    const label = { anchor: { x: 100, y: 100 }, width: 50, height: 14, obstacle }
    const [box] = placeLabels([label], { width: 560, height: 380 })
    expect(box).toEqual({ left: 107, right: 157, top: 93, bottom: 107 })
  })
})

describe('lineChart with words on its axis and references', () => {
  it('writes the words at the ticks and the references in the legend, whatever is in them', async () => {
    const names = ['AVA', '"] + alert(1)', 'line\u2028end']
    const svg = await lineChart({
      title: 't',
      x: { label: 'databases', ticks: [1, 2, 3], tickNames: names },
      y: { label: 'SROCC' },
      series: [{ name: 'ours', points: [1, 2, 3].map((x) => ({ x, y: x / 10 })) }],
      references: [{ name: 'MTCL: .495', y: 0.495 }],
    })
    expect(texts(svg)).toEqual(expect.arrayContaining(['AVA', 'line\u2028end', 'ours', 'MTCL: .495']))
    expect(svg).toContain('+ alert(1)</text>')
    // The axis reaches up to the reference, beyond the line's .3.
    expect(texts(svg)).toContain('0.45')
  })
})

describe('every new chart', () => {
  it('gives the same bytes twice, without ids, addresses or characters that XML forbids', async () => {
    const hostile = '</text><script>alert(1)</script>\u0000\u0008\ud800'
    const points = [{ name: hostile, x: 1, y: 2 }]
    const axes = { title: hostile, x: { label: hostile }, y: { label: hostile } }
    for (const draw of [
      () => barChart({ ...axes, groups: [hostile], series: [{ name: hostile, values: [1] }] }),
      () => histogram2d({ ...axes, histogram: countPairs(points), counted: hostile }),
      () => scatterChart({ ...axes, points }),
    ]) {
      const [first, second] = [await draw(), await draw()]
      expect(second).toBe(first)
      expect(first).not.toMatch(/ id="|url\(|href|<script/)
      expect(first).toMatch(/^<svg/)
      expect(first.match(/https?:\/\/[^"]*/g)).toEqual(['http://www.w3.org/2000/svg'])
      expect(first).not.toMatch(/[^\t\n\r\P{Cc}]|\p{Surrogate}/u)
    }
  })
})
