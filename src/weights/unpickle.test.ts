import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FormatError } from '../core/index.ts'
import { flattenState } from './state-dict.ts'
import { unpickle } from './unpickle.ts'

// Written by hand after pickletools' table of opcodes, as Python's own pickler cannot be made to write most of these.
const PROTO = '\x80\x02'

describe('reading pickles as data', () => {
  it.each<[string, string, unknown]>([
    ['an integer of one byte', 'K\xff.', 255],
    ['an integer of two bytes', 'M\x01\x02.', 513],
    ['a negative integer of four bytes', 'J\xfe\xff\xff\xff.', -2],
    ['a long', '\x8a\x05\x00\x00\x00\x00\x01.', 2 ** 32],
    ['a negative long', '\x8a\x02\x00\x80.', -32768],
    ['a long of no bytes', '\x8a\x00.', 0],
    ['a float', 'G\xc0\x04\x00\x00\x00\x00\x00\x00.', -2.5],
    ['a text', 'X\x02\x00\x00\x00\xc3\xa4.', 'ä'],
    ['none, true and false in a tuple', 'N\x88\x89\x87.', [null, true, false]],
    ['a list that is appended to', ']K\x01a(K\x02K\x03e.', [1, 2, 3]],
    [
      'a dict',
      '}(K\x01K\x02K\x03K\x04u.',
      new Map([
        [1, 2],
        [3, 4],
      ]),
    ],
    ['a value recalled from the memo', 'K\x07q\x010h\x01h\x01\x86.', [7, 7]],
    ['protocol 4: frame, memoize, short text', '\x95\x04\x00\x00\x00\x00\x00\x00\x00\x8c\x01a\x94.', 'a'],
    ['an inert name', 'ctorch\nfloat16\n.', { kind: 'global', name: 'torch.float16' }],
    ['a size', 'ctorch\nSize\nK\x02\x85\x85R.', [2]],
  ])('reads %s', (_, program, expected) => {
    expect(unpickle('x.pth', bytesOf(PROTO + program))).toEqual(expected)
  })

  it.each([
    ['os system', 'cos\nsystem\n.', 'x.pth asks to run os.system; refusing'],
    ['builtins eval through protocol 4', '\x8c\x08builtins\x8c\x04eval\x93.', 'asks to run builtins.eval; refusing'],
    [
      'a name that only begins like one on the list',
      'ctorch._utils\n_rebuild_tensor_v2.x\n.',
      'asks to run torch._utils._rebuild',
    ],
    ['an attribute of Object.prototype', 'cconstructor\nname\n.', 'asks to run constructor.name'],
    ['an opcode of another protocol', 'I42\n.', 'opcode 0x49 at byte 2'],
    ['an extension code', '\x82\x01.', 'opcode 0x82'],
    ['the end without a value', '.', 'takes a value that it never gave'],
    ['a mark taken for a value', '(.', 'takes a value that it never gave'],
    ['a list closed without a mark', 'K\x01t.', 'closes a list that it never opened'],
    ['a memo that was never kept', 'h\x05.', 'recalls value 5'],
    ['no end', 'K\x01', 'ends in the middle'],
    ['a text longer than the file', 'X\xff\xff\xff\xffabc', 'ends in the middle'],
    ['a name without an end', 'ctorch', 'ends in the middle'],
    ['a huge integer', '\x8a\x09\x01\x01\x01\x01\x01\x01\x01\x01\x01.', 'integer of 9 bytes'],
    ['an append to a number', 'K\x01K\x02a.', 'no list'],
    ['an item of a list', ']K\x01K\x02s.', 'no dict'],
    ['a call of a dtype', 'ctorch\nfloat16\n)R.', 'which is no function'],
    ['a call of a number', 'K\x01)R.', 'something that is no name'],
    ['a state for a list', ']}b.', 'a state'],
    ['a persistent id that is no storage', 'X\x01\x00\x00\x00aQ.', 'no storage'],
    ['a tensor without a storage', 'ctorch._utils\n_rebuild_tensor_v2\n(K\x01K\x00))\x89NtR.', 'misshapen'],
  ])('refuses %s', (_, program, message) => {
    expect(() => unpickle('x.pth', bytesOf(PROTO + program))).toThrow(FormatError)
    expect(() => unpickle('x.pth', bytesOf(PROTO + program))).toThrow(message)
  })

  it('gives a value or a FormatError for any bytes at all', () => {
    const opcodes = [
      ...Array.from('.(0NJKMGXU}])tae suqrhjcQRb'),
      '\x80',
      '\x85',
      '\x86',
      '\x87',
      '\x88',
      '\x8a',
      '\x8c',
      '\x93',
      '\x94',
      '\x81',
    ]
    const pieces = fc.oneof(fc.constantFrom(...opcodes), fc.string({ maxLength: 4 }), fc.constant('ctorch\nSize\n'))
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (program) => {
        try {
          unpickle('x.pth', bytesOf(PROTO + program.join('')))
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('does not follow values that hold themselves, or unfold without end', () => {
    const circle = unpickle('x.pth', bytesOf(`${PROTO}}q\x01K\x01h\x01s.`))
    expect(() => flattenState('x.pth', circle)).toThrow('nested without end')
    const doubled = Array.from(
      { length: 30 },
      (_, at) => `q${String.fromCharCode(at + 1)}h${String.fromCharCode(at + 1)}\x86`,
    )
    const bomb = unpickle('x.pth', bytesOf(`${PROTO}}K\x01)${doubled.join('')}s.`))
    expect(() => flattenState('x.pth', bomb)).toThrow('nested without end')
  })

  it('refuses a root that is no dict', () => {
    expect(() => flattenState('x.pth', [1])).toThrow('x.pth holds no state dict')
  })
})

function bytesOf(program: string): Uint8Array {
  return Uint8Array.from(program, (character) => character.charCodeAt(0) & 0xff)
}
