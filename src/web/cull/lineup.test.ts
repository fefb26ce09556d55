import { expect, it } from 'vitest'
import { likelyOf, lineupOf } from './lineup.ts'

const frameSeries = [
  { photos: [1, 2, 3], flags: [null, null, null], places: [6, 2, 5] },
  { photos: [4], flags: [null], places: [4] },
  { photos: [5, 6], flags: [null, null], places: [3, 1] },
]

it('puts series and frames by time, or both by the places that were learnt', () => {
  expect(lineupOf(frameSeries, 'time')).toEqual([[1, 2, 3], [4], [5, 6]])
  expect(lineupOf(frameSeries, 'learnt')).toEqual([[6, 5], [2, 3, 1], [4]])
})

it('hides no frame where no place was learnt', () => {
  const unlearnt = frameSeries.map((series) => ({ ...series, places: null }))
  expect(lineupOf(unlearnt, 'learnt')).toEqual([[1, 2, 3], [4], [5, 6]])
  expect(likelyOf(unlearnt).size).toBe(0)
})

it('gives three dots to the likeliest tenth, and none to the last third', () => {
  const likely = likelyOf(frameSeries)
  expect([6, 2, 5, 4, 3, 1].map((photo) => likely.get(photo))).toEqual([3, 2, 1, 1, 0, 0])
})
