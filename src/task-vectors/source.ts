import { FormatError, formatShape, MissingError, sameShape, type NamedTensors, type Tensor } from '../core/index.ts'

/**
 * Named tensors that are read one at a time, so that several networks of a gigabyte each can be worked on together. An
 * open safetensors file is one as it stands.
 */
export interface TensorSource {
  /** What the source is called in errors: the path of a file. */
  readonly path: string
  readonly tensors: ReadonlyMap<string, { readonly shape: readonly number[] }>
  /** @throws {MissingError} where there is no tensor of that name. */
  read(name: string): Promise<Tensor>
}

/** Tensors that are in memory already, as a source. */
export function sourceOf(tensors: NamedTensors, path = 'tensors in memory'): TensorSource {
  return {
    path,
    tensors,
    read: async (name) => {
      const found = tensors.get(name)
      if (found === undefined) throw new MissingError(`${path}: there is no tensor ${name}`)
      return found
    },
  }
}

/** Several sources as one, such as a tower and a head. */
export function joinSources(sources: readonly TensorSource[]): TensorSource {
  const owners = new Map<string, TensorSource>()
  for (const source of sources) {
    for (const name of source.tensors.keys()) {
      if (owners.has(name)) throw new FormatError(`${source.path}: ${name} is also in ${owners.get(name)!.path}`)
      owners.set(name, source)
    }
  }
  const path = sources.map((source) => source.path).join(' + ')
  return {
    path,
    tensors: new Map([...owners].map(([name, source]) => [name, source.tensors.get(name)!])),
    read: async (name) => {
      const owner = owners.get(name)
      if (owner === undefined) throw new MissingError(`${path}: there is no tensor ${name}`)
      return owner.read(name)
    },
  }
}

/** Reads every tensor, in the order of `layers` or else as they stand in the source. */
export async function readAll(
  source: TensorSource,
  layers: Iterable<string> = source.tensors.keys(),
): Promise<NamedTensors> {
  const result = new Map<string, Tensor>()
  for (const name of layers) result.set(name, await source.read(name))
  return result
}

type Shapes = ReadonlyMap<string, { readonly shape: readonly number[] }>

/**
 * Two networks fit when they have the same layers of the same shapes; the order does not matter.
 * @throws {FormatError} that names `what` and lists every layer that is missing, extra or of another shape.
 */
export function requireSameLayers(options: {
  readonly what: string
  readonly found: Shapes
  readonly expected: Shapes
}): void {
  const { what, found, expected } = options
  const faults: string[] = []
  for (const [name, { shape }] of expected) {
    const other = found.get(name)
    if (other === undefined) faults.push(`${name} is missing`)
    else if (!sameShape(other.shape, shape)) {
      faults.push(`${name} should be ${formatShape(shape)} and is ${formatShape(other.shape)}`)
    }
  }
  for (const name of found.keys()) if (!expected.has(name)) faults.push(`${name} does not belong there`)
  if (faults.length === 0) return
  const shown = faults.slice(0, 8).join('; ')
  const rest = faults.length > 8 ? `; and ${faults.length - 8} more` : ''
  throw new FormatError(`${what} does not fit the base: ${shown}${rest}`)
}
