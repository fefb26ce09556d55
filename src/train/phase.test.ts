import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../test/support/mini-vectors.ts'
import { CancelledError, PalateError } from '../core/index.ts'
import { type Phase, runPhase } from './phase.ts'
import { trainPreset, trainPresets } from './presets.ts'

/** Minimises (x - 3)^2 from 0. `measured` are the validation SROCCs in turn, the last for ever. */
async function quadratic(
  measured: readonly number[],
  changes: Partial<Phase> & { readonly settings?: Phase['settings'] } = {},
): Promise<Phase & { readonly at: Float32Array }> {
  const at = new Float32Array(1)
  let measurement = 0
  return {
    at,
    label: 'quadratic',
    parameters: new Map([['x', at]]),
    settings: { steps: 100, batch: 1, startRate: 0.1, endRate: 0.1, weightDecay: 0, evaluateEvery: 10, patience: 3 },
    gradientsAt: async () => ({ loss: (at[0]! - 3) ** 2, gradients: [Float32Array.of(2 * (at[0]! - 3))] }),
    validate: async () => ({ srocc: measured[Math.min(measurement++, measured.length - 1)]!, plcc: 0 }),
    checkpoint: join(await temporaryFolder(), 'phase.safetensors'),
    now: () => 0,
    ...changes,
  }
}

describe('a phase of training', () => {
  it('brings the parameters to the minimum', async () => {
    const phase = await quadratic(Array.from({ length: 11 }, (_, at) => at / 20))
    const { curve, best } = await runPhase(phase)
    expect(phase.at[0]).toBeCloseTo(3, 1)
    expect(curve.map(({ step }) => step)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100])
    expect(curve[0]!.loss).toBeNull()
    expect(curve[10]!.loss).toBeLessThan(curve[1]!.loss! / 100)
    expect(best.step).toBe(100)
  })

  it('ends when as many measurements as its patience brought nothing better, and keeps the best parameters', async () => {
    const seen: number[] = []
    const phase = await quadratic([0.1, 0.5, 0.4, 0.4, 0.5, 0.9])
    const { curve, best } = await runPhase({
      ...phase,
      validate: async () => {
        seen.push(phase.at[0]!)
        return phase.validate()
      },
    })
    expect(curve.map(({ srocc }) => srocc)).toEqual([0.1, 0.5, 0.4, 0.4, 0.5]) // an equal one is not better
    expect(best).toMatchObject({ step: 10, srocc: 0.5 })
    expect(phase.at[0]).toBe(seen[1])
    expect(phase.at[0]).not.toBe(seen[4])
  })

  it('gives what it found before when it is run again', async () => {
    const phase = await quadratic([0.1, 0.5, 0.4])
    const found = await runPhase(phase)
    const result = phase.at[0]
    phase.at[0] = 77
    const refused = async (): Promise<never> => expect.fail('a finished phase trained again')
    expect(await runPhase({ ...phase, gradientsAt: refused, validate: refused })).toEqual(found)
    expect(phase.at[0]).toBe(result)
  })

  it('reports each step, and says at which one it was stopped', async () => {
    const stop = new AbortController()
    const done: number[] = []
    const phase = await quadratic([0.1], {
      signal: stop.signal,
      progress: {
        report(event) {
          done.push(event.done)
          if (event.done === 3) stop.abort()
        },
      },
    })
    const error = await runPhase(phase).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(CancelledError)
    expect(String(error)).toContain('stopped quadratic at step 3 of 100; the same command goes on from there')
    expect(done).toEqual([1, 2, 3])
  })

  it('stops at a loss that is no number, before it spoils the parameters', async () => {
    const phase = await quadratic([0.1])
    const broken = runPhase({ ...phase, gradientsAt: async () => ({ loss: NaN, gradients: [Float32Array.of(NaN)] }) })
    await expect(broken).rejects.toThrow(PalateError)
    await expect(broken).rejects.toThrow('quadratic: the loss is NaN at step 0; try a lower learning rate')
    expect(phase.at[0]).toBe(0)
  })
})

describe('training presets', () => {
  it('hold the figures of the paper (Sec. D and F)', () => {
    for (const preset of [trainPresets.paper, trainPresets['released-code']]) {
      expect(preset.head).toMatchObject({ steps: 60_000, batch: 128, startRate: 1.5e-5, endRate: 1.5e-6 })
      expect(preset.backbone).toMatchObject({ steps: 5000, batch: 32, startRate: 1.5e-6, endRate: 1.5e-7 })
      expect(preset).toMatchObject({ hidden: 512, dropout: 0.5 })
    }
    expect(trainPresets.paper).toMatchObject({ normalisation: 'none', flips: false })
    expect(trainPresets['released-code']).toMatchObject({ normalisation: 'sum', flips: true })
  })

  it('are listed where a name is none of them', () => {
    expect(trainPreset('quick')).toBe(trainPresets.quick)
    for (const name of ['fast', 'toString'])
      expect(() => trainPreset(name)).toThrow(
        `there is no training preset called ${name}; choose paper, released-code, quick`,
      )
  })
})
