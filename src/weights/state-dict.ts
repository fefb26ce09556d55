import { FormatError } from '../core/index.ts'
import { isKind, type Pickled, type PickledTensor } from './pickled.ts'

/** Values may refer to one another, even in circles: without these limits a small file could unfold without end. */
const MAX_DEPTH = 32
const MAX_VALUES = 1_000_000

interface FlatState {
  /** Tensors under dotted names, in the order of the checkpoint. */
  readonly tensors: ReadonlyMap<string, PickledTensor>
  /** Everything at the root, or in a dict beside tensors, that is no tensor: as JSON by dotted name. */
  readonly metadata: Readonly<Record<string, string>>
}

/** Flattens nested dicts: `{ model: { 'visual.proj': tensor }, epoch: 3 }` to `model.visual.proj` and `epoch: "3"`. */
export function flattenState(path: string, root: Pickled): FlatState {
  if (!(root instanceof Map))
    throw new FormatError(`${path} holds no state dict; save model.state_dict() with torch.save`)
  const tensors = new Map<string, PickledTensor>()
  const metadata = new Map<string, string>()
  let visited = 0
  const count = (depth: number): void => {
    visited++
    if (visited > MAX_VALUES || depth > MAX_DEPTH) throw new FormatError(`${path}: its values are nested without end`)
  }

  const visit = (name: string, value: Pickled, depth: number): void => {
    count(depth)
    if (isKind(value, 'tensor')) {
      if (tensors.has(name)) throw new FormatError(`${path}: two tensors in it are called ${name}`)
      tensors.set(name, value)
    } else if (value instanceof Map) {
      for (const [key, item] of value) visit(name === '' ? labelOf(key) : `${name}.${labelOf(key)}`, item, depth + 1)
    } else {
      metadata.set(name, JSON.stringify(toPlain(value, depth)))
    }
  }

  const toPlain = (value: Pickled, depth: number): unknown => {
    count(depth)
    if (value === null || typeof value !== 'object') return value
    if (value instanceof Map) {
      return Object.fromEntries(Array.from(value, ([key, item]) => [labelOf(key), toPlain(item, depth + 1)]))
    }
    if (!('kind' in value)) return value.map((item) => toPlain(item, depth + 1))
    if (value.kind === 'global') return value.name
    if (value.kind === 'tensor') return { tensor: value.shape }
    if (value.kind === 'object') return toPlain(value.state ?? value.arguments, depth + 1)
    return null // a storage without a tensor says nothing
  }

  visit('', root, 0)
  return { tensors, metadata: Object.fromEntries(metadata) }
}

function labelOf(key: Pickled): string {
  return typeof key === 'string' || typeof key === 'number' ? String(key) : '?'
}
