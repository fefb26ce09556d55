import { createHash } from 'node:crypto'
import { createRandom } from '../../src/core/index.ts'
import {
  decodeDescriptors,
  descriptorBytes,
  type Descriptors,
  encodeDescriptors,
  type TasteEvidence,
  type TasteModel,
} from '../../src/personalize/index.ts'

/** A pack that was never trained, of the size of real ones: n = 6 databases, m = 64 numbers of embedding. */
export function toyTasteModel({ name = 'toy', databases = 6, width = 64 } = {}): TasteModel {
  const random = createRandom(`toy pack ${name}`)
  const inputs = databases + width
  return {
    pack: { name, hash: createHash('sha256').update(name).digest('hex') },
    shape: { databases, width },
    databases: Array.from({ length: databases }, (_, at) => `database-${at}`),
    prior: {
      mean: Float64Array.from({ length: 1 + inputs }, (_, at) => (at === 0 ? 1 : 0)),
      deviation: Float64Array.from({ length: 1 + inputs }, (_, at) => (at <= databases ? 0.3 : 0.1)),
    },
    priorScore: Float64Array.from({ length: inputs }, (_, at) => random.normal() / (at < databases ? 3 : 12)),
    settings: { scores: 'ordinal', levels: 12, pseudoRatings: 0.5, spread: 1, caution: 0 },
  }
}

/** Photos with random descriptors, as a catalogue would give them. */
export function toyPhotos(model: TasteModel, count: number, seed: number | string = 0) {
  const random = createRandom(`toy photos ${seed}`)
  const { databases, width } = model.shape
  const drawn = {
    ...model.shape,
    photos: count,
    scores: Float32Array.from({ length: count * databases }, () => random.normal()),
    embedding: Int8Array.from({ length: count * width }, () =>
      Math.max(-127, Math.min(127, Math.round(32 * random.normal()))),
    ),
  }
  const bytes = encodeDescriptors(drawn)
  const size = descriptorBytes(model.shape)
  const hashes = Array.from({ length: count }, (_, at) => createHash('sha256').update(`${seed} ${at}`).digest('hex'))
  const stored = new Map(hashes.map((hash, at) => [hash, bytes.subarray(at * size, (at + 1) * size)]))
  const descriptors: Descriptors = decodeDescriptors(bytes, model.shape)
  return { hashes, stored, descriptors }
}

/** Ratings of each photo once, on a scale of 1 to 7 in halves, a minute or so apart. */
export function toyScores(hashes: readonly string[], seed: number | string = 0): readonly TasteEvidence[] {
  const random = createRandom(`toy scores ${seed}`)
  let seconds = Date.UTC(2031, 4, 4) / 1000
  return hashes.map((photo) => {
    seconds += 5 + random.integer(90)
    const value = 1 + random.integer(13) / 2
    return { kind: 'score', photo, value, time: new Date(seconds * 1000).toISOString() }
  })
}

/** Evidence of all kinds, photos more than once, contradictory duels and ties. */
export function toyEvidence(
  hashes: readonly string[],
  count: number,
  seed: number | string = 0,
): readonly TasteEvidence[] {
  const random = createRandom(`toy evidence ${seed}`)
  const pick = <T>(items: readonly T[]): T => items[random.integer(items.length)]!
  return Array.from({ length: count }, (_, at): TasteEvidence => {
    const [left, right] = random.sample(hashes, 2) as [string, string]
    const time = at % 3 === 0 ? {} : { time: new Date(1_900_000_000_000 + 1000 * random.integer(1e6)).toISOString() }
    switch (random.integer(4)) {
      case 0:
        return { kind: 'score', photo: left, value: random.normal(), ...time }
      case 1:
        return { kind: 'star', photo: left, stars: pick([1, 2, 3, 4, 5] as const), ...time }
      case 2:
        return { kind: 'flag', photo: left, flag: pick(['pick', 'reject'] as const), ...time }
      default:
        return { kind: 'duel', left, right, winner: pick(['left', 'right', 'tie'] as const), ...time }
    }
  })
}
