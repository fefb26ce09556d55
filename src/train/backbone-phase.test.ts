import { describe, expect, it } from 'vitest'
import { architectures, towerLayers } from '../model/index.ts'
import { rateFactor } from './backbone-phase.ts'
import { trainPresets } from './presets.ts'

describe('rateFactor', () => {
  const settings = { ...trainPresets.quick.backbone, layerDecay: 0.5, headFactor: 10 }

  it.each(['dinov2-small', 'openclip-vit-b-16'] as const)(
    'falls block by block of %s, from the last to the embeddings',
    (name) => {
      const { tower } = architectures[name]
      const factors = new Set(
        towerLayers(tower).map((layer) => rateFactor(layer.name, { depth: tower.depth, settings })),
      )
      expect([...factors].sort((a, b) => b - a)).toEqual(Array.from({ length: 13 }, (_, below) => 0.5 ** below))
      const of = (layer: string): number => rateFactor(layer, { depth: 12, settings })
      expect([of('ln_post.weight'), of('layernorm.bias'), of('proj'), of('head.0.weight')]).toEqual([1, 1, 1, 10])
      expect([of('conv1.weight'), of('embeddings.cls_token'), of('ln_pre.weight')]).toEqual([
        0.5 ** 12,
        0.5 ** 12,
        0.5 ** 12,
      ])
    },
  )

  it('is 1 for every layer of the paper', () => {
    expect(
      rateFactor('transformer.resblocks.0.ln_1.weight', { depth: 12, settings: trainPresets.paper.backbone }),
    ).toBe(1)
  })
})
