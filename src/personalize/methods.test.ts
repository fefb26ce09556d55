import { afterAll, describe, expect, it } from 'vitest'
import { describeMethodContract } from '../../test/support/method-contract.ts'
import { openMiniBed } from '../../test/support/mini-bed.ts'
import { temporaryFolder } from '../../test/support/picture.ts'
import { UsageError } from '../core/index.ts'
import { createMethod, methodNames, type MethodOptions } from './methods.ts'

const bed = await openMiniBed(temporaryFolder())
afterAll(() => bed.close())

/** Few steps: what the steps do is held against PyTorch in oracle.test.ts. */
const short: MethodOptions = { steps: 3 }

for (const name of methodNames)
  describeMethodContract(name, async () => ({ bed, method: createMethod(name, bed, short) }))

describe('methods by name', () => {
  it('are those of the issues', () => {
    expect(methodNames).toEqual(
      expect.arrayContaining([
        'zero-shot',
        'best-single',
        'ensemble',
        'ensemble-uniform',
        'ensemble-softmax',
        'instant',
        'instant-flat',
        'ridge',
        'svr',
        'nearest',
        'uniform-merge',
        'adaptive-merge',
        'paper',
        'paper-linear',
        'released-code',
        'best-fit-ft',
      ]),
    )
  })

  it('are listed where a name is none of them', () => {
    for (const name of ['papers', 'toString', '']) {
      expect(() => createMethod(name, bed)).toThrow(UsageError)
      expect(() => createMethod(name, bed)).toThrow(
        `there is no method called ${name}; choose ${methodNames.join(', ')}`,
      )
    }
  })
})
