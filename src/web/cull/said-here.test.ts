import { beforeEach, expect, it } from 'vitest'
import { askedNow, flagsOf, forgetSettled, isSaidHere, saidHere, settleFlag, showFlag } from './said-here.ts'

const shoot = { frameSeries: [{ photos: [1, 2], flags: [null, 'pass' as const], places: null }] }
const shown = (photo: number, by = 'me') => flagsOf(shoot, by)(photo)

beforeEach(() => {
  saidHere.value = new Map()
})

it('shows what was acknowledged last where several verdicts failed', () => {
  const first = showFlag(1, { flag: 'pick', by: 'me' })
  const second = showFlag(1, { flag: 'reject', by: 'me' })
  const third = showFlag(1, { flag: 'pass', by: 'me' })
  first.keep()
  expect(shown(1)).toBe('pass')
  second.takeBack()
  expect(shown(1)).toBe('pass')
  third.takeBack()
  expect(shown(1)).toBe('pick')
})

it('shows what the answer says where nothing of it was ever acknowledged', () => {
  const verdicts = (['pick', 'reject'] as const).map((flag) => showFlag(2, { flag, by: 'me' }))
  for (const { takeBack } of verdicts) takeBack()
  expect(shown(2)).toBe('pass')
  expect(isSaidHere(2, { flag: 'pass', by: 'me' })).toBe(false)
})

it('keeps what each person said apart', () => {
  showFlag(1, { flag: 'pick', by: 'me' }).keep()
  expect([shown(1), shown(1, 'anna')]).toEqual(['pick', null])
})

it('forgets what an answer knows, and neither what is under way nor what came after its question', () => {
  settleFlag(1, { flag: 'pick', by: 'me' })
  const asked = askedNow()
  settleFlag(2, { flag: 'reject', by: 'me' })
  showFlag(1, { flag: 'pass', by: 'me' }).takeBack()
  forgetSettled(asked, 'me')
  expect([shown(1), shown(2)]).toEqual([null, 'reject'])
})
