import { join } from 'node:path'
import { readFile } from 'node:fs/promises'
import * as ort from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { checkpointGolden } from '../../test/support/checkpoints.ts'
import { relativeError } from '../../test/support/golden.ts'
import { miniHead, miniTower, randomTensors } from '../../test/support/mini-vectors.ts'
import { picture, temporaryFolder } from '../../test/support/picture.ts'
import { srocc } from '../core/index.ts'
import { decodeModel, linear, openEngine, reshape } from '../graph/index.ts'
import { normalise } from '../image/index.ts'
import {
  embeddingWidth,
  exportGraph,
  exportOnnx,
  type HeadConfig,
  headLayers,
  inputParameters,
  openNetwork,
  type Preprocessing,
  tower,
  type TowerConfig,
  towerLayers,
} from './index.ts'

const folder = temporaryFolder()
const out = join(folder, 'model.onnx')

const scaling = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] } as const

function networkOf(config: TowerConfig, scale = 0.4) {
  const head: HeadConfig = { ...miniHead, input: embeddingWidth(config) }
  const preprocessing: Preprocessing = { resize: config.imageSize, crop: config.imageSize, ...scaling }
  return {
    tower: config,
    head,
    preprocessing,
    parameters: randomTensors([...towerLayers(config), ...headLayers(head)], { seed: 3, scale }),
  }
}

/** RGB crops, (side, side, 3). */
function cropsOf(side: number, count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) =>
    picture(side, side).data.map((value) => (value * (index + 3)) % 256),
  )
}

/** Crops as the file wants them: (photo, 3, side, side). */
function pixelsOf(crops: readonly Uint8Array[], side: number): ort.Tensor {
  const area = side * side
  const data = new Uint8Array(crops.length * 3 * area)
  crops.forEach((crop, photo) =>
    crop.forEach((value, at) => (data[(3 * photo + (at % 3)) * area + Math.floor(at / 3)] = value)),
  )
  return new ort.Tensor('uint8', data, [crops.length, 3, side, side])
}

async function run(pixels: ort.Tensor, output: string): Promise<Float32Array> {
  const session = await ort.InferenceSession.create(out)
  const results = await session.run({ pixels })
  await session.release()
  return results[output]!.data as Float32Array
}

describe('a network exported as ONNX', () => {
  it.each(['openclip', 'dinov2'] as const)('%s: scores crops of bytes as palate does', async (family) => {
    const network = networkOf(family === 'dinov2' ? miniTower : checkpointGolden().openclip.tower)
    const side = network.tower.imageSize
    await exportOnnx({ ...network, out })
    const own = await openNetwork(openEngine({ threads: 1 }), network)
    await own.bind(network.parameters)
    const crops = cropsOf(side, 5)
    const expected = await own.run(crops)
    await own.close()
    expect(new Set(expected).size).toBe(5)
    expect(relativeError(await run(pixelsOf(crops, side), 'score'), expected)).toBeLessThan(1e-6)
    expect(relativeError(await run(pixelsOf(crops.slice(3, 4), side), 'score'), expected.slice(3, 4))).toBeLessThan(
      1e-6,
    )
  })

  it('scales every byte to the bits that palate gives it', async () => {
    const preprocessing = { resize: 16, crop: 16, ...scaling }
    await exportGraph({ out, preprocessing, weights: new Map(), graph: (pixels) => ({ scaled: pixels }) })
    const crop = Uint8Array.from({ length: 3 * 256 }, (_, at) => Math.floor(at / 3)) // each byte in each channel
    expect(await run(pixelsOf([crop], 16), 'scaled')).toEqual(normalise([crop], preprocessing))
  })

  it('may be any graph over the pixels, such as a tower and a linear read-out', async () => {
    const { parameters: weights, ...network } = networkOf(miniTower)
    const readOut = randomTensors([{ name: 'read.weight', shape: [1, 16] }], { seed: 8 })
    const layers = [...towerLayers(miniTower), { name: 'read.weight', shape: [1, 16] }]
    const { parameters } = inputParameters(layers)
    await exportGraph({
      ...network,
      out,
      weights: new Map([...weights, ...readOut].filter(([name]) => !name.startsWith('head.'))),
      graph: (pixels) => {
        const row = linear(tower(miniTower, parameters, pixels), parameters('read.weight')) // (batch, 1)
        return { score: reshape(row, [pixels.shape[0]!]) }
      },
    })
    const { tower: config, preprocessing } = network
    const own = await openNetwork(openEngine({ threads: 1 }), { tower: config, preprocessing })
    const crops = cropsOf(8, 4)
    await own.bind(new Map([...weights].filter(([name]) => !name.startsWith('head.'))))
    const embeddings = await own.run(crops)
    await own.close()
    const { data } = readOut.get('read.weight')!
    const expected = crops.map((_, photo) => data.reduce((sum, w, at) => sum + w * embeddings[16 * photo + at]!, 0))
    expect(relativeError(await run(pixelsOf(crops, 8), 'score'), expected)).toBeLessThan(1e-5)
  })

  it('says how pixels are made, what it is, and what the caller adds', async () => {
    const network = networkOf(miniTower)
    const preprocessing = { ...network.preprocessing, resize: 11 }
    await exportOnnx({ ...network, preprocessing, out, metadata: { 'palate.pack': 'mini' } })
    const { metadataProps = [], graph } = decodeModel(await readFile(out))
    const metadata = new Map(metadataProps.map(({ key, value }) => [key, value]))
    expect([...metadata.keys()]).toEqual(['palate.pack', 'palate.precision', 'palate.preprocessing'])
    expect(metadata.get('palate.precision')).toBe('f32')
    expect(JSON.parse(metadata.get('palate.preprocessing')!)).toMatchObject({
      resize: { shortSide: 11 },
      crop: { width: 8, height: 8 },
      scaling: { where: 'in the graph', ...scaling },
    })
    expect(graph?.input?.map(({ name }) => name)).toEqual(['pixels'])
    expect(graph?.output?.map(({ name }) => name)).toEqual(['score'])
  })

  it('refuses pixels that somebody scaled before', async () => {
    await exportOnnx({ ...networkOf(miniTower), out })
    const floats = new ort.Tensor('float32', new Float32Array(3 * 64), [1, 3, 8, 8])
    await expect(run(floats, 'score')).rejects.toThrow(/type/i)
  })

  it('keeps nearly the same order in int8, in little more than a quarter of the size', async () => {
    const network = networkOf({ ...miniTower, width: 192, heads: 3, mlpWidth: 768 }, 0.07)
    const crops = pixelsOf(cropsOf(8, 24), 8)
    const f32 = await exportOnnx({ ...network, out })
    const scores = await run(crops, 'score')
    const int8 = await exportOnnx({ ...network, out, precision: 'int8' })
    const approximate = await run(crops, 'score')
    expect(int8.matrices).toHaveLength(6)
    expect(int8.bytes / f32.bytes).toBeLessThan(0.3)
    expect(approximate).not.toEqual(scores)
    expect(srocc(approximate, scores)).toBeGreaterThan(0.99)
  })
})
