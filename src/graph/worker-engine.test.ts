import { describe, expect, it } from 'vitest'
import { describeEngine } from '../../test/support/engine-contract.ts'
import { compile, input, matmul, neg, openWorkerEngine, type Value } from './index.ts'

describeEngine('an engine in a worker thread', openWorkerEngine)

describe('the thread of an engine', () => {
  it('leaves the event loop of its caller free while a graph runs', async () => {
    const engine = await openWorkerEngine({ threads: 1 })
    const session = await engine.load(longGraph())
    await session.bind({ x: new Float32Array(512 * 512) })
    let ticks = 0
    const timer = setInterval(() => ticks++, 1)
    await session.run({})
    clearInterval(timer)
    // In this thread it would not tick once: the run takes some 100 ms, and nothing else is waited for.
    expect(ticks).toBeGreaterThan(5)
    await engine.close()
  })

  it('ends with the engine: what is not answered yet, and what is asked later, is rejected', async () => {
    const engine = await openWorkerEngine({ threads: 1 })
    const session = await engine.load(longGraph())
    const unanswered = session.run({ x: new Float32Array(512 * 512) }).catch((error: unknown) => error)
    await engine.close()
    expect(await unanswered).toMatchObject({ name: 'PalateError', message: 'the engine was closed; open another one' })
    await expect(session.run({})).rejects.toThrow('the engine was closed')
    await expect(engine.load(compile({ y: neg(input('x', [1])) }))).rejects.toThrow('the engine was closed')
    await engine.close()
  })

  it('keeps a copy of bound data: a change counts once they are bound again', async () => {
    const engine = await openWorkerEngine({ threads: 1 })
    const session = await engine.load(compile({ y: neg(input('x', [1])) }))
    const x = Float32Array.of(1)
    await session.bind({ x })
    x[0] = 5
    expect([...(await session.run({}))['y']!.data]).toEqual([-1])
    await session.bind({ x })
    expect([...(await session.run({}))['y']!.data]).toEqual([-5])
    await engine.close()
  })
})

/** Sixty products of 512 x 512 matrices: 16 billion operations. */
function longGraph() {
  const x = input('x', [512, 512])
  let product: Value = x
  for (let round = 0; round < 60; round++) product = matmul(product, x)
  return compile({ product })
}
