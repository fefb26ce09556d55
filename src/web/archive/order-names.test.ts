import { describe, expect, it } from 'vitest'
import {
  inTurn,
  type JudgedOrder,
  judgedOf,
  orderInSentence,
  orderName,
  percentWithin,
  unbroken,
} from './order-names.ts'

const order = (name: JudgedOrder['name']): JudgedOrder => ({
  name,
  seen: [0, 1],
  low: [0, 1],
  high: [0, 1],
  atLook: { mean: 0.744, low: 0.68, high: 0.801 },
})

describe('ways to look through a shoot', () => {
  it('are listed by how much they learnt', () => {
    const listed = inTurn((['chronological', 'archive', 'ten-ratings', 'archive-and-measures'] as const).map(order))
    expect(listed.map(({ name }) => name)).toEqual(['archive-and-measures', 'archive', 'ten-ratings', 'chronological'])
  })

  it('are judged by the most that was learnt, with measures where there are any', () => {
    expect(judgedOf([order('archive'), order('archive-and-measures')])?.name).toBe('archive-and-measures')
    expect(judgedOf([order('chronological'), order('archive')])?.name).toBe('archive')
    expect(judgedOf([order('chronological')])).toBeUndefined()
  })

  it('have names for lists and for sentences', () => {
    expect(orderName('chronological')).toBe('Chronological order')
    expect(orderInSentence('archive-and-measures')).toBe('your archive, with measures')
  })

  it('have shares with their intervals, which no line end parts from their percent sign', () => {
    expect(percentWithin(order('archive').atLook)).toBe('74\u00a0% (68 to 80)')
    expect(unbroken('35 % of 100 %')).toBe('35\u00a0% of 100\u00a0%')
  })
})
