import type { Framing } from '../image/index.ts'
import type { DescriptorShape } from './descriptor.ts'

/** Computes descriptors of photos with one pack. */
export interface Describer {
  /** Names what the descriptors are of: pack hash and mode (`fast` or `exact`). Other keys' descriptors mean nothing to it. */
  readonly key: string
  readonly shape: DescriptorShape
  /** What `loadPhoto` needs to make the crops that `describe` takes. */
  readonly framing: Framing
  /** Descriptors as stored, (photo, `descriptorBytes`), of RGB crops of (crop, crop, 3) bytes. */
  describe(crops: readonly Uint8Array[]): Promise<Uint8Array>
  close(): Promise<void>
}
