import { z } from 'zod'
import { type RunningServer, type ServerOptions, startServer } from '../../src/server/index.ts'
import { appState, order, serverEvents } from '../../src/server/messages/index.ts'

/** An answer, with its body as text. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** A program that talks to a running server as the page does. */
export interface AppClient {
  readonly server: Pick<RunningServer, 'port' | 'token'>
  /** @returns whatever comes, also what is no success. */
  ask(path: string, options?: RequestInit): Promise<Answer>
  /** @throws where it is no success, or not what its schema says. */
  get<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>>
  post<S extends z.ZodType>(path: string, body: unknown, schema: S): Promise<z.output<S>>
  state(): Promise<z.output<typeof appState>>
  ids(query?: string): Promise<number[]>
  /** Listens until `until` says that it has heard enough. */
  listen(
    until: (events: readonly HeardEvent[]) => boolean,
    whileListening?: () => Promise<void>,
  ): Promise<readonly HeardEvent[]>
}

export type HeardEvent = {
  [N in keyof typeof serverEvents]: { readonly name: N; readonly data: z.output<(typeof serverEvents)[N]> }
}[keyof typeof serverEvents]

export function appClient(server: Pick<RunningServer, 'port' | 'token'>): AppClient {
  const request = (path: string, { headers, ...options }: RequestInit = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${server.port}${path}`, {
      redirect: 'manual',
      ...options,
      headers: { authorization: `Bearer ${server.token}`, ...(headers as Record<string, string>) },
    })
  const ask = async (path: string, options?: RequestInit): Promise<Answer> => {
    const answer = await request(path, options)
    return { status: answer.status, headers: answer.headers, text: await answer.text() }
  }
  const read = <S extends z.ZodType>({ status, text }: Answer, schema: S): z.output<S> => {
    if (status !== 200) throw new Error(`${status}: ${text}`)
    return schema.parse(JSON.parse(text))
  }
  const get = async <S extends z.ZodType>(path: string, schema: S) => read(await ask(path), schema)
  return {
    server,
    ask,
    get,
    post: async (path, body, schema) =>
      read(
        await ask(path, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
        schema,
      ),
    state: () => get('/api/state', appState),
    ids: async (query = '') => (await get(`/api/order${query}`, order)).ids,
    async listen(until, whileListening = async () => {}) {
      const stop = new AbortController()
      const answer = await request('/api/events', { signal: stop.signal })
      const heard: HeardEvent[] = []
      const acting = whileListening()
      let text = ''
      for await (const part of answer.body!.pipeThrough(
        new TextDecoderStream() as never,
      ) as unknown as AsyncIterable<string>) {
        text += part
        const messages = text.split('\n\n')
        text = messages.pop()!
        for (const message of messages) {
          const found = /^event: (\w+)\ndata: (.*)$/.exec(message)
          if (found === null) continue
          const name = found[1] as keyof typeof serverEvents
          heard.push({ name, data: serverEvents[name].parse(JSON.parse(found[2]!)) } as HeardEvent)
        }
        if (until(heard)) break
      }
      stop.abort()
      await acting
      return heard
    },
  }
}

/** A client with a server of its own. */
export interface TestServer extends AppClient {
  readonly server: RunningServer
  /** Ends it. @throws where it met a defect of ours meanwhile. */
  end(): Promise<void>
}

/** Starts a server on any port. */
export async function startTestServer(options: Omit<ServerOptions, 'port'>): Promise<TestServer> {
  let log = ''
  const server = await startServer({ ...options, port: 0, log: (text) => (log += text) })
  return {
    ...appClient(server),
    server,
    async end() {
      await server.close()
      if (log !== '') throw new Error(log)
    },
  }
}
