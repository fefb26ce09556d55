import { describe, expect, it } from 'vitest'
import { relativeError } from '../../test/support/golden.ts'
import { svrGolden, tableOfRows } from '../../test/support/svr-golden.ts'
import { createRandom } from '../core/index.ts'
import { supportVectorRegression } from './libsvm.ts'
import { svrScores } from './svr.ts'

const { cases, fits } = svrGolden()

/** (a, b) */
function rbf(rows: readonly (readonly number[])[], others: readonly (readonly number[])[], gamma: number): number[][] {
  return rows.map((a) =>
    others.map((b) => Math.exp(-gamma * a.reduce((sum, value, at) => sum + (value - b[at]!) ** 2, 0))),
  )
}

describe('support vector regression', () => {
  it.each(fits)(
    'says what scikit-learn says with C = $cost, epsilon = $epsilon, gamma = $gamma',
    ({ columns, x, photos, scores, gamma, predictions, ...settings }) => {
      const rows = predictions.map((_, row) => x.slice(row * columns, (row + 1) * columns))
      const rated = photos.map((photo) => rows[photo]!)
      const found = supportVectorRegression({
        kernel: rbf(rated, rated, gamma),
        targets: scores,
        queries: rbf(rows, rated, gamma),
        settings,
      })
      expect(relativeError(found, predictions)).toBeLessThan(1e-5)
    },
  )

  it('says the middle of targets that lie within its tube, whatever is asked', () => {
    const found = supportVectorRegression({
      kernel: rbf([[0], [1]], [[0], [1]], 1),
      targets: [3, 4],
      queries: rbf([[0], [7]], [[0], [1]], 1),
      settings: { cost: 10, epsilon: 0.6 },
    })
    expect(found[0]).toBe(found[1])
    expect(Math.abs(found[0]! - 3.5)).toBeLessThanOrEqual(0.1 + 1e-6)
  })

  it('leaves no listener that ends the process in silence where a promise fails', () => {
    const before = process.listeners('unhandledRejection')
    supportVectorRegression({ kernel: [[1]], targets: [1], queries: [], settings: { cost: 1, epsilon: 0.1 } })
    expect(process.listeners('unhandledRejection')).toEqual(before)
  })

  it('frees its heap: 300 machines of 100 photos take no more than one', () => {
    // Each takes .2 MB of a heap that starts with 16 MB and would have to grow.
    const random = createRandom('heap')
    const rows = Array.from({ length: 100 }, () => [random.normal(), random.normal()])
    const options = { kernel: rbf(rows, rows, 1), targets: rows.map(([first]) => first!), queries: [] }
    const before = process.memoryUsage().arrayBuffers
    for (let machine = 0; machine < 300; machine++)
      supportVectorRegression({ ...options, settings: { cost: 0.1, epsilon: 0.5 } })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 2 ** 20)
  })
})

describe('the scores by support vector regression', () => {
  it.each(cases)('and their settings are those of scikit-learn with the same folds: $name', (golden) => {
    const { scores, settings, error } = svrScores(tableOfRows(golden), golden)
    const { gamma, cost, epsilon } = golden.svr
    expect(settings).toEqual({ gamma, cost, epsilon })
    expect(error).toBeCloseTo(golden.svr.error, 4)
    expect(relativeError(scores, golden.svr.scores)).toBeLessThan(1e-5)
  })

  it('hang on the embedding of rated photos alone where settings are chosen', () => {
    const [golden] = cases
    const table = tableOfRows(golden!)
    const others = Float64Array.from(table.data, (value, at) =>
      golden!.photos.includes(Math.floor(at / table.columns)) ? value : -value,
    )
    const { settings, error } = svrScores({ ...table, data: others }, golden!)
    const { settings: before, error: errorBefore } = svrScores(table, golden!)
    expect({ settings, error }).toEqual({ settings: before, error: errorBefore })
  })
})
