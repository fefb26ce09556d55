import { FormatError } from '../core/index.ts'

/** What a pickle may hold here: Python's plain values, tensors as references, and a few objects as data. */
export type Pickled =
  | null
  | boolean
  | number
  | string
  | readonly Pickled[]
  | PickledDict
  | PickledGlobal
  | PickledStorage
  | PickledTensor
  | PickledObject

type PickledDict = Map<Pickled, Pickled>

/** A name from Python that stands for itself: a type of storage, a dtype, a class before it is instantiated. */
interface PickledGlobal {
  readonly kind: 'global'
  readonly name: string
}

/** Persistent id of the numbers behind a tensor: `torch.FloatStorage`, the key of its file, and how many numbers. */
interface PickledStorage {
  readonly kind: 'storage'
  readonly type: string
  readonly key: string
  readonly count: number
}

/** A view of a storage. */
export interface PickledTensor {
  readonly kind: 'tensor'
  readonly storage: PickledStorage
  readonly offset: number
  readonly shape: readonly number[]
  readonly strides: readonly number[]
}

/** An object kept as data: `argparse.Namespace`, `torch.device`. Its state is a dict or nothing. */
interface PickledObject {
  readonly kind: 'object'
  readonly name: string
  readonly arguments: readonly Pickled[]
  state: Pickled
}

const storageTypes = ['Float', 'Half', 'BFloat16', 'Double', 'Long', 'Int', 'Short', 'Char', 'Byte', 'Bool']
const dtypes = 'float32 float16 bfloat16 float64 float half double int64 int32 int16 int8 uint8 bool long int'.split(
  ' ',
)

const inertGlobals: ReadonlySet<string> = new Set([
  'collections.OrderedDict',
  'torch._utils._rebuild_tensor_v2',
  'torch._utils._rebuild_parameter',
  'torch.Size',
  'torch.device',
  'argparse.Namespace',
  ...storageTypes.map((type) => `torch.${type}Storage`),
  ...dtypes.map((type) => `torch.${type}`),
])

/** @throws {FormatError} unless the name is on the list. */
export function admit(path: string, name: string): PickledGlobal {
  if (inertGlobals.has(name)) return { kind: 'global', name }
  throw new FormatError(`${path} asks to run ${name}; refusing to read it`)
}

/** What calling an admitted global would make, as data. */
export function instantiate(path: string, [callee, args]: readonly Pickled[]): Pickled {
  if (!isKind(callee, 'global') || !Array.isArray(args)) throw broken(path, 'it calls something that is no name')
  switch (callee.name) {
    case 'collections.OrderedDict':
      // Filled by the opcodes that follow. Python 2's list of pairs as an argument is not written by torch.
      if (args.length > 0) throw broken(path, 'an ordered dict in it is made from a list of pairs')
      return new Map()
    case 'torch._utils._rebuild_parameter':
      return args[0] ?? null
    case 'torch._utils._rebuild_tensor_v2':
      return toTensor(path, args)
    case 'torch.Size':
      return args[0] ?? []
    case 'argparse.Namespace':
    case 'torch.device':
      return { kind: 'object', name: callee.name, arguments: args, state: null }
    default:
      throw broken(path, `it calls ${callee.name}, which is no function`)
  }
}

/** A persistent id: torch keeps nothing but storages outside the pickle. */
export function toStorage(path: string, id: Pickled): PickledStorage {
  const [word, type, key, , count] = Array.isArray(id) ? (id as readonly Pickled[]) : []
  if (word !== 'storage' || !isKind(type, 'global') || typeof key !== 'string' || !isSize(count)) {
    throw broken(path, 'it refers to something outside that is no storage of numbers')
  }
  return { kind: 'storage', type: type.name, key, count }
}

function toTensor(path: string, [storage, offset, shape, strides]: readonly Pickled[]): PickledTensor {
  const sizes = Array.isArray(shape) && Array.isArray(strides) && shape.length === strides.length
  if (!isKind(storage, 'storage') || !isSize(offset) || !sizes || ![...shape, ...strides].every(isSize)) {
    throw broken(path, 'a tensor in it is misshapen')
  }
  return { kind: 'tensor', storage, offset, shape: shape as readonly number[], strides: strides as readonly number[] }
}

function isSize(value: Pickled | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

export function isKind<K extends 'global' | 'storage' | 'tensor' | 'object'>(
  value: Pickled | undefined,
  kind: K,
): value is Extract<Pickled, { readonly kind: K }> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind
}

export function broken(path: string, what: string): FormatError {
  return new FormatError(`${path} is not a checkpoint that can be read: ${what}`)
}
