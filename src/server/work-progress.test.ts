import { expect, it } from 'vitest'
import type { Work } from './messages/index.ts'
import { jobOf, workProgress } from './work-progress.ts'

it('tells pages how far work is by its last word, and not by each of thousands', async () => {
  const sent: Work[] = []
  const stream = { send: (_name: string, data: unknown) => sent.push(data as Work) }
  const log = (text: string): void => expect.fail(text)
  const { report } = workProgress({ stream: stream as never, log }, 'stars')
  for (let done = 1; done <= 5000; done++) report({ label: 'reading stars', done, total: 9000 })
  await expect.poll(() => sent).toEqual([{ name: 'stars', label: 'reading stars', done: 5000, total: 9000 }])
  report({ label: 'reading stars', done: 9000, total: 9000 })
  await expect.poll(() => sent.length).toBe(2)
  expect(sent[1]).toMatchObject({ done: 9000 })
})

it('is stopped where its request is given up', () => {
  const givenUp = new AbortController()
  const request = new Request('http://127.0.0.1/api/past', { signal: givenUp.signal })
  const { signal } = jobOf({ stream: {} as never, log: () => {} }, 'past', request)
  expect(signal.aborted).toBe(false)
  givenUp.abort()
  expect(signal.aborted).toBe(true)
})
