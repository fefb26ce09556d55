import { describe, expect, it } from 'vitest'
import { PalateError } from '../../core/index.ts'
import { lasting, type Mortal } from './lasting.ts'

/** Something that is told when to die, and says which one it is. */
function mortal(number: number) {
  let death: PalateError | undefined
  return {
    number,
    ended: () => death,
    die: () => (death = new PalateError(`number ${number} broke off`, { cause: new TypeError('a defect') })),
    close: async () => void (death ??= new PalateError('closed')),
  } satisfies Mortal & { readonly number: number; die(): Error }
}

function world({ failing = [] as readonly number[] } = {}) {
  const all: ReturnType<typeof mortal>[] = []
  let opened = 0
  let log = ''
  const lasts = lasting(
    async () => {
      await Promise.resolve()
      if (failing.includes(++opened)) throw new PalateError(`number ${opened} cannot be opened`)
      all.push(mortal(opened))
      return all.at(-1)!
    },
    (text) => (log += text),
  )
  return { lasts, all, log: () => log, opened: () => opened }
}

describe('what lasts', () => {
  it('is opened when it is first asked, once for all who ask', async () => {
    const { lasts, opened } = world()
    expect([lasts.isOpen(), opened()]).toEqual([false, 0])
    const asked = Array.from({ length: 5 }, () => lasts.ask(async ({ number }) => number))
    expect(lasts.isOpen()).toBe(true)
    expect(await Promise.all(asked)).toEqual([1, 1, 1, 1, 1])
  })

  it('is opened once more where it is found dead, for all who ask, and tells the log why it died', async () => {
    const { lasts, all, log, opened } = world()
    await lasts.ask(async () => {})
    all[0]!.die()
    const asked = Array.from({ length: 5 }, () => lasts.ask(async ({ number }) => number))
    expect(await Promise.all(asked)).toEqual([2, 2, 2, 2, 2])
    expect(opened()).toBe(2)
    expect(log().match(/number 1 broke off/g)).toHaveLength(1)
    expect(log()).toContain('TypeError: a defect')
  })

  it('is asked once more where it dies of a question, and not a third time', async () => {
    const { lasts, opened } = world()
    let times = 0
    const poison = lasts.ask(async (living) => {
      times++
      throw living.die()
    })
    await expect(poison).rejects.toThrow('number 2 broke off')
    expect(times).toBe(2)
    expect(await lasts.ask(async ({ number }) => number)).toBe(3)
    expect(opened()).toBe(3)
  })

  it('passes on what is thrown by one that lives', async () => {
    const { lasts, opened } = world()
    let times = 0
    const asked = lasts.ask(async () => {
      times++
      throw new PalateError('no such photo')
    })
    await expect(asked).rejects.toThrow('no such photo')
    expect([times, opened()]).toEqual([1, 1])
  })

  it('is tried again by the next who asks where it cannot be opened', async () => {
    const { lasts } = world({ failing: [1] })
    await expect(lasts.ask(async () => {})).rejects.toThrow('number 1 cannot be opened')
    expect(lasts.isOpen()).toBe(false)
    expect(await lasts.ask(async ({ number }) => number)).toBe(2)
  })

  it('is not opened again once it was closed', async () => {
    const { lasts, all, opened } = world()
    await lasts.ask(async () => {})
    await lasts.close()
    expect(all[0]!.ended()).toBeDefined()
    await expect(lasts.ask(async () => {})).rejects.toThrow('palate is closing')
    expect(opened()).toBe(1)
  })
})
