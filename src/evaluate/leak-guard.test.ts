import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom, FormatError, UsageError } from '../core/index.ts'
import { nearDistance, refuseSeen, seenPhotos } from './leak-guard.ts'

function hashes(count: number, seed: string): readonly string[] {
  const random = createRandom(seed)
  const digits = (): string => Array.from({ length: 32 }, () => random.integer(16).toString(16)).join('')
  return Array.from({ length: count }, digits)
}

/** Turns the given bits of a hash. */
function flip(hash: string, bits: readonly number[]): string {
  const turned = bits.reduce((value, bit) => value ^ (1n << BigInt(bit)), BigInt(`0x${hash}`))
  return turned.toString(16).padStart(32, '0')
}

const perceptual = hashes(200, 'trained')
const pack = { contentHashes: perceptual.map((_, at) => `content-${at}`), perceptualHashes: perceptual }
const photo = (path: string, contentHash: string, perceptualHash: string) => ({ path, contentHash, perceptualHash })
const unseen = hashes(50, 'new').map((hash, at) => photo(`new-${at}.jpg`, `new-${at}`, hash))

describe('seenPhotos', () => {
  it('finds a planted photo and a planted near-duplicate among photos that were never seen', () => {
    const copy = photo('copy.jpg', 'content-17', perceptual[17]!)
    const resaved = photo('resaved.webp', 'other data', flip(perceptual[42]!, [3, 40, 63, 100]))
    const photos = [...unseen.slice(0, 20), copy, ...unseen.slice(20), resaved]
    expect(seenPhotos({ pack, photos })).toEqual({
      exact: ['copy.jpg'],
      near: [{ path: 'resaved.webp', distance: 4 }],
    })
  })

  it('counts differing bits in any place of the hash, and draws the line at the documented distance', () => {
    const bits = fc.uniqueArray(fc.integer({ min: 0, max: 127 }), { minLength: 0, maxLength: 12 })
    fc.assert(
      fc.property(bits, (turned) => {
        const asked = photo('asked.jpg', 'other data', flip(perceptual[0]!, turned))
        const one = { contentHashes: [], perceptualHashes: [perceptual[0]!] }
        const near = turned.length <= nearDistance ? [{ path: 'asked.jpg', distance: turned.length }] : []
        expect(seenPhotos({ pack: one, photos: [asked] })).toEqual({ exact: [], near })
      }),
    )
  })

  it('says unknown for a pack that does not know its photos, and nothing seen for a pack trained on none', () => {
    expect(seenPhotos({ pack: 'unknown', photos: unseen })).toBe('unknown')
    const none = { contentHashes: [], perceptualHashes: [] }
    expect(seenPhotos({ pack: none, photos: unseen })).toEqual({ exact: [], near: [] })
  })

  it('refuses a hash that is none', () => {
    expect(() => seenPhotos({ pack, photos: [photo('a.jpg', 'a', '12ab')] })).toThrow(FormatError)
    expect(() => seenPhotos({ pack, photos: [photo('a.jpg', 'a', 'g'.repeat(32))] })).toThrow(/32 hexadecimal digits/)
  })
})

describe('refuseSeen', () => {
  it('throws the counts, the first names and what to do', () => {
    const seen = { exact: ['a.jpg', 'b.jpg'], near: ['c.jpg', 'd.jpg'].map((path) => ({ path, distance: 2 })) }
    expect(() => refuseSeen(seen)).toThrow(UsageError)
    expect(() => refuseSeen(seen)).toThrow(
      /trained on 4 .*2 the same, 2 near.*a\.jpg, b\.jpg, c\.jpg \(near, 2 bits\) and 1 more.*--exclude-seen/,
    )
  })

  it('lets through what was not seen, and what nobody can know', () => {
    expect(() => refuseSeen({ exact: [], near: [] })).not.toThrow()
    expect(() => refuseSeen('unknown')).not.toThrow()
  })
})
