import { expect, it } from 'vitest'
import { describeEngine } from '../../test/support/engine-contract.ts'
import { compile, input, neg, openEngine } from './index.ts'

describeEngine('an engine in this thread', openEngine)

it('reads bound data where they lie, so that training may change them in place', async () => {
  const session = await openEngine({ threads: 1 }).load(compile({ y: neg(input('x', [1])) }))
  const x = Float32Array.of(1)
  await session.bind({ x })
  x[0] = 5
  expect([...(await session.run({}))['y']!.data]).toEqual([-5])
  await session.close()
})
