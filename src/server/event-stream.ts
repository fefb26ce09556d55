import type { z } from 'zod'
import type { serverEvents } from './messages/index.ts'

type EventName = keyof typeof serverEvents
type EventData<N extends EventName> = z.output<(typeof serverEvents)[N]>

/** Server-sent events for every open page. */
export interface EventStream {
  /** A stream of its own for a page, which begins with `first`; ends when the page goes away. */
  open(first?: string): Response
  send<N extends EventName>(name: N, data: EventData<N>): void
  /** Number of pages that listen. */
  readonly listeners: number
  close(): void
}

/** Bytes that a page may be behind: one that reads no more is left, and comes back by itself. */
const MOST_BEHIND = 4 * 2 ** 20
const BEAT_SECONDS = 15

/** Opens the hub. A comment goes out every 15 seconds, so that a broken connection is noticed. */
export function openEventStream(): EventStream {
  const listening = new Set<ReadableStreamDefaultController<Uint8Array>>()
  const encoder = new TextEncoder()
  const push = (text: string): void => {
    const bytes = encoder.encode(text)
    for (const each of listening) {
      if ((each.desiredSize ?? 0) <= 0) leave(each)
      else each.enqueue(bytes)
    }
  }
  const leave = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    listening.delete(controller)
    try {
      controller.close()
    } catch {
      // the page had gone already
    }
  }
  const beat = setInterval(() => push(': still here\n\n'), 1000 * BEAT_SECONDS)
  beat.unref()
  return {
    open(first = '') {
      let own: ReadableStreamDefaultController<Uint8Array>
      const body = new ReadableStream<Uint8Array>(
        {
          start(controller) {
            own = controller
            listening.add(controller)
            controller.enqueue(encoder.encode(`retry: 1000\n\n${first}`))
          },
          cancel() {
            listening.delete(own)
          },
        },
        new ByteLengthQueuingStrategy({ highWaterMark: MOST_BEHIND }),
      )
      const headers = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache', 'X-Accel-Buffering': 'no' }
      return new Response(body, { headers })
    },
    send: (name, data) => push(eventText(name, data)),
    get listeners() {
      return listening.size
    },
    close() {
      clearInterval(beat)
      for (const each of listening) leave(each)
    },
  }
}

/** An event as it goes over the wire. JSON has no line breaks outside of its strings, and escapes those in them. */
export function eventText<N extends EventName>(name: N, data: EventData<N>): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
}
