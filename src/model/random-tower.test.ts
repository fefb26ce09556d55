import { describe, expect, it } from 'vitest'
import { checkpointGolden } from '../../test/support/checkpoints.ts'
import { miniTower } from '../../test/support/mini-vectors.ts'
import { createRandom, sizeOf } from '../core/index.ts'
import { blockNames, randomTower, type TowerConfig, towerLayers } from './index.ts'

const dinov2: TowerConfig = { ...miniTower, width: 32, mlpWidth: 64, depth: 2 }
const towers = [dinov2, checkpointGolden().openclip.tower]

describe.each(towers)('an untrained tower of family $family', (config) => {
  const found = randomTower(config, createRandom('tower'))

  it('has every layer of its architecture, in order and shape', () => {
    expect([...found].map(([name, { shape }]) => ({ name, shape }))).toEqual(towerLayers(config))
    for (const { shape, data } of found.values()) expect(data.length).toBe(sizeOf(shape))
  })

  it('begins with norms and layer scales that change nothing', () => {
    const names = blockNames(config, 0)
    const scales = [names.scale1, names.scale2].filter((name) => name !== undefined)
    const last = config.family === 'openclip' ? ['ln_pre.weight', 'ln_post.weight'] : ['layernorm.weight']
    const ones = [`${names.norm1}.weight`, `${names.norm2}.weight`, ...scales, ...last]
    for (const name of ones) expect(new Set(found.get(name)!.data), name).toEqual(new Set([1]))
    for (const [name, { data }] of found) if (name.endsWith('bias')) expect(new Set(data), name).toEqual(new Set([0]))
  })

  it('begins with weights, tokens and positions of deviation .02', () => {
    const drawn = [...found].filter(([, { data }]) => new Set(data).size > 1)
    const names = drawn.map(([name]) => name)
    const inputs = config.family === 'openclip' ? ['class_embedding', 'proj'] : ['embeddings.cls_token']
    expect(names).toEqual(expect.arrayContaining([...inputs, `${blockNames(config, 0).mlpIn}.weight`]))
    const values = drawn.flatMap(([, { data }]) => Array.from(data))
    const square = values.reduce((sum, value) => sum + value ** 2, 0) / values.length
    expect(Math.sqrt(square)).toBeCloseTo(0.02, 3)
  })

  it('is the same for the same stream of numbers alone', () => {
    expect([...randomTower(config, createRandom('tower'))]).toEqual([...found])
    expect([...randomTower(config, createRandom('another'))]).not.toEqual([...found])
  })
})
