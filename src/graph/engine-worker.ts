import { parentPort } from 'node:worker_threads'
import { PalateError, toErrorRecord } from '../core/index.ts'
import type { Engine, Session } from './engine.ts'
import type { EngineCall, EngineReply, EngineRequest } from './engine-messages.ts'
import { openEngine } from './session.ts'

// The program of the thread that `openWorkerEngine` starts: not to be imported.

const sessions = new Map<number, Session>()
let engine: Engine | undefined
let turn: Promise<void> = Promise.resolve()
let isEnding = false

// One call after the other, so that a session is never closed under a run that was asked for before.
parentPort!.on('message', (call: EngineCall) => {
  isEnding ||= call.request.kind === 'end'
  turn = turn.then(() => answer(call))
})

async function answer({ id, request }: EngineCall): Promise<void> {
  if (isEnding) process.exit()
  try {
    const results = await perform(request)
    const arrays = Object.values(results ?? {}).map(({ data }) => data.buffer as ArrayBuffer)
    parentPort!.postMessage({ id, result: results } satisfies EngineReply, arrays)
  } catch (error) {
    parentPort!.postMessage({ id, error: toErrorRecord(error) } satisfies EngineReply)
  }
}

async function perform(request: EngineRequest) {
  switch (request.kind) {
    case 'open':
      engine = openEngine(request.options)
      return
    case 'load':
      sessions.set(request.session, await engine!.load(request.graph))
      return
    case 'bind':
      return found(request.session).bind(request.feeds)
    case 'run':
      return found(request.session).run(request.feeds)
    case 'close':
      await sessions.get(request.session)?.close()
      sessions.delete(request.session)
      return
    case 'end':
      process.exit()
  }
}

function found(number: number): Session {
  const session = sessions.get(number)
  if (session === undefined) throw new PalateError('session: it was closed; load the graph again')
  return session
}
