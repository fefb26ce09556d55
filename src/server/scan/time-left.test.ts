import { describe, expect, it } from 'vitest'
import { timeLeft } from './time-left.ts'

describe('the time left', () => {
  it('is what remains at the rate of the last half minute, whatever was slow before', () => {
    let time = 0
    const clock = timeLeft(() => time)
    const left = (seconds: number, done: number) => {
      time += 1000 * seconds
      return clock.secondsLeft(done, 1000)
    }
    for (let done = 1; done <= 5; done++) left(60, done)
    let last: number | null = null
    for (let done = 7; done <= 125; done += 2) last = left(1, done) // two a second for a minute
    expect(last).toBe((1000 - 125) / 2)
  })

  it('is exact at a steady rate, from the second look on', () => {
    let time = 0
    const clock = timeLeft(() => time)
    expect(clock.secondsLeft(0, 100)).toBeNull()
    time = 4000
    expect(clock.secondsLeft(8, 100)).toBe(46)
    time = 50_000
    expect(clock.secondsLeft(100, 100)).toBe(0)
  })

  it('is known of work whose steps take longer than the window', () => {
    let time = 0
    const clock = timeLeft(() => time)
    clock.secondsLeft(0, 10)
    time = 100_000
    expect(clock.secondsLeft(1, 10)).toBe(900)
    time = 200_000
    expect(clock.secondsLeft(2, 10)).toBe(800)
  })

  it('begins anew with other work, and says nothing while nothing is done', () => {
    let time = 0
    const clock = timeLeft(() => time)
    clock.secondsLeft(0, 1000)
    time = 1000
    clock.secondsLeft(1000, 1000)
    time = 2000
    expect(clock.secondsLeft(0, 10)).toBeNull()
    time = 3000
    expect(clock.secondsLeft(0, 10)).toBeNull()
  })
})
