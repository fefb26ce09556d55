import { type NamedTensors, type Random, sizeOf } from '../core/index.ts'
import type { TowerConfig } from './config.ts'
import { type Layer, towerLayers } from './layers.ts'

/**
 * An untrained tower, as DINOv2 and OpenCLIP begin: weights, tokens and positions from N(0, .02^2), norms and layer scales
 * 1, biases 0. In the order of `towerLayers`.
 */
export function randomTower(config: TowerConfig, random: Random): NamedTensors {
  return new Map(
    towerLayers(config).map((layer) => {
      const data = new Float32Array(sizeOf(layer.shape))
      for (let at = 0; at < data.length; at++) data[at] = startOf(layer, random)
      return [layer.name, { shape: layer.shape, data }]
    }),
  )
}

function startOf({ name }: Layer, random: Random): number {
  if (name.endsWith('bias')) return 0
  if (/(ln_|norm\d?\.|layernorm\.)/.test(name) || name.includes('lambda')) return 1
  return 0.02 * random.normal()
}
