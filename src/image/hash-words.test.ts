import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FormatError } from '../core/index.ts'
import { hammingDistance, hashWords, wordsDistance } from './index.ts'

const hash = fc.stringMatching(/^[0-9a-f]{32}$/)

describe('perceptual hashes as words', () => {
  it('differ in as many bits as the hashes themselves', () => {
    fc.assert(
      fc.property(
        fc.array(hash, { minLength: 1, maxLength: 4 }),
        fc.array(hash, { minLength: 1, maxLength: 4 }),
        (a, b) => {
          const [wordsA, wordsB] = [hashWords(a), hashWords(b)]
          for (const [i, one] of a.entries())
            for (const [j, other] of b.entries())
              expect(wordsDistance(wordsA, i, wordsB, j)).toBe(hammingDistance(one, other))
        },
      ),
    )
    expect(wordsDistance(hashWords(['0'.repeat(32)]), 0, hashWords(['f'.repeat(32)]), 0)).toBe(128)
  })

  it('are refused where they are none', () => {
    expect(() => hashWords(['0'.repeat(32), '12'])).toThrow(FormatError)
  })
})
