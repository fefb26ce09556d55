import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ShapeError } from '../core/index.ts'
import { createAdamW } from './adamw.ts'
import { type CosineSchedule, learningRate } from './schedule.ts'

interface Golden {
  readonly start: readonly number[]
  /** (step, parameter) */
  readonly gradients: readonly (readonly number[])[]
  readonly cases: readonly {
    readonly name: string
    readonly attributes: { readonly schedule: CosineSchedule; readonly weightDecay: number }
    readonly rates: readonly number[]
    /** (step, parameter), after each step */
    readonly values: readonly (readonly number[])[]
  }[]
}

const golden = JSON.parse(readFileSync(new URL('../../test/oracle/adamw.json', import.meta.url), 'utf8')) as Golden

describe('AdamW and its schedule against PyTorch in float64', () => {
  it.each(golden.cases)('$name: every rate and every value of ten steps', ({ attributes, rates, values }) => {
    const parameter = Float32Array.from(golden.start)
    const optimiser = createAdamW([parameter.length], { weightDecay: attributes.weightDecay })
    golden.gradients.forEach((gradient, step) => {
      const rate = learningRate(attributes.schedule, step)
      expect(rate).toBeCloseTo(rates[step]!, 14)
      optimiser.stepInto([parameter], [Float32Array.from(gradient)], rate)
      // Values are around 1 in float32, whose unit in the last place is 1.2e-7.
      values[step]!.forEach((value, at) => expect(Math.abs(parameter[at]! - value)).toBeLessThan(1e-6))
    })
  })

  it('goes on from a state as if it had never stopped', () => {
    const steps = golden.gradients.map((gradient) => Float32Array.from(gradient))
    const run = (optimiser: ReturnType<typeof createAdamW>, parameter: Float32Array, from: number, to: number) =>
      steps.slice(from, to).forEach((gradient) => optimiser.stepInto([parameter], [gradient], 1e-2))
    const whole = Float32Array.from(golden.start)
    run(createAdamW([whole.length], { weightDecay: 0.01 }), whole, 0, 10)

    const broken = Float32Array.from(golden.start)
    const before = createAdamW([broken.length], { weightDecay: 0.01 })
    run(before, broken, 0, 4)
    const { first, second, step } = before.state()
    const copied = { first: first.map((each) => each.slice()), second: second.map((each) => each.slice()), step }
    run(createAdamW([broken.length], { weightDecay: 0.01 }, copied), broken, 4, 10)
    expect(broken).toEqual(whole)
    expect(step).toBe(4)
  })

  it('refuses other numbers of parameters or gradients than it was made for', () => {
    const optimiser = createAdamW([2], { weightDecay: 0 })
    expect(() => optimiser.stepInto([new Float32Array(2)], [], 0.1)).toThrow(ShapeError)
  })
})
