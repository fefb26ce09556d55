import { describe, expect, it } from 'vitest'
import { toyEvidence, toyPhotos, toyTasteModel } from '../../../test/support/toy-taste.ts'
import { createRandom, FormatError, UsageError } from '../../core/index.ts'
import { replaceEvidence } from './replace-evidence.ts'
import { addEvidence, emptyTaste, waitingEvidence } from './taste.ts'
import { tasteFromText, tasteText } from './taste-text.ts'

const model = toyTasteModel()
const { hashes, stored } = toyPhotos(model, 30)
const said = toyEvidence(hashes, 60)

describe('replaced evidence', () => {
  it('gives the taste that the same evidence gives from the start, whatever was said before', () => {
    const random = createRandom('replaced')
    let taste = addEvidence(emptyTaste(model), said.slice(0, 20), stored)
    for (const count of [30, 5, 0, 12]) {
      const evidence = random.sample(said, count)
      taste = replaceEvidence(taste, evidence, stored)
      const direct = addEvidence(emptyTaste(model), evidence, stored)
      expect(taste.evidence).toEqual(direct.evidence)
      expect([...taste.photos]).toEqual([...direct.photos])
      expect(taste.rows.data).toEqual(direct.rows.data)
      taste.posterior.weights.forEach((weight, at) => expect(weight).toBeCloseTo(direct.posterior.weights[at]!, 8))
    }
  })

  it('waits for photos without descriptor, where addEvidence refuses them', () => {
    const taste = replaceEvidence(emptyTaste(model), said.slice(0, 10), new Map([...stored].slice(0, 5)))
    expect(waitingEvidence(taste).length).toBeGreaterThan(0)
    const later = replaceEvidence(taste, taste.evidence, stored)
    expect(waitingEvidence(later)).toEqual([])
  })

  it('refuses evidence that cannot be meant', () => {
    const bad = [{ kind: 'score', photo: hashes[0]!, value: NaN }] as const
    expect(() => replaceEvidence(emptyTaste(model), bad, stored)).toThrow(UsageError)
  })
})

describe('the text of a taste', () => {
  it('gives the same taste back, to the bit', () => {
    const taste = addEvidence(emptyTaste(model), said, stored)
    const again = tasteFromText(tasteText(taste), model)
    expect(again.posterior.weights).toEqual(taste.posterior.weights)
    expect(tasteText(again)).toBe(tasteText(taste))
  })

  it.each(['', 'no JSON', '{}', '[]', '{"format":"palate-taste","schema":9}'])(
    'is refused where it is none: %s',
    (text) => {
      expect(() => tasteFromText(text, model)).toThrow(FormatError)
    },
  )

  it('of another pack is refused', () => {
    const other = toyTasteModel({ name: 'other' })
    expect(() => tasteFromText(tasteText(emptyTaste(other)), model)).toThrow('this taste is of pack other')
  })
})
