import { type Describer, type DescriptorShape, encodeDescriptors } from '../../src/personalize/index.ts'

const framing = { resize: 16, crop: 8 }
const shape: DescriptorShape = { databases: 3, width: 12 }

/**
 * A describer without a network: the scores of a crop are its mean red, green and blue, its embedding those of its
 * quarters. `before` runs in each call, with the number of photos.
 */
export function colourDescriber({
  key = 'colours/fast',
  before = () => {},
}: { readonly key?: string; readonly before?: (photos: number) => Promise<void> | void } = {}): Describer {
  return {
    key,
    shape,
    framing,
    async describe(crops) {
      await before(crops.length)
      const quarters = crops.flatMap((crop) => quarterMeans(crop)) // (photo, quarter, channel)
      const scores = crops.flatMap((_, photo) =>
        [0, 1, 2].map((channel) => {
          const sum = [0, 1, 2, 3].reduce((total, quarter) => total + quarters[12 * photo + 3 * quarter + channel]!, 0)
          return sum / 4 / 64 - 2
        }),
      )
      return encodeDescriptors({
        ...shape,
        photos: crops.length,
        scores: Float32Array.from(scores),
        embedding: Int8Array.from(quarters, (mean) => Math.round(mean) - 128),
      })
    },
    close: async () => {},
  }
}

/** Means of (crop, crop, 3) bytes over its four quarters: (quarter, channel). */
function quarterMeans(crop: Uint8Array): number[] {
  const half = framing.crop / 2
  const sums = Array.from({ length: 12 }, () => 0)
  crop.forEach((value, at) => {
    const pixel = Math.floor(at / 3)
    const row = Math.floor(pixel / framing.crop / half)
    const column = Math.floor((pixel % framing.crop) / half)
    sums[3 * (2 * row + column) + (at % 3)]! += value
  })
  return sums.map((sum) => sum / (half * half))
}
