import { floatToHalf, FormatError, halfToFloat } from '../core/index.ts'

/** Sizes of a pack's descriptors. */
export interface DescriptorShape {
  /** n, the number of task vectors. */
  readonly databases: number
  /** m, the width of the embedding. */
  readonly width: number
}

/** What a pack says of many photos: everything that is needed to rank them for anybody. */
export interface Descriptors extends DescriptorShape {
  readonly photos: number
  /** (photo, n): scores of the database models, standardised over the pack's reference photos. */
  readonly scores: Float32Array
  /** (photo, m): the embedding, whitened, 1 / `EMBEDDING_STEPS` a step. */
  readonly embedding: Int8Array
}

/** Steps of the stored embedding to one standard deviation: 127 steps reach four deviations, beyond which it is cut. */
export const EMBEDDING_STEPS = 32

/** Bytes that a photo takes in a catalogue or taste file: n scores in half precision, m bytes of embedding. */
export function descriptorBytes({ databases, width }: DescriptorShape): number {
  return 2 * databases + width
}

/** Descriptors as stored, (photo, `descriptorBytes`): n scores as little-endian halves, then m signed bytes. */
export function encodeDescriptors(descriptors: Descriptors): Uint8Array {
  const { photos, databases, width, scores, embedding } = descriptors
  const size = descriptorBytes(descriptors)
  const halves = floatToHalf(scores)
  const result = new Uint8Array(photos * size)
  const view = new DataView(result.buffer)
  for (let photo = 0; photo < photos; photo++) {
    for (let at = 0; at < databases; at++) view.setUint16(photo * size + 2 * at, halves[photo * databases + at]!, true)
    result.set(embedding.subarray(photo * width, (photo + 1) * width), photo * size + 2 * databases)
  }
  return result
}

/** The inverse of `encodeDescriptors`. @throws {FormatError} unless these are whole descriptors with finite scores. */
export function decodeDescriptors(bytes: Uint8Array, shape: DescriptorShape): Descriptors {
  const { databases, width } = shape
  const size = descriptorBytes(shape)
  if (bytes.length % size !== 0)
    throw new FormatError(`descriptors: ${bytes.length} bytes are no whole number of descriptors of ${size} bytes`)
  const photos = bytes.length / size
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const halves = new Uint16Array(photos * databases)
  const embedding = new Int8Array(photos * width)
  for (let photo = 0; photo < photos; photo++) {
    for (let at = 0; at < databases; at++) halves[photo * databases + at] = view.getUint16(photo * size + 2 * at, true)
    for (let at = 0; at < width; at++) embedding[photo * width + at] = view.getInt8(photo * size + 2 * databases + at)
  }
  const scores = halfToFloat(halves)
  if (!scores.every(Number.isFinite)) throw new FormatError('descriptors: a database score is not finite')
  return { databases, width, photos, scores, embedding }
}
