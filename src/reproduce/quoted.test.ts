import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { describeWithShared } from '../../test/support/shared.ts'
import { quotedGeneral, quotedPersonal, type QuotedRow } from './quoted.ts'

const tables: Readonly<Record<string, readonly QuotedRow[]>> = { ...quotedPersonal, ...quotedGeneral }

/** A line as the text of the paper has it: `MTCL [50] 0.495±0.007 0.599±0.012 359.05`. */
function printed([method, reference, ...figures]: QuotedRow): string {
  const cells = figures.map((figure, column) => {
    if (figure === null) return '-'
    const [value, deviation] = figure
    const digits = column === 2 ? 2 : 3 // images a second
    return deviation === undefined ? value.toFixed(digits) : `${value.toFixed(digits)}±${deviation.toFixed(digits)}`
  })
  return [method.replace('*', ''), ...(reference === null ? [] : [`[${reference}]`]), ...cells].join(' ')
}

/** The lines below each caption. The text repeats each formula in several notations, and stars stand unevenly. */
function linesOf(paper: string): ReadonlyMap<string, readonly string[]> {
  const lines = paper
    .replaceAll('\u00a0', ' ')
    .replaceAll('±plus-or-minus\\pm', '±')
    .replaceAll('(T𝑇T\\to\\infty)', '(T → ∞)')
    .replaceAll('(T0𝑇0T\\to 0)', '(T → 0)')
    .replaceAll('(T=1𝑇1T=1)', '(T = 1)')
    .split('\n')
  return new Map(
    lines.flatMap((line, at) => {
      const caption = /^Table (\d+):/.exec(line)
      if (caption === null) return []
      const rest = lines.slice(at + 1).filter((each) => !/^(Method\b|10-shot)/.test(each))
      const end = rest.findIndex((each) => !/ (-|\*?\d+\.\d+(±\d\.\d+)?)$/.test(each))
      return [[`table${caption[1]}`, rest.slice(0, end).map((each) => each.replaceAll('*', ''))] as const]
    }),
  )
}

describeWithShared('the quoted figures', ['..', 'paper.txt'], (path) => {
  const lines = linesOf(readFileSync(path, 'utf8'))

  it.each(Object.keys(tables))('%s has every line of the paper, in its order, figure by figure', (id) => {
    expect(lines.get(id)?.length).toBeGreaterThan(2)
    expect(tables[id]!.map(printed)).toEqual(lines.get(id))
  })
})

describe('the quoted tables', () => {
  it('have the figures that are most often cited', () => {
    const ours = (id: keyof typeof quotedPersonal): QuotedRow => quotedPersonal[id].at(-1)!
    expect(ours('table2').slice(2)).toEqual([
      [0.577, 0.005],
      [0.621, 0.007],
    ])
    expect(ours('table4')[3]).toEqual([0.748, 0.012])
    expect(ours('table7')[2]).toEqual([0.572, 0.005])
  })

  it('have as many figures in a line as in every other', () => {
    for (const rows of Object.values(tables)) expect(new Set(rows.map(({ length }) => length)).size).toBe(1)
  })
})
