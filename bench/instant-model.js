/** A taste's model of a pack's usual size, with random numbers: what an instant taste costs does not hang on its values. */
export function randomModel(random, hash) {
  const shape = { databases: 6, width: 64 }
  const p = 1 + shape.databases + shape.width
  return {
    pack: { name: 'bench', hash },
    shape,
    databases: Array.from({ length: shape.databases }, (_, at) => `database-${at}`),
    prior: {
      mean: Float64Array.from({ length: p }, (_, at) => (at === 0 ? 1 : 0)),
      deviation: new Float64Array(p).fill(0.2),
    },
    priorScore: Float64Array.from({ length: p - 1 }, () => random.normal() / Math.sqrt(p)),
    settings: { scores: 'ordinal', levels: 12, pseudoRatings: 0.5, spread: 1, caution: 0 },
  }
}
