import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkpointFile, checkpointGolden, temporaryFolder } from '../../test/support/checkpoints.ts'
import { FormatError, MissingError, tensor } from '../core/index.ts'
import { encodeModel, type TensorProto } from '../graph/index.ts'
import { openOnnxWeights, openWeights, weightsFormat } from './index.ts'

describe('opening weights by their content', () => {
  it.each([
    ['dinov2.safetensors', 'safetensors'],
    ['openclip.pth', 'checkpoint'],
    ['dinov2.onnx', 'onnx'],
  ])('knows %s under another name', async (name, format) => {
    const path = join(await temporaryFolder(), 'weights.bin')
    await copyFile(checkpointFile(name), path)
    expect(await weightsFormat(path)).toBe(format)
    const file = await openWeights(path)
    expect(file.tensors.size).toBeGreaterThan(20)
    await file.close()
  })

  it('refuses old checkpoints with advice, and what it does not know', async () => {
    await expect(openWeights(checkpointFile('legacy.pth'))).rejects.toThrow('re-save it with torch.save')
    const path = join(await temporaryFolder(), 'weights.safetensors')
    for (const text of ['', 'x', '<!DOCTYPE html><html>', 'version https://git-lfs.github.com/spec/v1']) {
      await writeFile(path, text)
      await expect(openWeights(path)).rejects.toThrow(`${path} is neither safetensors`)
    }
    await expect(openWeights(join(path, 'none'))).rejects.toThrow(MissingError)
  })
})

describe('the initializers of an ONNX file', () => {
  it('are read as Python wrote them, raw or as lists', async () => {
    const { layers } = checkpointGolden().dinov2
    const file = await openOnnxWeights(checkpointFile('dinov2.onnx'))
    for (const layer of ['layernorm.weight', 'layernorm.bias', 'embeddings.patch_embeddings.projection.weight']) {
      const { shape, data } = layers[layer]!
      expect(await file.read(`backbone.${layer}`)).toEqual(tensor(shape, data))
    }
    expect(file.nodes.filter((node) => node.opType === 'MatMul')).toHaveLength(6)
    await file.close()
  })

  it('may be of any type, in either form', async () => {
    const path = join(await temporaryFolder(), 'model.onnx')
    const forms: readonly [TensorProto, readonly number[]][] = [
      [{ dataType: 1, floatData: [0.5, -1] }, [0.5, -1]],
      [{ dataType: 11, doubleData: [0.5, -1] }, [0.5, -1]],
      [{ dataType: 10, int32Data: [0x3c00, 0xc000] }, [1, -2]],
      [{ dataType: 16, int32Data: [0x3f80, 0xc000] }, [1, -2]],
      [{ dataType: 7, int64Data: [-(2 ** 40), 3] }, [-(2 ** 40), 3]],
      [{ dataType: 6, int32Data: [-7, 7] }, [-7, 7]],
      [{ dataType: 5, int32Data: [-7, 7] }, [-7, 7]],
      [{ dataType: 3, int32Data: [-7, 7] }, [-7, 7]],
      [{ dataType: 2, int32Data: [0, 255] }, [0, 255]],
      [{ dataType: 9, int32Data: [0, 1] }, [0, 1]],
      [{ dataType: 7, rawData: new Uint8Array(BigInt64Array.of(-5n, 5n).buffer) }, [-5, 5]],
    ]
    const initializer = forms.map(([proto], at) => ({ ...proto, name: `t${at}`, dims: [2] }))
    await writeFile(path, encodeModel({ irVersion: 9, graph: { initializer } }))
    const file = await openOnnxWeights(path)
    for (const [at, [, expected]] of forms.entries()) expect(await file.read(`t${at}`)).toEqual(tensor([2], expected))
    await file.close()
  })

  it.each<[string, TensorProto[], string]>([
    ['of an unknown type', [{ name: 'a', dataType: 8 }], 'a has data type 8'],
    ['in another file', [{ name: 'a', dataType: 1, dataLocation: 1 }], 'export the model as a single file'],
    [
      'of too few bytes',
      [{ name: 'a', dataType: 1, dims: [2], rawData: new Uint8Array(4) }],
      'needs 8 bytes, but the file gives it 4',
    ],
    ['of a negative extent', [{ name: 'a', dataType: 1, dims: [-2] }], 'impossible shape (-2)'],
    [
      'under one name',
      [
        { name: 'a', dataType: 1 },
        { name: 'a', dataType: 1 },
      ],
      'two initializers are called a',
    ],
  ])('%s are refused', async (_, initializer, message) => {
    const path = join(await temporaryFolder(), 'model.onnx')
    await writeFile(path, encodeModel({ irVersion: 9, graph: { initializer } }))
    await expect(openOnnxWeights(path)).rejects.toThrow(FormatError)
    await expect(openOnnxWeights(path)).rejects.toThrow(message)
  })

  it('of too few numbers are refused when they are read', async () => {
    const path = join(await temporaryFolder(), 'model.onnx')
    await writeFile(
      path,
      encodeModel({ irVersion: 9, graph: { initializer: [{ name: 'a', dataType: 1, dims: [3], floatData: [1] }] } }),
    )
    const file = await openOnnxWeights(path)
    await expect(file.read('a')).rejects.toThrow('needs 12 bytes, but the file gives it 4')
  })
})
