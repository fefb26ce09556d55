import type { Descriptors } from '../personalize/index.ts'

/** Descriptors of the photos at these places, in their order. */
export function someDescriptors(all: Descriptors, places: readonly number[]): Descriptors {
  const { databases, width } = all
  const scores = new Float32Array(places.length * databases) // (place, n)
  const embedding = new Int8Array(places.length * width) // (place, m)
  places.forEach((place, at) => {
    scores.set(all.scores.subarray(place * databases, (place + 1) * databases), at * databases)
    embedding.set(all.embedding.subarray(place * width, (place + 1) * width), at * width)
  })
  return { databases, width, photos: places.length, scores, embedding }
}
