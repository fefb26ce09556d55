import { describe, expect, it } from 'vitest'
import {
  CancelledError,
  FormatError,
  fromErrorRecord,
  MissingError,
  PalateError,
  ShapeError,
  toErrorRecord,
  UsageError,
} from './index.ts'

/** What arrives on the other side of a thread. */
const sent = (error: unknown): Error => fromErrorRecord(structuredClone(toErrorRecord(error)))

describe('an error that goes into another thread', () => {
  it('keeps class, sentence, exit status, stack and cause', () => {
    for (const Class of [PalateError, ShapeError, FormatError, UsageError, MissingError, CancelledError]) {
      const error = new Class('a sentence', { cause: new Error('why') })
      const arrived = sent(error)
      expect(arrived.constructor).toBe(Class)
      expect(arrived).toMatchObject({
        name: Class.name,
        message: 'a sentence',
        exitCode: error.exitCode,
        stack: error.stack,
      })
      expect((arrived.cause as Error).message).toBe('why')
    }
    expect(sent(new PalateError('wrong', { exitCode: 2 }))).toMatchObject({ exitCode: 2 })
    expect(sent(new PalateError('alone')).cause).toBeUndefined()
  })

  it('is a plain one where its class is none of ours, and whatever was thrown arrives', () => {
    class Other extends TypeError {}
    expect(sent(new Other('no function')).constructor).toBe(Error)
    expect(sent(new Other('no function')).message).toBe('no function')
    expect(sent('only a text').message).toBe('only a text')
    expect(sent(undefined)).toBeInstanceOf(Error)
    expect(sent(Object.assign(new Error('tricky'), { name: 'constructor' })).constructor).toBe(Error)
  })
})
