import { join } from 'node:path'
import * as ort from 'onnxruntime-node'
import { afterAll, describe, expect, it } from 'vitest'
import { relativeError } from '../../test/support/golden.ts'
import { openMiniBed } from '../../test/support/mini-bed.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { createRandom, ShapeError } from '../core/index.ts'
import { loadPhoto } from '../image/index.ts'
import { openBase } from '../model/index.ts'
import { openDescriber } from './describe.ts'
import { exportTaste, scoreNumbers } from './export-taste.ts'
import { tasteModelOf } from './instant/pack-model.ts'
import { rowsOfNumbers } from './instant/learn-prior.ts'

const folder = temporaryFolder()
const bed = await openMiniBed(folder)
const { pack, engine } = bed
const base = await openBase('mini', { home: join(folder, 'home') })
const describer = await openDescriber({ pack, base, engine })
const { readOut } = describer
const model = tasteModelOf(pack, readOut)
const crops = await Promise.all(bed.photos.map(async ({ path }) => (await loadPhoto(path, describer.framing)).crop))
const numbers = await describer.numbers(crops)
afterAll(async () => {
  await describer.close()
  await bed.close()
})

const random = createRandom('weights')
const weights = Float64Array.from({ length: 1 + 3 + 6 }, () => random.normal())
const out = join(folder, 'taste.onnx')

/** Scores of the crops by the file alone. */
async function run(): Promise<Float32Array> {
  const side = 8
  const data = new Uint8Array(crops.length * 3 * side * side)
  crops.forEach((crop, photo) =>
    crop.forEach((value, at) => (data[(3 * photo + (at % 3)) * side * side + Math.floor(at / 3)] = value)),
  )
  const session = await ort.InferenceSession.create(out)
  const { score } = await session.run({ pixels: new ort.Tensor('uint8', data, [crops.length, 3, side, side]) })
  await session.release()
  return score!.data as Float32Array
}

describe('a taste exported as ONNX', () => {
  it('scores crops as palate does, not only in their order', async () => {
    await exportTaste({ out, pack, base, readOut, model, weights })
    const found = await run()
    expect(relativeError(found, scoreNumbers(model, weights, numbers))).toBeLessThan(1e-5)
    expect(new Set(found).size).toBe(12)
  })

  it('refuses weights of another pack', async () => {
    const refused = exportTaste({ out, pack, base, readOut, model, weights: weights.subarray(1) })
    await expect(refused).rejects.toThrow(new ShapeError('pack mini: expected 10 weights, got 9'))
  })
})

describe('scores of numbers', () => {
  it('are the rows times the weights, the first of them spread over the others', () => {
    const { data, width, count } = rowsOfNumbers({ rows: 12, columns: 9, data: numbers }, model.priorScore)
    const found = scoreNumbers(model, weights, numbers)
    for (let photo = 0; photo < count; photo++) {
      const row = data.subarray(photo * width, (photo + 1) * width)
      expect(found[photo]).toBeCloseTo(
        weights.reduce((sum, weight, at) => sum + weight * row[at]!, 0),
        9,
      )
    }
  })
})
