import type { Database } from './contract.ts'

/** Mean score of each photo over its raters, in the order of `images`. */
export function meanScores({ images, rows }: Pick<Database, 'images' | 'rows'>): Map<string, number> {
  const sums = new Map(images.map((image) => [image, { sum: 0, count: 0 }]))
  for (const { image, score } of rows) {
    const entry = sums.get(image)
    if (entry === undefined) continue
    entry.sum += score
    entry.count++
  }
  return new Map([...sums].map(([image, { sum, count }]) => [image, sum / count]))
}
