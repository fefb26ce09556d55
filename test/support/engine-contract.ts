import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PalateError, ShapeError } from '../../src/core/index.ts'
import * as graph from '../../src/graph/index.ts'
import type { Engine, EngineOptions } from '../../src/graph/index.ts'

/** What every engine promises, whichever thread it runs in. */
export function describeEngine(name: string, open: (options: EngineOptions) => Engine | Promise<Engine>): void {
  describe(name, () => {
    let engine: Engine
    beforeAll(async () => {
      engine = await open({ threads: 1 })
    })
    afterAll(() => engine.close())

    const x = graph.input('x', [2, 2])
    const y = graph.input('y', [2, 2])
    const product = graph.compile({ product: graph.matmul(x, y), difference: graph.sub(x, y) })
    const feeds = { x: Float32Array.of(1, 2, 3, 4), y: Float32Array.of(5, 6, 7, 8) }

    it('runs a graph and gives every output under its name with its shape', async () => {
      const session = await engine.load(product)
      expect(await session.run(feeds)).toEqual({
        product: { shape: [2, 2], data: Float32Array.of(19, 22, 43, 50) },
        difference: { shape: [2, 2], data: Float32Array.of(-4, -4, -4, -4) },
      })
      await session.close()
    })

    it('runs on the cpu unless told otherwise', () => {
      expect(engine.device).toBe('cpu')
    })

    it('keeps sessions apart', async () => {
      const negative = await engine.load(graph.compile({ z: graph.neg(x) }))
      const double = await engine.load(graph.compile({ z: graph.add(x, x) }))
      await negative.bind({ x: Float32Array.of(1, 1, 1, 1) })
      await double.bind({ x: Float32Array.of(2, 2, 2, 2) })
      const [first, second] = await Promise.all([negative.run({}), double.run({})])
      expect([first['z']!.data[0], second['z']!.data[0]]).toEqual([-1, 4])
      await negative.close()
      expect((await double.run({}))['z']!.data[0]).toBe(4)
      await double.close()
    })

    it('holds what is bound over many runs; a feed goes before it, and binding again replaces it', async () => {
      const session = await engine.load(product)
      await session.bind(feeds)
      const first = async (given: graph.Feeds): Promise<number> => (await session.run(given))['product']!.data[0]!
      expect([await first({}), await first({ x: Float32Array.of(2, 2, 3, 4) }), await first({})]).toEqual([19, 24, 19])
      await session.bind({ x: Float32Array.of(0, 1, 0, 0) })
      expect(await first({})).toBe(7)
      await session.close()
    })

    it('leaves the data of its caller alone, parts of larger arrays too', async () => {
      const whole = Float32Array.of(9, 1, 2, 3, 4, 5, 6, 7, 8, 9)
      const session = await engine.load(product)
      await session.bind({ y: whole.subarray(5, 9) })
      const results = await session.run({ x: whole.subarray(1, 5) })
      expect([...results['product']!.data]).toEqual([19, 22, 43, 50])
      expect([...whole]).toEqual([9, 1, 2, 3, 4, 5, 6, 7, 8, 9])
      const again = await session.run({ x: new Float32Array(4) })
      expect([results['product']!.data[0], again['product']!.data[0]]).toEqual([19, 0])
      await session.close()
    })

    it('takes float16 inputs as their bits', async () => {
      const half = graph.input('half', [3], 'float16')
      const session = await engine.load(graph.compile({ wide: graph.toFloat32(half) }))
      const results = await session.run({ half: Uint16Array.of(0x3c00, 0xc000, 0x3555) })
      expect([...results['wide']!.data]).toEqual([1, -2, 0.333251953125])
      await session.close()
    })

    it('takes bytes', async () => {
      const bytes = graph.input('bytes', [3], 'uint8')
      const session = await engine.load(graph.compile({ wide: graph.toFloat32(bytes) }))
      expect([...(await session.run({ bytes: Uint8Array.of(0, 128, 255) }))['wide']!.data]).toEqual([0, 128, 255])
      await session.close()
    })

    it('says which input is missing, unknown or of another length, and goes on', async () => {
      const session = await engine.load(product)
      const failure = (given: graph.Feeds): Promise<unknown> => session.run(given).catch((error: unknown) => error)
      for (const [given, message] of [
        [{ x: feeds.x }, 'session: input y was neither fed nor bound'],
        [{ ...feeds, z: feeds.x }, 'session: the graph has no input called z'],
        [{ ...feeds, x: new Float32Array(3) }, 'session: input x: expected float32 (2, 2), got 3 numbers of float32'],
        [{ ...feeds, x: new Uint16Array(4) }, 'session: input x: expected float32 (2, 2), got 4 numbers of float16'],
      ] as const) {
        const error = await failure(given)
        expect(error).toBeInstanceOf(ShapeError)
        expect(error).toMatchObject({ name: 'ShapeError', message, exitCode: 1 })
      }
      await expect(session.bind({ z: feeds.x })).rejects.toThrow(ShapeError)
      expect((await session.run(feeds))['product']!.data[0]).toBe(19)
      await session.close()
    })

    it('says that a graph cannot be loaded, and why', async () => {
      const broken = { ...product, model: product.model.slice(0, 40) }
      const error = await engine.load(broken).catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(PalateError)
      expect(error).toMatchObject({ message: expect.stringMatching(/^ONNX Runtime cannot load the graph on cpu: ./) })
      expect((error as Error).cause).toBeInstanceOf(Error)
    })

    it('refuses to run a session that was closed, and lets it be closed twice', async () => {
      const session = await engine.load(product)
      await session.close()
      await session.close()
      await expect(session.run(feeds)).rejects.toThrow('session: it was closed; load the graph again')
    })
  })
}
