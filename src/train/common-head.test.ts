import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { miniDatabase, writeMiniBase } from '../../test/support/mini-database.ts'
import { miniSettings } from '../../test/support/mini-training.ts'
import { miniHead } from '../../test/support/mini-vectors.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { CancelledError, UsageError } from '../core/index.ts'
import { openEngine } from '../graph/index.ts'
import { openBase } from '../model/index.ts'
import { hashOfTensors } from '../task-vectors/index.ts'
import { type CommonHeadOptions, headConfig, randomHead, readHead, trainCommonHead, writeHead } from './index.ts'

const folder = temporaryFolder()

describe('the random head', () => {
  const config = { ...miniHead, input: 64, hidden: 256 }
  const head = randomHead(config, 4)

  it("is drawn as PyTorch's Linear is, uniform in +-1 / sqrt(inputs), the same for the same seed", () => {
    for (const [name, { data }] of head) {
      if (name === 'head.3.bias') continue
      const bound = 1 / Math.sqrt(name.startsWith('head.0') ? 64 : 256)
      const largest = Math.max(...data.map(Math.abs))
      expect(largest).toBeLessThanOrEqual(bound)
      expect(largest).toBeGreaterThan(0.9 * bound)
      const deviation = Math.sqrt(data.reduce((sum, each) => sum + each * each, 0) / data.length)
      expect(Math.abs((deviation / bound) * Math.sqrt(3) - 1)).toBeLessThan(data.length > 1000 ? 0.03 : 0.15)
    }
    expect(hashOfTensors(randomHead(config, 4))).toBe(hashOfTensors(head))
    expect(hashOfTensors(randomHead(config, 5))).not.toBe(hashOfTensors(head))
  })

  it('starts in the middle of the scale, and is the same for both templates', () => {
    const bias = head.get('head.3.bias')!.data
    const score = bias.reduce((sum, each, at) => sum + (at + 1) / (1 + Math.exp(-each)), 0)
    expect(score).toBeCloseTo(5.5, 5)
    // Divided by their sum, ten equal outputs are in the middle whatever they are.
    expect(randomHead({ ...config, normalisation: 'sum' }, 4).get('head.3.bias')!.data).toEqual(new Float32Array(10))
    expect(hashOfTensors(randomHead({ ...config, template: 'five' }, 4))).toBe(hashOfTensors(head))
  })
})

describe('a head in a file', () => {
  it('is read as it was written', async () => {
    const head = randomHead(miniHead, 1)
    await writeHead(join(folder, 'head.safetensors'), head)
    expect([...(await readHead(join(folder, 'head.safetensors'), miniHead))]).toEqual([...head])
  })

  it('is refused by a network that it does not fit', async () => {
    const path = join(folder, 'wrong.safetensors')
    await writeHead(path, randomHead({ ...miniHead, hidden: 13 }, 1))
    const read = readHead(path, miniHead)
    await expect(read).rejects.toThrow(UsageError)
    await expect(read).rejects.toThrow(`${path}: expected a head with head.0.weight (12, 16), got (13, 16)`)
    await writeHead(path, new Map([...randomHead(miniHead, 1)].slice(0, 3)))
    await expect(readHead(path, miniHead)).rejects.toThrow('head.3.bias (10), got no such tensor')
  })
})

describe('the common head of several databases', () => {
  let options: CommonHeadOptions
  beforeAll(async () => {
    await writeMiniBase(join(folder, 'home'))
    options = {
      databases: [
        await miniDatabase(join(folder, 'one'), { count: 30, seed: 1 }),
        await miniDatabase(join(folder, 'two'), { count: 20, seed: 2 }),
      ],
      base: await openBase('mini', { home: join(folder, 'home') }),
      engine: openEngine({ threads: 1 }),
      settings: miniSettings,
      out: join(folder, 'common.safetensors'),
      work: join(folder, 'work'),
      seed: 1,
      now: () => 0,
    }
  })

  it('learns from all of them, is kept in a file, and is the same for the same seed, stopped or not', async () => {
    const { head, result } = await trainCommonHead(options)
    expect(result.best.srocc).toBeGreaterThan(result.curve[0]!.srocc)
    expect(result.best.srocc).toBeGreaterThan(0.8)
    const config = headConfig(options.base, miniSettings, 'ten')
    expect(hashOfTensors(await readHead(options.out, config))).toBe(hashOfTensors(head))
    expect(hashOfTensors(head)).not.toBe(hashOfTensors(randomHead(config, 1)))

    const stop = new AbortController()
    const label = 'training the common head on 2 databases'
    const other = { ...options, work: join(folder, 'other'), out: join(folder, 'other.safetensors') }
    const stopped = trainCommonHead({
      ...other,
      signal: stop.signal,
      progress: { report: (event) => void (event.label === label && event.done === 9 && stop.abort()) },
    })
    await expect(stopped).rejects.toThrow(CancelledError)
    const resumed = await trainCommonHead(other)
    expect(hashOfTensors(resumed.head)).toBe(hashOfTensors(head))
    expect(resumed.result).toEqual(result)
  })

  it('is trained anew where the scores changed, though the photos did not', async () => {
    const before = hashOfTensors((await trainCommonHead(options)).head)
    const checkpoints = async (): Promise<number> =>
      (await readdir(options.work)).filter((name) => name.startsWith('common-head')).length
    const count = await checkpoints()
    const reversed = options.databases.map((database) => ({
      ...database,
      rows: database.rows.map((row) => ({ ...row, score: 100 - row.score })),
    }))
    expect(hashOfTensors((await trainCommonHead({ ...options, databases: reversed })).head)).not.toBe(before)
    expect(await checkpoints()).toBe(count + 1)
  })

  it('needs a database', async () => {
    await expect(trainCommonHead({ ...options, databases: [] })).rejects.toThrow(UsageError)
  })
})
