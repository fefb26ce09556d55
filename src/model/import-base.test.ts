import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkpointFile, checkpointGolden, temporaryFolder, toTensors } from '../../test/support/checkpoints.ts'
import { FormatError, type NamedTensors, tensor, UsageError, zeros } from '../core/index.ts'
import { writeSafetensors } from '../weights/index.ts'
import { type Architecture, hashTensors, importBase, importReleased, openBase } from './index.ts'

const golden = checkpointGolden()
const pixels = { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] } as const
const openClip: Architecture = { tower: golden.openclip.tower, preprocessing: { resize: 8, crop: 8, ...pixels } }
// Read at 2 x 2 patches, stored for 3 x 3.
const dinov2: Architecture = {
  tower: { ...golden.dinov2.tower, imageSize: 8 },
  preprocessing: { resize: 10, crop: 8, ...pixels },
}

describe('importing a base', () => {
  it.each([
    ['dinov2.safetensors', dinov2, golden.dinov2.layers],
    ['dinov2.onnx', dinov2, golden.dinov2.layers],
    ['openclip.pth', openClip, golden.openclip.layers],
  ])('reads %s to the layers that PyTorch had, and opens as such', async (name, architecture, layers) => {
    const home = await temporaryFolder()
    const options = { weights: checkpointFile(name), architecture, name: 'mini', home, source: 'PyTorch' }
    const { folder, hash } = await importBase(options)
    expect(folder).toBe(join(home, 'bases', 'mini'))
    expect(hash).toBe(hashTensors(toTensors(layers)))
    const base = await openBase('mini', {
      home,
      imageSize: golden[architecture === dinov2 ? 'dinov2' : 'openclip'].tower.imageSize,
    })
    expect(base.parameters).toEqual(toTensors(layers))
    expect(base).toMatchObject({ architecture: 'custom', source: 'PyTorch', hash })
    expect(await importBase(options)).toEqual({ folder, hash })
  })

  it('gives one hash to one network, whatever file it came in', async () => {
    const home = await temporaryFolder()
    const hashes = await Promise.all(
      ['dinov2.safetensors', 'dinov2.onnx'].map(async (name) => {
        const { hash } = await importBase({
          weights: checkpointFile(name),
          architecture: dinov2,
          name: name.replace('.', '-'),
          home,
        })
        return hash
      }),
    )
    expect(hashes[0]).toBe(hashes[1])
  })

  it('finds OpenCLIP under a prefix, and stored as 16-bit floats', async () => {
    const home = await temporaryFolder()
    const weights = join(home, 'half.safetensors')
    await save(weights, prefixed('state_dict.module.visual.', toTensors(golden.openclip.layers)), 'F16')
    await importBase({ weights, architecture: openClip, name: 'half', home })
    const { parameters } = await openBase('half', { home })
    for (const [name, { data }] of toTensors(golden.openclip.layers)) {
      for (const [at, value] of data.entries()) expect(parameters.get(name)!.data[at]).toBeCloseTo(value, 2)
    }
  })

  it.each<[string, (layers: Map<string, ReturnType<typeof tensor>>) => void, string]>([
    ['missing', (layers) => layers.delete('visual.ln_post.bias'), 'ln_post.bias (8) is missing'],
    ['left over', (layers) => layers.set('visual.ln_mid.bias', zeros([8])), 'visual.ln_mid.bias (8) is not part of it'],
    [
      'of another kind of network',
      (layers) => layers.set('decoder.bias', zeros([8])),
      'decoder.bias is not part of it',
    ],
    ['misshapen', (layers) => layers.set('visual.proj', zeros([6, 8])), 'visual.proj should be (8, 6), is (6, 8)'],
    [
      'of another size',
      (layers) => layers.set('visual.positional_embedding', zeros([10, 8])),
      'positional_embedding should be (5, 8), is (10, 8)',
    ],
  ])('refuses a file with a tensor that is %s, by its name', async (_, change, message) => {
    const home = await temporaryFolder()
    const layers = new Map(prefixed('visual.', toTensors(golden.openclip.layers)))
    change(layers)
    const weights = join(home, 'changed.safetensors')
    await save(weights, layers)
    const importing = importBase({ weights, architecture: openClip, name: 'changed', home })
    await expect(importing).rejects.toThrow(FormatError)
    await expect(importing).rejects.toThrow(message)
    await expect(openBase('changed', { home })).rejects.toThrow('none is imported yet')
  })

  it('lists ten faults and counts the rest', async () => {
    const weights = checkpointFile('openclip.pth')
    const importing = importBase({ weights, architecture: 'openclip-vit-b-16', home: await temporaryFolder() })
    await expect(importing).rejects.toThrow(
      /class_embedding should be \(768\), is \(8\).*; and 142 more\. Is it another architecture\?/,
    )
    await expect(importing.catch((error: Error) => error.message.split('; ').length)).resolves.toBe(11)
  })

  it('refuses a file of another family, and one that is no network', async () => {
    const home = await temporaryFolder()
    const wrong: readonly [string, Architecture, string][] = [
      ['dinov2.safetensors', openClip, 'is no OpenCLIP network'],
      ['openclip.pth', dinov2, 'is no DINOv2 network'],
      ['types.safetensors', dinov2, 'should have one tensor called embeddings.cls_token, it has 0 among 17'],
      ['dinov2.onnx', openClip, 'is an ONNX file; OpenCLIP is imported from'],
    ]
    for (const [name, architecture, message] of wrong) {
      await expect(importBase({ weights: checkpointFile(name), architecture, name: 'x', home })).rejects.toThrow(
        message,
      )
    }
  })

  it('does not replace a base by other weights of the same name', async () => {
    const home = await temporaryFolder()
    const { hash } = await importBase({
      weights: checkpointFile('openclip.pth'),
      architecture: openClip,
      name: 'mini',
      home,
    })
    const other = importBase({ weights: checkpointFile('dinov2.onnx'), architecture: dinov2, name: 'mini', home })
    await expect(other).rejects.toThrow(UsageError)
    await expect(other).rejects.toThrow('give this one another name')
    expect((await openBase('mini', { home })).hash).toBe(hash)
    await expect(importBase({ weights: checkpointFile('dinov2.onnx'), architecture: dinov2, home })).rejects.toThrow(
      'needs a name',
    )
  })
})

describe("importing an authors' checkpoint", () => {
  it('gives tower and head as PyTorch had them, and counts the text tower', async () => {
    const { tower, head, ignored } = await importReleased(checkpointFile('released.pth'), golden.openclip.tower)
    expect(tower).toEqual(toTensors(golden.openclip.layers))
    expect(head).toEqual(toTensors(golden.openclip.head))
    expect(ignored).toBe(golden.text)
  })

  it('refuses one whose tower does not fit, with each fault', async () => {
    const importing = importReleased(checkpointFile('released-wrong.pth'), golden.openclip.tower)
    await expect(importing).rejects.toThrow(FormatError)
    for (const fault of [
      'ln_post.weight (8) is missing',
      'model.backbone.visual.proj should be (8, 6), is (8, 7)',
      'model.backbone.visual.surplus (2) is not part of it',
    ]) {
      await expect(importing).rejects.toThrow(fault)
    }
  })

  it('refuses one without a head, and one with code in it', async () => {
    await expect(importReleased(checkpointFile('openclip.pth'), 'openclip-vit-b-16')).rejects.toThrow(
      'is no released model',
    )
    await expect(importReleased(checkpointFile('malicious.pth'), 'openclip-vit-l-14')).rejects.toThrow('posix.system')
  })
})

function prefixed(prefix: string, tensors: NamedTensors): NamedTensors {
  return new Map(Array.from(tensors, ([name, value]) => [prefix + name, value]))
}

async function save(path: string, tensors: NamedTensors, type: 'F32' | 'F16' = 'F32'): Promise<void> {
  await writeSafetensors(
    path,
    Array.from(tensors, ([name, { shape, data }]) => ({ name, shape, type, data })),
  )
}
