import { describe, expect, it } from 'vitest'
import { toyPhotos, toyTasteModel } from '../../../test/support/toy-taste.ts'
import { addEvidence, emptyTaste, photoId, saidOf, type TasteEvidence } from '../../personalize/index.ts'
import { mentionedPhotos } from './taste-photos.ts'
import { showTaste } from './taste-show-text.ts'
import { summaryOf } from './taste-summary.ts'

const model = toyTasteModel({ databases: 2, width: 5 })
const { hashes, stored } = toyPhotos(model, 30)
const [a, b, c] = hashes.map(photoId) as [string, string, string]

/** All that can be said, some of it twice. */
const said: readonly TasteEvidence[] = [
  { kind: 'star', photo: a, stars: 2 },
  { kind: 'duel', left: a, right: b, winner: 'left' },
  { kind: 'duel', left: b, right: a, winner: 'left' },
  { kind: 'duel', left: a, right: c, winner: 'tie' },
  { kind: 'flag', photo: b, flag: 'reject' },
  { kind: 'score', photo: b, value: 6.5 },
  { kind: 'star', photo: a, stars: 1 },
]

describe('what was said of a photo, in words', () => {
  it('has the last rating on each scale, and how comparisons ended', () => {
    expect([a, b, c].map((photo) => saidOf(said, photo))).toEqual([
      '1 star, won 1 of 3 duels',
      'a reject, rated 6.5, won 1 of 2 duels',
      'won 0 of 1 duels',
    ])
  })
})

describe('a taste for people', () => {
  /** What `palate taste show` prints where the catalog knows the first photo only. */
  const shown = (evidence: readonly TasteEvidence[]): string => {
    const taste = addEvidence(emptyTaste(model), evidence, stored)
    const photos = mentionedPhotos(taste).map((photo) => ({ photo, paths: photo === a ? ['/photos/a.jpg'] : [] }))
    return showTaste({ file: 'my.taste', ...summaryOf(taste), photos })
  }

  it('names every scale by the levels that people know', () => {
    const lines = shown(said).split('\n')
    expect(lines[0]).toBe('my.taste: 2 stars, 3 duels, 1 flag, 1 score of 3 photos, pack toy')
    const number = String.raw`-?\d+\.\d\d`
    expect(lines).toContainEqual(expect.stringMatching(`^flags {3}reject \\| ${number} \\| pick$`))
    expect(lines).toContainEqual(expect.stringMatching(`^stars {3}${[1, 2, 3, 4, 5].join(` \\| ${number} \\| `)}$`))
    expect(lines).toContain('scores  6.5')
    expect(lines).toContain('1 star, won 1 of 3 duels: /photos/a.jpg')
    expect(lines).toContain(`won 0 of 1 duels: photo ${c}`)
    expect(lines.at(-1)).toBe(
      'It is too early to say how well this taste knows you: it takes 5 rated photos, and there are 3.',
    )
  })

  it('lists no more photos than fit on a page, and says so', () => {
    const scores = hashes.map((photo, at): TasteEvidence => ({ kind: 'score', photo, value: at % 3 }))
    const lines = shown(scores).split('\n')
    expect(lines).toContain('The last 20 of 30 photos; --json lists all.')
    expect(lines.filter((line) => line.startsWith('rated '))).toHaveLength(20)
    expect(lines.filter((line) => line === '')).toHaveLength(4)
  })

  it('shows the prior where nothing was said', () => {
    const lines = shown([]).split('\n')
    expect(lines[0]).toBe('my.taste: nothing said yet, pack toy')
    expect(lines).toContain('people in general    1.000    1.000 ± 0.300')
    expect(lines).toContain("The 5 numbers of the embedding moved by 0.00 of their prior's deviations.")
  })
})
