import { describe, expect, it } from 'vitest'
import { colourOf, type LabelMeaning } from './labels.ts'
import type { Statement } from './other-photo.ts'
import { marksOfStatement } from './said-of.ts'

const meanings = new Map<string, LabelMeaning>([
  ['green', 'keep'],
  ['red', 'reject'],
  ['yellow', 'pass'],
])

function marks(said: Partial<Statement>) {
  const of = marksOfStatement({ stars: 0, flag: null, labels: [], ...said }, meanings)
  return [of.marks.map((mark) => (mark.kind === 'star' ? mark.stars : mark.kind)), of.contradicts]
}

describe('what was said of a photo', () => {
  it('gives stars, flags, and what labels mean', () => {
    expect(marks({})).toEqual([[], false])
    expect(marks({ stars: 3, flag: 'pick' })).toEqual([[3, 'pick'], false])
    expect(marks({ labels: ['Grün'] })).toEqual([['pick'], false])
    expect(marks({ labels: ['Red'] })).toEqual([['reject'], false])
    expect(marks({ labels: ['jaune'], stars: 1 })).toEqual([[1, 'pass'], false])
    expect(marks({ labels: ['Blue', 'Client A'] })).toEqual([[], false])
  })

  it('contradicts itself where a photo was rejected and starred: both are kept', () => {
    expect(marks({ stars: 5, flag: 'reject' })).toEqual([[5, 'reject'], true])
    expect(marks({ stars: 5, labels: ['Red'] })).toEqual([[5, 'reject'], true])
  })

  it('contradicts itself where a photo was picked and turned down: no flag is kept but a reject beside stars', () => {
    expect(marks({ flag: 'pick', labels: ['Red'] })).toEqual([[], true])
    expect(marks({ flag: 'pick', labels: ['Yellow'] })).toEqual([[], true])
    expect(marks({ flag: 'pick', labels: ['Red'], stars: 2 })).toEqual([[2, 'reject'], true])
    expect(marks({ flag: 'reject', labels: ['Yellow'] })).toEqual([['reject'], false])
  })
})

it('labels are known in several languages, in any case; others by their own text', () => {
  expect(['RED', 'Rot', 'rouge', 'Vermelho', 'レッド', 'Select'].map(colourOf)).toEqual(Array(6).fill('red'))
  expect(colourOf(' Grün '.normalize('NFD'))).toBe('green')
  expect(['Violett', 'To Do', 'Púrpura'].map(colourOf)).toEqual(Array(3).fill('purple'))
  expect(colourOf('Client A')).toBe('client a')
})
