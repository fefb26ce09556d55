import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { PalateError } from '../core/index.ts'
import { occasional } from './occasional.ts'

describe('work that is done now and then', () => {
  it('is done once for all that asked, at once when it has to be settled, and once for those who asked while it ran', async () => {
    let times = 0
    const work = occasional(
      async () => {
        times++
        await setTimeout(20)
      },
      () => {},
    )
    for (let at = 0; at < 10; at++) work.ask()
    await setTimeout(10)
    expect(times).toBe(1)
    work.ask()
    await work.settle()
    expect(times).toBe(2)
    await work.settle()
    expect(times).toBe(2)
    work.close()
  })

  it('waits for a second before it is done again', async () => {
    let times = 0
    const work = occasional(
      async () => void times++,
      () => {},
    )
    const until = performance.now() + 1500
    while (performance.now() < until) {
      work.ask()
      await setTimeout(10)
    }
    expect(times).toBe(2)
    work.close()
    work.ask()
    await setTimeout(1200)
    expect(times).toBe(2)
  })

  it('goes on after it failed, which the log is told', async () => {
    let log = ''
    const work = occasional(
      () => Promise.reject(new Error('a defect')),
      (text) => (log += text),
    )
    work.ask()
    await work.settle()
    expect(log).toContain('a defect')
    expect(log).toContain('occasional.test.ts')
    work.close()
  })

  it('has no trace in the log where it failed for a reason that people can mend', async () => {
    let log = ''
    const work = occasional(
      () => Promise.reject(new PalateError('the disk is full')),
      (text) => (log += text),
    )
    work.ask()
    await work.settle()
    expect(log).toBe('palate: the disk is full\n')
    work.close()
  })
})
