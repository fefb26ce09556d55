import { describe, expect, it } from 'vitest'
import { firstHeard, secondsLeft } from './time-left.ts'

const start = { label: 'measuring', done: 10, total: 110, at: 1000 }

describe('the time that is left', () => {
  it('follows from the pace since the first that was heard', () => {
    expect(secondsLeft(start, { done: 30, at: 5000 })).toBe(16)
    expect(secondsLeft(start, { done: 110, at: 21_000 })).toBe(0)
  })

  it('is not told before anything was done, or at once', () => {
    expect(secondsLeft(start, { done: 10, at: 9000 })).toBeNull()
    expect(secondsLeft(start, { done: 50, at: 2000 })).toBeNull()
  })

  it('is counted anew for another part of the work, and for work that began again', () => {
    expect(firstHeard(start, { ...start, done: 20, at: 3000 })).toBe(start)
    const next = { label: 'testing', done: 0, total: 12, at: 4000 }
    expect(firstHeard(start, next)).toBe(next)
    const again = { ...start, done: 0, at: 9000 }
    expect(firstHeard(start, again)).toBe(again)
    expect(firstHeard(null, start)).toBe(start)
  })
})
