import { describe, expect, it } from 'vitest'
import { nearestName } from './nearest-name.ts'

const names = ['app', 'serve', 'rank', 'rate', 'log', 'backup', 'taste']

describe('the nearest name', () => {
  it.each([
    ['rnak', 'rank'],
    ['RANK', 'rank'],
    ['bakup', 'backup'],
    ['tastes', 'taste'],
    ['lg', 'log'],
    ['sevre', 'serve'],
    ['photos', undefined],
    ['x', undefined],
    ['', undefined],
  ])('of %j is %s', (misspelt, name) => {
    expect(nearestName(misspelt, names)).toBe(name)
  })
})
