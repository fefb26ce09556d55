import { createRandom } from '../../src/core/index.ts'
import { embeddingWidth } from '../../src/model/index.ts'
import { addReadOut, type Affine, type Pack } from '../../src/task-vectors/index.ts'

/** Numbers of the embedding of a miniature's descriptor. */
const WIDTH = 6

/**
 * Gives a miniature pack a read-out of random numbers, so that photos have descriptors and the method instant works. The
 * same seed gives the same. Of people in general it says that they like what the first database likes.
 */
export async function addMiniReadOut(pack: Pack, { seed = 30 }: { readonly seed?: number } = {}): Promise<Pack> {
  const random = createRandom(`${seed}/mini read-out`)
  const d = embeddingWidth(pack.tower)
  const n = pack.databases.length
  const normals = (count: number, scale: number) => Float32Array.from({ length: count }, () => scale * random.normal())
  const affine = (rows: number): Affine => ({ weight: normals(rows * d, 1 / Math.sqrt(d)), bias: normals(rows, 0.1) })
  const columns = n + WIDTH
  const firstThen = (first: number, rest: number, length: number) =>
    Float32Array.from({ length }, (_, at) => (at === 0 ? first : rest))
  return addReadOut(
    pack,
    {
      trunk: new Float32Array(n).fill(1 / n),
      scores: affine(n),
      embedding: affine(WIDTH),
      exact: { mean: new Float32Array(n).fill(5), deviation: new Float32Array(n).fill(1) },
      prior: {
        mean: firstThen(1, 0, 1 + columns),
        deviation: firstThen(0.3, 0.5, 1 + columns),
        score: firstThen(0.5, 0, columns),
        caution: 0,
      },
      plain: {
        embedding: affine(WIDTH),
        prior: {
          mean: firstThen(1, 0, 1 + WIDTH),
          deviation: firstThen(0.3, 0.5, 1 + WIDTH),
          score: firstThen(0.5, 0.1, WIDTH),
          caution: 0,
        },
      },
    },
    {
      photos: [],
      fidelity: pack.databases.map(({ name }) => ({ database: name, srocc: 0.9 })),
      prior: null,
      settings: { madeBy: 'test/support/mini-read-out.ts' },
    },
  )
}
