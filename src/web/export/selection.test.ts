import { describe, expect, it } from 'vitest'
import { exporting } from '../../server/messages/index.ts'
import { exportOf, inWords, orderOf } from './selection.ts'

const viewer = { format: 'csv', person: 'me', partner: undefined } as const
const shown = { by: 'date', reverse: true, grouped: true, stars: 2, camera: 'X100' } as const

describe('a selection of photos to export', () => {
  it('takes the best of the whole library, whatever the library shows', () => {
    const wanted = exportOf({ which: 'best', top: 12, stars: 4 }, { ...viewer, shown })
    expect(wanted).toEqual({ format: 'csv', order: { person: 'me' }, top: 12 })
  })

  it('is what the library shows, with yes and no as words that the server reads', () => {
    const wanted = exportOf({ which: 'shown', top: 12, stars: 0 }, { ...viewer, partner: 'Ann', shown })
    expect(exporting.parse(wanted)).toMatchObject({
      format: 'csv',
      order: { person: 'me', with: 'Ann', by: 'date', reverse: true, grouped: true, stars: 2, camera: 'X100' },
    })
    expect(wanted.top).toBeUndefined()
  })

  it('asks for the larger of the stars that the library and the export ask for', () => {
    expect(orderOf({ which: 'shown', top: 1, stars: 4 }, shown).stars).toBe(4)
    expect(orderOf({ which: 'shown', top: 1, stars: 1 }, shown).stars).toBe(2)
    expect(orderOf({ which: 'shown', top: 1, stars: 3 }, {}).stars).toBe(3)
  })

  it('takes picks alone', () => {
    expect(orderOf({ which: 'picks', top: 1, stars: 5 }, shown)).toEqual({ given: 'picked' })
  })

  it('is said in words', () => {
    expect(inWords({})).toBe('best first')
    expect(inWords({ by: 'name', reverse: true, given: 'picked' })).toBe('by name, last first; picked')
  })
})
