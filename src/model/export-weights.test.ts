import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkpointFile, checkpointGolden, toTensors } from '../../test/support/checkpoints.ts'
import { miniHead, randomTensors } from '../../test/support/mini-vectors.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { MissingError, UsageError } from '../core/index.ts'
import { openSafetensors, openWeights } from '../weights/index.ts'
import { type Architecture, embeddingWidth, exportWeights, headLayers, importBase, openBase } from './index.ts'

const folder = temporaryFolder()
const out = join(folder, 'weights.safetensors')
const golden = checkpointGolden()

function networkOf(family: 'openclip' | 'dinov2') {
  const { tower, layers } = golden[family]
  const head = { ...miniHead, input: embeddingWidth(tower) }
  const preprocessing = {
    resize: 12,
    crop: tower.imageSize,
    mean: [0.5, 0.4, 0.3],
    deviation: [0.5, 0.4, 0.3],
  } as const
  const trained = randomTensors(headLayers(head), { seed: 4 })
  return {
    tower,
    head,
    preprocessing,
    layers: toTensors(layers),
    parameters: new Map([...toTensors(layers), ...trained]),
  }
}

describe('merged weights as safetensors', () => {
  it.each(['openclip', 'dinov2'] as const)('%s: importing what was exported gives the same tensors', async (family) => {
    const { layers, ...network } = networkOf(family)
    await exportWeights({ ...network, out })
    const { tower, preprocessing } = network
    const home = join(folder, family)
    const architecture: Architecture = { tower, preprocessing }
    await importBase({ weights: out, architecture, name: 'back', home })
    expect((await openBase('back', { home })).parameters).toEqual(layers)
  })

  it.each([
    ['openclip', 'openclip.pth'],
    ['dinov2', 'dinov2.safetensors'],
  ] as const)(
    '%s: the names are those of the published file, and the head is beside them',
    async (family, published) => {
      const { layers: _, ...network } = networkOf(family)
      await exportWeights({ ...network, out })
      const [file, original] = [await openSafetensors(out), await openWeights(checkpointFile(published))]
      const names = [...file.tensors.keys()]
      const tower = names.filter((name) => !name.startsWith('head.'))
      expect(tower.every((name) => original.tensors.has(name))).toBe(true)
      expect(tower).toHaveLength(
        golden[family] === golden.openclip ? 12 * network.tower.depth + 8 : 18 * network.tower.depth + 6,
      )
      expect(names.slice(-4)).toEqual(['head.0.weight', 'head.0.bias', 'head.3.weight', 'head.3.bias'])
      expect(await file.read('head.3.bias')).toEqual(network.parameters.get('head.3.bias'))
      await file.close()
      await original.close()
    },
  )

  it('says what it is: configuration, preprocessing, and what the caller adds', async () => {
    const { layers: _, ...network } = networkOf('openclip')
    await exportWeights({ ...network, out, metadata: { 'palate.pack': 'mini' } })
    const file = await openSafetensors(out)
    const { format, ...metadata } = file.metadata
    await file.close()
    expect(format).toBe('pt')
    expect(metadata['palate.pack']).toBe('mini')
    expect(JSON.parse(metadata['palate.tower']!)).toEqual(network.tower)
    expect(JSON.parse(metadata['palate.head']!)).toEqual(network.head)
    expect(JSON.parse(metadata['palate.preprocessing']!)).toMatchObject({
      resize: { shortSide: 12 },
      scaling: { where: 'by the caller', mean: [0.5, 0.4, 0.3] },
    })
  })

  it('refuses layers that are missing or none, by name', async () => {
    const { layers: _, ...network } = networkOf('openclip')
    const less = new Map([...network.parameters].filter(([name]) => name !== 'ln_post.bias'))
    const more = new Map([...network.parameters, ['visual.proj', network.parameters.get('proj')!] as const])
    await expect(exportWeights({ ...network, out, parameters: less })).rejects.toThrow(MissingError)
    await expect(exportWeights({ ...network, out, parameters: less })).rejects.toThrow('no layer ln_post.bias to write')
    await expect(exportWeights({ ...network, out, parameters: more })).rejects.toThrow(UsageError)
    await expect(exportWeights({ ...network, out, parameters: more })).rejects.toThrow('visual.proj is no layer')
  })
})
