import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { srocc } from '../src/core/index.ts'
import { openDatabase } from '../src/databases/index.ts'
import { evaluateDatabase } from '../src/evaluate/index.ts'
import { openEngine } from '../src/graph/index.ts'
import { findPhotos } from '../src/image/index.ts'
import { baseFolder, embeddingWidth, openBase, openNetwork } from '../src/model/index.ts'
import { rank } from '../src/personalize/index.ts'
import { findPack, listPacks, openPack } from '../src/task-vectors/index.ts'
import { goldenSet } from './support/golden.ts'
import { picture } from './support/picture.ts'
import { describeWithShared } from './support/shared.ts'

console.log(existsSync, mkdtemp, readdir, rm, writeFile, tmpdir, join, afterAll, beforeAll, srocc, openDatabase, evaluateDatabase, findPhotos, baseFolder,rank,findPack,listPacks,openPack,describeWithShared, embeddingWidth)
describe('x', () => {
  it('y', async () => {
    const base = await openBase('dinov2-small', { imageSize: 224 })
    const network = await openNetwork(openEngine({}), base)
    await network.bind(base.parameters)
    const { data } = picture(224, 224)
    const t0 = performance.now()
    const found = await network.run([data, data.toReversed()])
    const golden = (await goldenSet('dinov2')).tensor('picture/out/embeddings')
    let worst = 0
    let s = 0
    found.forEach((v, i) => { worst = Math.max(worst, Math.abs(v - golden.data[i]!)); s += v * v })
    console.log(worst, Math.sqrt(s / found.length), Math.max(...golden.data) - Math.min(...golden.data), golden.shape, performance.now() - t0)
    expect(1).toBe(1)
  })
})
