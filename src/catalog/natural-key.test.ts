import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { naturalKey } from './index.ts'

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

describe('names as people count', () => {
  it('stand as the collator of the platform puts names of letters and numbers', () => {
    const part = fc.oneof(
      fc.constantFrom('img', 'IMG', 'dsc', 'a', 'B'),
      fc.nat().map(String),
      fc.stringMatching(/^0{0,3}\d{1,30}$/),
    )
    const name = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(name, name, (a, b) => {
        const [keyA, keyB] = [naturalKey(a), naturalKey(b)]
        expect(keyA < keyB ? -1 : keyA > keyB ? 1 : 0).toBe(Math.sign(collator.compare(a, b)))
      }),
    )
  })

  it('stand with their numbers by size', () => {
    const names = ['IMG_10.jpg', 'img_9.jpg', 'IMG_0100.jpg', 'IMG_9 copy.jpg', 'IMG_99999999999999999999.jpg', '7.jpg']
    const sorted = names.toSorted((a, b) => (naturalKey(a) < naturalKey(b) ? -1 : 1))
    expect(sorted.map((name) => name.replace(/\.jpg$/, ''))).toEqual([
      '7',
      'IMG_9 copy',
      'img_9',
      'IMG_10',
      'IMG_0100',
      'IMG_99999999999999999999',
    ])
  })
})
