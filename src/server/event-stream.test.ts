import { describe, expect, it, vi } from 'vitest'
import { eventText, openEventStream } from './event-stream.ts'

async function textOf(response: Response): Promise<string> {
  return new Response(response.body).text()
}

describe('the stream of events', () => {
  it('gives every page all events, each from when it came', async () => {
    const stream = openEventStream()
    const first = stream.open(': hello\n\n')
    stream.send('said', { person: 'me\nand a line', event: 1 })
    const second = stream.open()
    stream.send('library', { photos: 3 })
    stream.close()
    expect(first.headers.get('content-type')).toBe('text/event-stream')
    const said = 'event: said\ndata: {"person":"me\\nand a line","event":1}\n\n'
    const library = 'event: library\ndata: {"photos":3}\n\n'
    expect(await textOf(first)).toBe(`retry: 1000\n\n: hello\n\n${said}${library}`)
    expect(await textOf(second)).toBe(`retry: 1000\n\n${library}`)
  })

  it('forgets a page that went away, and leaves one that reads no more', async () => {
    const stream = openEventStream()
    const gone = stream.open()
    const stuck = stream.open()
    const reading = textOf(stream.open())
    expect(stream.listeners).toBe(3)
    await gone.body!.cancel()
    expect(stream.listeners).toBe(2)
    // Five times a megabyte, of which four may wait.
    for (let at = 0; at < 6; at++) {
      stream.send('said', { person: 'x'.repeat(2 ** 20), event: at })
      await new Promise(setImmediate)
    }
    expect(stream.listeners).toBe(1)
    stream.close()
    expect((await reading).match(/event: said/g)).toHaveLength(6)
    expect(await textOf(stuck)).toContain('"event":0')
  })

  it('beats every fifteen seconds', async () => {
    vi.useFakeTimers()
    try {
      const stream = openEventStream()
      const page = stream.open()
      vi.advanceTimersByTime(45_000)
      stream.close()
      expect(await textOf(page)).toBe(`retry: 1000\n\n${': still here\n\n'.repeat(3)}`)
    } finally {
      vi.useRealTimers()
    }
  })

  it('writes an event in one line of data', () => {
    expect(eventText('library', { photos: 1 }).split('\n')).toEqual(['event: library', 'data: {"photos":1}', '', ''])
  })
})
