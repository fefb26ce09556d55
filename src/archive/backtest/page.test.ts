import { beforeAll, describe, expect, it } from 'vitest'
import { simulatedArchive } from '../../../test/support/simulated-archive.ts'
import { backtest } from './backtest.ts'
import { backtestPage } from './page.ts'
import type { BacktestReport } from './report.ts'
import { backtestText } from './tables.ts'

let report: BacktestReport
let page: string

beforeAll(async () => {
  const { archive, model } = simulatedArchive({ shoots: 40, frames: 16 })
  const details = archive.shoots.details.map((shoot, at) => ({ ...shoot, label: `<b>Wedding & ${at}</b>` }))
  report = await backtest({ ...archive, shoots: { ...archive.shoots, details }, model })
  page = await backtestPage(report)
})

describe('backtestPage', () => {
  it('has the sentences, one picture, and a row for each order, difference, kind, shoot and block', () => {
    for (const sentence of report.sentences) expect(page).toContain(sentence)
    expect(page.match(/<svg /g)).toHaveLength(1)
    const { orders, differences, kinds, shoots, blocks } = report
    const rows = [orders, differences, kinds, shoots, blocks].reduce((sum, { length }) => sum + length, 0)
    expect(page.match(/<th scope="row">/g)).toHaveLength(rows)
    expect(page).toContain('too few to tell')
  })

  it('shows what others named as text, holds no address, runs nothing, and is the same again', async () => {
    expect(page).toContain('&lt;b&gt;Wedding &amp; 28&lt;/b&gt;')
    expect(page).not.toContain('<b>')
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|<link|<img|\son\w+=/)
    expect(await backtestPage(report)).toBe(page)
  })

  it('says why where nothing could be tested', async () => {
    const { archive, model } = simulatedArchive({ shoots: 3, frames: 16 })
    const few = await backtest({ ...archive, model })
    const short = await backtestPage(few)
    expect(short).toContain('There is too little in your archive to tell')
    expect(short).not.toContain('<svg')
    expect(backtestText(few)).toBe(`${few.sentences[0]}\n`)
  })
})

describe('backtestText', () => {
  it('is the sentences and aligned tables of orders and kinds', () => {
    const lines = backtestText(report).split('\n')
    expect(lines[0]).toBe(report.sentences[0])
    const at = lines.findIndex((line) => line.startsWith('order '))
    expect(lines[at]).toMatch(/^order +keepers in 35 % +95 % interval +area +95 % interval$/)
    const widths = lines.slice(at, at + 7).map(({ length }) => length)
    expect(new Set(widths).size).toBe(1)
    expect(lines[at + 1]).toMatch(/^chronological +\d+ % +\d+ to \d+ % +0\.\d\d +0\.\d\d to 0\.\d\d$/)
    expect(lines).toContainEqual(expect.stringMatching(/^over 300 frames +0 +too few to tell$/))
  })
})
