import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { CancelledError } from '../../core/index.ts'
import { latestFirst } from './latest-first.ts'

/** Works that write down when they begin, and end when they are told to. */
function works() {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const work = (key: string) => (): Promise<string> => {
    begun.push(key)
    return new Promise((resolve) => ends.set(key, () => resolve(`done ${key}`)))
  }
  const end = async (key: string): Promise<void> => {
    ends.get(key)!()
    await setImmediate()
  }
  return { begun, work, end }
}

describe('works that wait for their turn', () => {
  it('begin with the last that was asked for, and no more than so many at a time', async () => {
    const { begun, work, end } = works()
    const turns = latestFirst<string>(2)
    const all = ['a', 'b', 'c', 'd', 'e'].map((key) => turns.ask({ key, work: work(key) }))
    expect(begun).toEqual(['a', 'b'])
    await end('b')
    expect(begun).toEqual(['a', 'b', 'e'])
    for (const key of ['a', 'e', 'd', 'c']) await end(key)
    expect(begun).toEqual(['a', 'b', 'e', 'd', 'c'])
    await expect(Promise.all(all)).resolves.toEqual(['a', 'b', 'c', 'd', 'e'].map((key) => `done ${key}`))
  })

  it('are done once for all who ask meanwhile; asking again brings one forward', async () => {
    const { begun, work, end } = works()
    const turns = latestFirst<string>(1)
    const asked = ['a', 'b', 'c', 'b', 'a'].map((key) => turns.ask({ key, work: work(key) }))
    for (const key of ['a', 'b', 'c']) await end(key)
    expect(begun).toEqual(['a', 'b', 'c'])
    await expect(Promise.all(asked)).resolves.toEqual(['done a', 'done b', 'done c', 'done b', 'done a'])
    const again = turns.ask({ key: 'a', work: work('a') })
    expect(begun).toEqual(['a', 'b', 'c', 'a'])
    await end('a')
    await expect(again).resolves.toBe('done a')
  })

  it('are not begun once nobody wants them; one who still does gets the result', async () => {
    const { begun, work, end } = works()
    const turns = latestFirst<string>(1)
    const leaving = new AbortController()
    const { signal } = leaving
    const first = turns.ask({ key: 'a', work: work('a'), signal })
    const alone = turns.ask({ key: 'b', work: work('b'), signal })
    const together = turns.ask({ key: 'c', work: work('c'), signal })
    const other = turns.ask({ key: 'c', work: work('c') })
    leaving.abort()
    for (const gone of [first, alone, together]) await expect(gone).rejects.toBeInstanceOf(CancelledError)
    await expect(turns.ask({ key: 'd', work: work('d'), signal })).rejects.toBeInstanceOf(CancelledError)
    await end('a')
    await end('c')
    await expect(other).resolves.toBe('done c')
    expect(begun).toEqual(['a', 'c'])
  })

  it('that fail, fail for all who asked, and the next goes on', async () => {
    const turns = latestFirst<string>(1)
    const fail = () => Promise.reject(new Error('no'))
    const failing = [1, 2].map(() => turns.ask({ key: 'a', work: fail }))
    const next = turns.ask({ key: 'b', work: () => Promise.resolve('b') })
    for (const each of failing) await expect(each).rejects.toThrow('no')
    await expect(next).resolves.toBe('b')
  })

  it('are let go of when stopped, but for those that have begun', async () => {
    const { begun, work, end } = works()
    const turns = latestFirst<string>(1)
    const first = turns.ask({ key: 'a', work: work('a') })
    const second = turns.ask({ key: 'b', work: work('b') })
    const stopped = turns.stop()
    await expect(second).rejects.toBeInstanceOf(CancelledError)
    await end('a')
    await stopped
    await expect(first).resolves.toBe('done a')
    await expect(turns.ask({ key: 'c', work: work('c') })).rejects.toBeInstanceOf(CancelledError)
    expect(begun).toEqual(['a'])
  })
})
