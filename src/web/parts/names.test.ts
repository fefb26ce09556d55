import { describe, expect, it } from 'vitest'
import { counted, databaseName, decimals, howFarWords, nameOf, tasteOf } from './names.ts'

describe('names on the page', () => {
  it('calls the person at the page "you", and everybody else by name', () => {
    expect([tasteOf('me'), tasteOf('Ann'), nameOf('me'), nameOf('Ann')]).toEqual([
      'My taste',
      "Ann's taste",
      'You',
      'Ann',
    ])
  })

  it('says of a database what its raters judged, and makes words of a name that it does not know', () => {
    expect(databaseName('bsds-quality')).toBe('Technical quality')
    expect(databaseName('my_wedding-photos')).toBe('My wedding photos')
    expect(databaseName('constructor')).toBe('Constructor')
    expect(databaseName('--')).toBe('--')
  })

  it('counts one and many', () => {
    expect([counted(1, 'photo'), counted(0, 'photo'), counted(1200, 'photo')]).toEqual([
      '1 photo',
      '0 photos',
      '1,200 photos',
    ])
  })

  it('gives what rounds to nothing no sign', () => {
    expect([decimals(-0.001), decimals(-0.126), decimals(1)]).toEqual(['0.00', '-0.13', '1.00'])
  })

  it('says how far work is, with what is known of it', () => {
    const work = { label: 'indexing photos', done: 1200, total: 5000 }
    expect(howFarWords(work, 40)).toBe('indexing photos 1,200 of 5,000, about 40 s left')
    expect(howFarWords(work, null)).toBe('indexing photos 1,200 of 5,000')
    expect(howFarWords({ label: 'looking', done: 0, total: 0 }, null)).toBe('looking')
  })
})
