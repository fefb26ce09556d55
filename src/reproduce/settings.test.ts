import { describe, expect, it } from 'vitest'
import { methodNames } from '../personalize/index.ts'
import type { Variant } from './measurements.ts'
import { methodOf, paperProtocol, requireSettings, settingsNotes } from './settings.ts'

const variants: readonly Variant[] = ['ours', 'uniform-init', 'best-fit-init', 'mse', 'layer-agnostic', 'best-fit-ft']

describe('the settings of a reproduction', () => {
  it('are by default the paper’s, of which there is nothing to say', () => {
    expect(settingsNotes(paperProtocol)).toEqual([])
    expect(settingsNotes({ ...paperProtocol, seed: 7, shots: [100, 10] })).toEqual([])
  })

  it('name each difference from the paper’s', () => {
    expect(settingsNotes({ ...paperProtocol, trials: 1, shots: [3], steps: 50, maxRaters: 4 })).toEqual([
      "not the paper's protocol: 1 trial instead of 10, 3 shots instead of 10 and 100, 50 training steps instead of 500, " +
        'at most 4 raters of each database',
    ])
    expect(settingsNotes({ ...paperProtocol, linear: true })[0]).toContain("linearised, not the paper's method")
    expect(settingsNotes({ ...paperProtocol, preset: 'released-code' })[0]).toContain('preset released-code')
  })

  it.each([
    ['paper', false, ['paper', 'paper-uniform-init', 'paper-best-fit-init', 'paper-mse', 'paper-layer-agnostic']],
    [
      'paper',
      true,
      ['', '-uniform-init', '-best-fit-init', '-mse', '-layer-agnostic'].map((each) => `paper-linear${each}`),
    ],
  ] as const)('run the methods of the preset %s, linear %s', (preset, linear, expected) => {
    const methods = variants.map((variant) => methodOf(variant, { ...paperProtocol, preset, linear }))
    expect(methods).toEqual([...expected, 'best-fit-ft'])
    expect(methods.filter((method) => typeof method !== 'string' || !methodNames.includes(method))).toEqual([])
  })

  it('have no ablations of the released code', () => {
    const released = { ...paperProtocol, preset: 'released-code' } as const
    expect(methodOf('ours', released)).toBe('released-code')
    expect(methodNames).toContain('released-code')
    expect(methodOf('mse', released)).toEqual({ absent: 'not in the preset released-code' })
    expect(() => requireSettings({ ...released, linear: true })).toThrow('leave --linear or --preset released-code out')
  })
})
