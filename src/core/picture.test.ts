import { describe, expect, it } from 'vitest'
import { ShapeError } from './index.ts'
import { type ChartSeries, heatMap, lineChart } from './picture.ts'

const axes = { x: { label: 'ratings given (K)', scale: 'symlog', ticks: [0, 10, 100] }, y: { label: 'SROCC' } } as const
const series: readonly ChartSeries[] = [
  { name: 'ridge', points: [0, 10, 100].map((x) => ({ x, y: 0.3 + x / 1000, low: 0.28, high: 0.42 })) },
  { name: 'a <b> & "c"', points: [0, 10, 100].map((x) => ({ x, y: 0.4 })) },
]
const curves = { title: 'SROCC against ratings', ...axes, series }

const names = ['beauty', 'valence', 'quality']
const similarity = {
  title: 'Cosine similarity',
  rows: names,
  columns: names,
  values: [
    [1, 0.25, -0.004],
    [0.25, 1, -0.5],
    [-0.004, -0.5, Number.NaN],
  ],
  domain: [-1, 1],
} as const

/** The texts of an SVG, in its order. */
function texts(svg: string): readonly string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]!)
}

describe('lineChart', () => {
  it('draws one line a series and names the title, the axes, the ticks and the series, escaped', async () => {
    const svg = await lineChart(curves)
    expect(svg.match(/<g class="mark-line/g)).toHaveLength(2)
    expect(texts(svg)).toEqual(
      expect.arrayContaining([curves.title, 'ratings given (K)', 'SROCC', '0', '10', '100', 'ridge']),
    )
    expect(svg).toContain('a &lt;b&gt; &amp;')
    expect(svg).not.toContain('<b>')
  })

  it('puts points where their numbers are: equal steps on a linear axis are equal on the page', async () => {
    const points = [1, 2, 3].map((x) => ({ x, y: 2 * x }))
    const svg = await lineChart({ title: 't', x: { label: 'x' }, y: { label: 'y' }, series: [{ name: 's', points }] })
    const line = /<g class="mark-line[^>]*><path[^>]* d="([^"]+)"/.exec(svg)?.[1] ?? ''
    const [a, b, c] = line.match(/-?[\d.]+,-?[\d.]+/g)!.map((pair) => pair.split(',').map(Number))
    expect(b![0]! - a![0]!).toBeCloseTo(c![0]! - b![0]!, 1)
    expect(b![1]! - a![1]!).toBeCloseTo(c![1]! - b![1]!, 1)
    expect(b![0]!).toBeGreaterThan(a![0]!)
    expect(b![1]!).toBeLessThan(a![1]!) // up the page
  })
})

describe('heatMap', () => {
  it('writes every number in its cell, no minus before a rounded zero, nothing for NaN', async () => {
    const written = texts(await heatMap(similarity)).filter((text) => /^-?\d\.\d\d$/.test(text))
    expect(written).toEqual(['1.00', '0.25', '0.00', '0.25', '1.00', '-0.50', '0.00', '-0.50'])
  })

  it('refuses a matrix that does not fit its names', async () => {
    await expect(heatMap({ ...similarity, rows: ['one'] })).rejects.toThrow(ShapeError)
    await expect(heatMap({ ...similarity, columns: ['one'] })).rejects.toThrow(/3 rows of 1 values.*3 rows of 3/)
  })
})

describe('every chart', () => {
  it('gives the same bytes twice, without ids that would clash on a page and without a network', async () => {
    for (const draw of [() => lineChart(curves), () => heatMap(similarity)]) {
      const [first, second] = [await draw(), await draw()]
      expect(second).toBe(first)
      expect(first).not.toMatch(/ id="|url\(|href/)
    }
  })
})
