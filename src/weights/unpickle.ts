import { FormatError } from '../core/index.ts'
import { admit, broken, instantiate, isKind, type Pickled, toStorage } from './pickled.ts'

/** A state dict's pickle is a few hundred kilobytes; the numbers stand elsewhere. */
const MAX_PICKLE = 64 * 2 ** 20

const MARK = Symbol('mark')
type Slot = Pickled | typeof MARK

/**
 * Reads a Python pickle of protocol 2 to 4 as data. A pickle is a program: its GLOBAL opcodes name Python functions for the
 * reader to call. Here only the names on the list of pickled.ts are known, none of them calls anything, and any other is
 * refused. Written by hand because no well-kept library for Node has such an allow-list. `path` is for the messages.
 * @throws {FormatError} for a global that is not on the list, an opcode that torch.save does not write, or a broken pickle.
 */
export function unpickle(path: string, bytes: Uint8Array): Pickled {
  if (bytes.length > MAX_PICKLE)
    throw new FormatError(`${path}: its pickle has ${bytes.length} bytes; refusing to read it`)
  const reader = createReader(path, bytes)
  const stack = createStack(path)
  const memo = new Map<number, Pickled>()
  const recall = (index: number): Pickled => {
    const value = memo.get(index)
    if (value === undefined) throw broken(path, `it recalls value ${index}, which it never kept`)
    return value
  }
  for (;;) {
    const at = reader.position()
    const opcode = reader.byte()
    switch (opcode) {
      case 0x80: // PROTO
        reader.byte()
        break
      case 0x95: // FRAME
        reader.skip(8)
        break
      case 0x2e: // STOP
        return stack.pop()
      case 0x28: // MARK
        stack.push(MARK)
        break
      case 0x30: // POP
        stack.pop()
        break
      case 0x4e: // NONE
        stack.push(null)
        break
      case 0x88: // NEWTRUE
        stack.push(true)
        break
      case 0x89: // NEWFALSE
        stack.push(false)
        break
      case 0x4a: // BININT
        stack.push(reader.int32())
        break
      case 0x4b: // BININT1
        stack.push(reader.byte())
        break
      case 0x4d: // BININT2
        stack.push(reader.uint16())
        break
      case 0x8a: // LONG1
        stack.push(reader.long())
        break
      case 0x47: // BINFLOAT
        stack.push(reader.float64())
        break
      case 0x58: // BINUNICODE
        stack.push(reader.text(reader.uint32()))
        break
      case 0x8c: // SHORT_BINUNICODE
        stack.push(reader.text(reader.byte()))
        break
      case 0x55: // SHORT_BINSTRING
        stack.push(reader.text(reader.byte()))
        break
      case 0x7d: // EMPTY_DICT
        stack.push(new Map())
        break
      case 0x5d: // EMPTY_LIST
      case 0x29: // EMPTY_TUPLE
        stack.push([])
        break
      case 0x74: // TUPLE
        stack.push(stack.popToMark())
        break
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        stack.push(stack.popMany(opcode - 0x84))
        break
      case 0x61: // APPEND
        appendInto(path, stack, stack.popMany(1))
        break
      case 0x65: // APPENDS
        appendInto(path, stack, stack.popToMark())
        break
      case 0x73: // SETITEM
        setInto(path, stack, stack.popMany(2))
        break
      case 0x75: // SETITEMS
        setInto(path, stack, stack.popToMark())
        break
      case 0x71: // BINPUT
        memo.set(reader.byte(), stack.top())
        break
      case 0x72: // LONG_BINPUT
        memo.set(reader.uint32(), stack.top())
        break
      case 0x94: // MEMOIZE
        memo.set(memo.size, stack.top())
        break
      case 0x68: // BINGET
        stack.push(recall(reader.byte()))
        break
      case 0x6a: // LONG_BINGET
        stack.push(recall(reader.uint32()))
        break
      case 0x63: // GLOBAL
        stack.push(admit(path, `${reader.line()}.${reader.line()}`))
        break
      case 0x93: // STACK_GLOBAL
        stack.push(admit(path, stack.popMany(2).map(String).join('.')))
        break
      case 0x51: // BINPERSID
        stack.push(toStorage(path, stack.pop()))
        break
      case 0x52: // REDUCE
      case 0x81: // NEWOBJ
        stack.push(instantiate(path, stack.popMany(2)))
        break
      case 0x62: // BUILD
        buildInto(path, stack, stack.pop())
        break
      default:
        throw broken(path, `opcode 0x${opcode.toString(16)} at byte ${at} is not one that torch.save writes`)
    }
  }
}

function appendInto(path: string, stack: Stack, items: readonly Pickled[]): void {
  const list = stack.top()
  if (!Array.isArray(list)) throw broken(path, 'it appends to something that is no list')
  for (const item of items) list.push(item)
}

function setInto(path: string, stack: Stack, items: readonly Pickled[]): void {
  const dict = stack.top()
  if (!(dict instanceof Map) || items.length % 2 !== 0) throw broken(path, 'it sets items of something that is no dict')
  for (let at = 0; at < items.length; at += 2) dict.set(items[at]!, items[at + 1]!)
}

/** State of an object. That of an ordered dict is left out: torch keeps version numbers there. */
function buildInto(path: string, stack: Stack, state: Pickled): void {
  const target = stack.top()
  if (isKind(target, 'object')) target.state = state
  else if (!(target instanceof Map)) throw broken(path, 'it gives a state to something that has none')
}

interface Stack {
  push(value: Slot): void
  pop(): Pickled
  top(): Pickled
  popMany(count: number): Pickled[]
  popToMark(): Pickled[]
}

function createStack(path: string): Stack {
  const slots: Slot[] = []
  const valueOf = (slot: Slot | undefined): Pickled => {
    if (slot === undefined || slot === MARK) throw broken(path, 'it takes a value that it never gave')
    return slot
  }
  return {
    push: (value) => void slots.push(value),
    pop: () => valueOf(slots.pop()),
    top: () => valueOf(slots.at(-1)),
    popMany: (count) => Array.from({ length: count }, () => valueOf(slots.pop())).reverse(),
    popToMark() {
      const mark = slots.lastIndexOf(MARK)
      if (mark < 0) throw broken(path, 'it closes a list that it never opened')
      return slots.splice(mark).slice(1).map(valueOf)
    },
  }
}

function createReader(path: string, bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  const take = (count: number): number => {
    if (count > bytes.length - at) throw broken(path, 'it ends in the middle')
    at += count
    return at - count
  }
  const text = (length: number): string => {
    const start = take(length)
    return new TextDecoder().decode(bytes.subarray(start, start + length))
  }
  return {
    text,
    position: () => at,
    skip: (count: number) => void take(count),
    byte: () => view.getUint8(take(1)),
    uint16: () => view.getUint16(take(2), true),
    int32: () => view.getInt32(take(4), true),
    uint32: () => view.getUint32(take(4), true),
    float64: () => view.getFloat64(take(8), false),
    /** Two's complement of up to 8 bytes. */
    long(): number {
      const length = view.getUint8(take(1))
      if (length > 8) throw broken(path, `an integer of ${length} bytes is too large`)
      const start = take(length)
      let value = 0n
      for (let index = length - 1; index >= 0; index--) value = (value << 8n) | BigInt(bytes[start + index]!)
      return Number(BigInt.asIntN(Math.max(1, 8 * length), value))
    },
    line(): string {
      const end = bytes.indexOf(0x0a, at)
      if (end < 0) throw broken(path, 'it ends in the middle')
      const line = text(end - at)
      take(1)
      return line
    },
  }
}
