import { createHash } from 'node:crypto'
import type { NamedTensors } from '../core/index.ts'

/** SHA-256 over names, shapes and the bits of the values, whatever the order of the tensors. */
export function hashOfTensors(tensors: NamedTensors): string {
  const hash = createHash('sha256')
  for (const name of [...tensors.keys()].sort()) {
    const { shape, data } = tensors.get(name)!
    hash.update(`${name} ${JSON.stringify(shape)}\n`)
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  }
  return hash.digest('hex')
}
