import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkpointFile, checkpointGolden, temporaryFolder, toTensors } from '../../test/support/checkpoints.ts'
import { randomTensors } from '../../test/support/mini-vectors.ts'
import { FormatError, type NamedTensors, UsageError } from '../core/index.ts'
import { type Base, hashTensors, towerLayers } from '../model/index.ts'
import { importReleasedVectors, openPack, type Pack, pretrainedOf } from './index.ts'
import { merge } from './merge.ts'

const golden = checkpointGolden()
const { tower } = golden.openclip
const parameters = randomTensors(towerLayers(tower), { seed: 3 })
const base: Base = {
  name: 'openclip',
  architecture: 'custom',
  source: 'made by this test',
  hash: hashTensors(parameters),
  tower,
  preprocessing: { resize: 8, crop: 8, mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] },
  parameters,
}

/** A pack of fixtures under the names that the authors gave their files. */
async function imported(files: Readonly<Record<string, string>>): Promise<Pack> {
  const folder = await temporaryFolder()
  for (const [name, fixture] of Object.entries(files)) await copyFile(checkpointFile(fixture), join(folder, name))
  const out = join(folder, 'pack')
  const paths = Object.keys(files).map((name) => join(folder, name))
  await importReleasedVectors({ files: paths, base, name: 'released', out, storage: { kind: 'f32' } })
  return openPack(out)
}

function expectClose(found: NamedTensors, expected: NamedTensors): void {
  expect([...found.keys()]).toEqual([...expected.keys()])
  for (const [name, { shape, data }] of expected) {
    expect(found.get(name)!.shape).toEqual(shape)
    data.forEach((value, at) => expect(found.get(name)!.data[at]).toBeCloseTo(value, 5))
  }
}

describe("a pack of the authors' checkpoints", () => {
  it('gives each fine-tuned network back, tower and head, when its vector alone is added to the base', async () => {
    const pack = await imported({ 'clip_B_3fc_ava.pth': 'released.pth', 'clip_B_3fc_aes.pth': 'released-other.pth' })
    const pretrained = pretrainedOf(pack, base)
    for (const [index, head] of [golden.openclip.head, golden.otherHead].entries()) {
      const fineTuned = new Map([...toTensors(golden.openclip.layers), ...toTensors(head)])
      expectClose(merge(pretrained, [await pack.vector(index)], { vector: [1] }), fineTuned)
    }
  })

  it('takes the mean of the heads for the common head, which the authors did not publish', async () => {
    const pack = await imported({ 'clip_B_3fc_ava.pth': 'released.pth', 'clip_B_3fc_aes.pth': 'released-other.pth' })
    const [one, other] = [toTensors(golden.openclip.head), toTensors(golden.otherHead)]
    const mean = new Map(
      [...one].map(([name, { shape, data }]) => [
        name,
        { shape, data: data.map((value, at) => (value + other.get(name)!.data[at]!) / 2) },
      ]),
    )
    expectClose(pack.commonHead, mean)
    expect(pack.head).toMatchObject({ input: 6, hidden: 5, template: 'ten', normalisation: 'sum' })
  })

  it("knows each database by the file's name, with its scale and template, and says what it does not know", async () => {
    const pack = await imported({
      'clip_B_3fc_tad.pth': 'released.pth',
      'clip_B_3fc_PARA.pth': 'released.pth',
      'clip_B_3fc_spaq.pth': 'released-other.pth',
    })
    expect(pack.databases).toMatchObject([
      { name: 'tad', title: 'TAD66K', template: 'ten', scoreRange: [1, 10] },
      { name: 'para', title: 'PARA', template: 'five', scoreRange: [1, 5] },
      { name: 'spaq', title: 'SPAQ', template: 'ten', scoreRange: [0, 100] },
    ])
    for (const { metrics } of pack.databases) expect(metrics).toEqual({ frozen: null, fineTuned: null })
    expect(await pack.photos()).toBe('unknown')
    expect(pack.limits).toHaveLength(2)
  })

  it.each<[string, Readonly<Record<string, string>>, new (message: string) => Error, RegExp]>([
    ['no file', {}, UsageError, /at least one checkpoint/],
    ['a name without a database', { 'model.pth': 'released.pth' }, UsageError, /model\.pth: expected a name such as/],
    [
      'one database twice',
      { 'clip_B_3fc_ava.pth': 'released.pth', 'clip_L_3fc_ava.pth': 'released.pth' },
      UsageError,
      /has a vector of database ava already/,
    ],
    [
      'heads of different size',
      { 'clip_B_3fc_ava.pth': 'released.pth', 'clip_B_3fc_aes.pth': 'released-narrow.pth' },
      UsageError,
      /clip_B_3fc_aes\.pth has a head of 4 hidden units, .*clip_B_3fc_ava\.pth one of 5/,
    ],
    [
      'tensors that do not fit',
      { 'clip_B_3fc_ava.pth': 'released-wrong.pth' },
      FormatError,
      /proj should be \(8, 6\), is \(8, 7\); ln_post\.weight \(8\) is missing; .*surplus \(2\) is not part of it/,
    ],
    ['a pickle with code in it', { 'clip_B_3fc_ava.pth': 'malicious.pth' }, FormatError, /asks to run posix\.system/],
    ['a model without a head', { 'clip_B_3fc_ava.pth': 'openclip.pth' }, FormatError, /is no released model/],
  ])('refuses %s', async (_, files, kind, says) => {
    const error = await imported(files).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(kind)
    expect((error as Error).message).toMatch(says)
  })
})
