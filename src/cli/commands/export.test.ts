import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as ort from 'onnxruntime-node'
import { beforeAll, describe, expect, it } from 'vitest'
import { relativeError } from '../../../test/support/golden.ts'
import { type MiniWorld, writeMiniWorld } from '../../../test/support/mini-world.ts'
import { miniTower } from '../../../test/support/mini-vectors.ts'
import { palate } from '../../../test/support/palate.ts'
import { temporaryFolder } from '../../../test/support/picture.ts'
import { loadPhoto } from '../../image/index.ts'
import { openSafetensors } from '../../weights/index.ts'
import type { Ranking } from '../../personalize/index.ts'

const folder = temporaryFolder()
const out = join(folder, 'mine.onnx')
let world: MiniWorld
beforeAll(async () => {
  world = await writeMiniWorld(folder)
})

const learnt = '--method paper --steps 4 --seed 7 --threads 1 --pack mini --json'
const exported = (kind: string, more = '') =>
  palate(world.home, `export ${kind} ${world.database}/images --ratings ${world.ratings} ${learnt} ${more}`)

/** Scores of photo files by an exported network, its crops made here. */
async function scoresOf(paths: readonly string[]): Promise<Float32Array> {
  const pixels = new Uint8Array(paths.length * 3 * 64)
  for (const [photo, path] of paths.entries()) {
    const { crop } = await loadPhoto(path, { resize: 8, crop: 8 })
    crop.forEach((value, at) => (pixels[(3 * photo + (at % 3)) * 64 + Math.floor(at / 3)] = value))
  }
  const session = await ort.InferenceSession.create(out)
  const { score } = await session.run({ pixels: new ort.Tensor('uint8', pixels, [paths.length, 3, 8, 8]) })
  await session.release()
  return score!.data as Float32Array
}

describe('palate export onnx', () => {
  it('writes the network whose scores rank prints', async () => {
    const { stdout } = await palate(world.home, `rank ${world.database}/images --ratings ${world.ratings} ${learnt}`)
    const { photos } = JSON.parse(stdout) as Ranking
    const { status, stdout: document } = await exported('onnx', `--out ${out}`)
    expect(status).toBe(0)
    const found = await scoresOf(photos.map(({ path }) => path))
    expect(
      relativeError(
        found,
        photos.map(({ score }) => score),
      ),
    ).toBeLessThan(1e-5)
    expect(JSON.parse(document)).toMatchObject({
      out,
      bytes: (await readFile(out)).length,
      precision: 'f32',
      'palate.pack': 'mini',
      'palate.method': 'paper',
      'palate.ratings': '8',
    })
  })

  it('says in one line what it wrote, in int8 too', async () => {
    const command = `export onnx --ratings ${world.ratings} --pack mini --method uniform-merge --int8 --out ${out}`
    const { status, stdout } = await palate(world.home, command)
    expect(status).toBe(0)
    // The miniature has no matrix that is large enough.
    expect(stdout).toMatch(/mine\.onnx: 0\.0 MB, int8 \(0 matrices\), uniform-merge from 8 ratings\n$/)
  })
})

describe('palate export weights', () => {
  it('writes the merged weights under published names', async () => {
    const weights = join(folder, 'mine.safetensors')
    const { status, stdout } = await exported('weights', `--out ${weights}`)
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ out: weights, layers: 28, 'palate.seed': '7' })
    const file = await openSafetensors(weights)
    expect(file.tensors.has('encoder.layer.0.attention.attention.query.weight')).toBe(true)
    expect(JSON.parse(file.metadata['palate.tower']!)).toEqual(miniTower)
    expect(file.metadata['palate.packHash']).toMatch(/^[0-9a-f]{64}$/)
    await file.close()
  })
})

describe('palate export refuses, in one sentence and with status 2', () => {
  it.each([
    ['a method that merges nothing', `--method ensemble --out ${out}`, 'choose from uniform-merge, adaptive-merge'],
    ['to write nowhere', '--method paper', "required option '--out <file>' not specified"],
  ])('%s', async (_, flags, message) => {
    const command = `export onnx --ratings ${world.ratings} --pack mini ${flags}`
    const { status, stdout, stderr } = await palate(world.home, command)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain(message)
  })

  it('ratings of several people', async () => {
    const several = join(folder, 'several.csv')
    await writeFile(several, `rater,image,score\na,${world.photos[0]},1\nb,${world.photos[1]},2`)
    const command = `export weights --ratings ${several} --pack mini --out ${join(folder, 'x.safetensors')}`
    const { status, stderr } = await palate(world.home, command)
    expect(status).toBe(2)
    expect(stderr).toContain("has the ratings of 2 people; a taste is one person's")
  })
})
