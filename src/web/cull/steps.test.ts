import { beforeEach, expect, it } from 'vitest'
import { beginSteps, keptOf, noteStep, putBack, steps, takeLastStep } from './steps.ts'

beforeEach(beginSteps)

const words = (): readonly string[] => steps.value.map((step) => step.words)
const note = (name: string) => noteStep('flags', { words: name, of: [1, 2] })

it('gives each undo a step of its own, newest first', () => {
  note('first')
  note('second')
  expect([takeLastStep()?.words, takeLastStep()?.words, takeLastStep()]).toEqual(['second', 'first', null])
})

it('puts a step back before those that were done since', () => {
  note('first')
  const taken = takeLastStep()!
  note('second')
  putBack(taken)
  expect(words()).toEqual(['first', 'second'])
})

it('undoes what was kept of a step, last one first', () => {
  const step = note('both')
  expect(keptOf(step)).toEqual([])
  step.said[0]!.event = 7
  step.said[1]!.event = 8
  expect(keptOf(step).map(({ event }) => event)).toEqual([8, 7])
})
