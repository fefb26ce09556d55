import { readFile, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkpointFile, checkpointGolden, temporaryFolder } from '../../test/support/checkpoints.ts'
import { FormatError, MissingError, tensor } from '../core/index.ts'
import { openCheckpoint } from './index.ts'

describe('a PyTorch checkpoint', () => {
  it('holds the numbers that PyTorch says, whatever their type, strides and offset', async () => {
    const golden = checkpointGolden().views
    const file = await openCheckpoint(checkpointFile('views.pth'))
    expect([...file.tensors.keys()]).toEqual(Object.keys(golden).map((name) => `views.${name}`))
    for (const [name, { shape, data }] of Object.entries(golden)) {
      expect(await file.read(`views.${name}`), name).toEqual(tensor(shape, data))
    }
    expect(new Set([...file.tensors.values()].map((info) => info.type)).size).toBe(10)
    await file.close()
  })

  it('gives the stored bytes of a view in row-major order', async () => {
    const file = await openCheckpoint(checkpointFile('views.pth'))
    expect([...(await file.readBytes('views.int8'))]).toEqual([0x80, 1, 0x7f, 2]) // [[-128, 127], [1, 2]] transposed
    expect([...(await file.readBytes('views.int16'))]).toEqual([0xd4, 0xfe, 0x2c, 0x01])
    await expect(file.read('views.int9')).rejects.toThrow(MissingError)
    await file.close()
  })

  it('gives what is no tensor as JSON, a Namespace and a device too', async () => {
    const file = await openCheckpoint(checkpointFile('released.pth'))
    expect(JSON.parse(file.metadata['args'] ?? '')).toEqual({
      dataset: 'ava',
      lr: 1.5e-5,
      layers: [1, 2],
      resume: null,
      half: true,
    })
    expect(file.metadata['epoch']).toBe('3')
    expect([...file.tensors.keys()][0]).toBe('model.backbone.visual.class_embedding')
    await file.close()
    const views = await openCheckpoint(checkpointFile('views.pth'))
    expect(views.metadata).toEqual({ device: '["cpu"]', size: '[2,3]', dtype: '"torch.float16"' })
    await views.close()
  })

  it('that asks to run something is refused by the name of it, and nothing is run', async () => {
    const opening = openCheckpoint(checkpointFile('malicious.pth'))
    await expect(opening).rejects.toThrow(FormatError)
    await expect(opening).rejects.toThrow('malicious.pth asks to run posix.system; refusing to read it')
    expect(existsSync('/tmp/palate-was-here')).toBe(false)
  })

  it('in the old format is refused with what to do', async () => {
    await expect(openCheckpoint(checkpointFile('legacy.pth'))).rejects.toThrow(
      're-save it with torch.save(state, path)',
    )
  })

  it('whose tensor is larger than its storage is refused', async () => {
    await expect(openCheckpoint(checkpointFile('expanded.pth'))).rejects.toThrow(
      'tensor wide reaches beyond its storage',
    )
  })

  it('that is cut off, or another kind of file, is refused', async () => {
    const path = join(await temporaryFolder(), 'cut.pth')
    const whole = await readFile(checkpointFile('released.pth'))
    for (const length of [3, 1000, whole.length - 1]) {
      await writeFile(path, whole.subarray(0, length))
      await expect(openCheckpoint(path)).rejects.toThrow(FormatError)
      await expect(openCheckpoint(path)).rejects.toThrow('is it the whole file?')
    }
    await expect(openCheckpoint(checkpointFile('dinov2.onnx'))).rejects.toThrow('not a PyTorch checkpoint')
    await expect(openCheckpoint(join(path, 'none'))).rejects.toThrow(MissingError)
  })

  it('with one wrong bit is refused by its checksum, in the pickle and in a tensor', async () => {
    const path = join(await temporaryFolder(), 'flipped.pth')
    const original = await readFile(checkpointFile('views.pth'))
    const dense = await openCheckpoint(checkpointFile('views.pth'))
    const stored = Buffer.from(await dense.readBytes('views.parameter'))
    await dense.close()

    const inTensor = Buffer.from(original)
    inTensor[original.indexOf(stored)]! ^= 1
    await writeFile(path, inTensor)
    const file = await openCheckpoint(path)
    await expect(file.read('views.parameter')).rejects.toThrow('damaged')
    await expect(file.read('views.dense')).resolves.toBeDefined()
    await file.close()

    const inPickle = Buffer.from(original)
    inPickle[original.indexOf('transposed')]! ^= 1
    await writeFile(path, inPickle)
    await expect(openCheckpoint(path)).rejects.toThrow('damaged')
  })
})
