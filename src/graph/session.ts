import { availableParallelism } from 'node:os'
import * as ort from 'onnxruntime-node'
import { formatShape, messageOf, PalateError, ShapeError, sizeOf, type Tensor } from '../core/index.ts'
import type { Engine, EngineOptions, FeedData, Results, Session } from './engine.ts'
import type { ElementType } from './value.ts'
import type { CompiledGraph } from './writer.ts'

/** An engine in this thread. `run` blocks the event loop while the graph runs. */
export function openEngine(options: EngineOptions = {}): Engine {
  const device = options.device ?? 'cpu'
  const sessionOptions: ort.InferenceSession.SessionOptions = {
    executionProviders: device === 'cpu' ? ['cpu'] : [device, 'cpu'],
    intraOpNumThreads: options.threads ?? availableParallelism(),
    interOpNumThreads: 1,
    // The pattern is recorded at the first run and then holds the peak for ever; spinning threads starve the others.
    enableMemPattern: false,
    enableCpuMemArena: options.memory !== 'release',
    extra: { session: { intra_op: { allow_spinning: '0' } } },
    logSeverityLevel: 3,
  }
  return {
    device,
    load: async (graph) => createSession(graph, sessionOptions),
    close: async () => {},
  }
}

async function createSession(graph: CompiledGraph, options: ort.InferenceSession.SessionOptions): Promise<Session> {
  let session: ort.InferenceSession
  try {
    session = await ort.InferenceSession.create(graph.model, options)
  } catch (error) {
    const devices = options.executionProviders?.map(String).join(', ')
    throw new PalateError(`ONNX Runtime cannot load the graph on ${devices}: ${messageOf(error)}`, { cause: error })
  }
  const inputs = new Map(graph.inputs.map((each) => [each.name, each]))
  const bound = new Map<string, ort.Tensor>()
  let closed = false

  const toTensor = (name: string, data: FeedData): ort.Tensor => {
    const declared = inputs.get(name)
    if (declared === undefined) throw new ShapeError(`session: the graph has no input called ${name}`)
    const type = typeOf(data)
    if (type !== declared.type || data.length !== sizeOf(declared.shape)) {
      throw new ShapeError(
        `session: input ${name}: expected ${declared.type} ${formatShape(declared.shape)}, got ${data.length} numbers of ${type}`,
      )
    }
    return new ort.Tensor(type, data as Float32Array & Uint16Array & Uint8Array, declared.shape)
  }

  return {
    async bind(feeds) {
      for (const [name, data] of Object.entries(feeds)) bound.set(name, toTensor(name, data))
    },
    async run(feeds) {
      if (closed) throw new PalateError('session: it was closed; load the graph again')
      const tensors: Record<string, ort.Tensor> = {}
      for (const [name, data] of Object.entries(feeds)) tensors[name] = toTensor(name, data)
      for (const name of inputs.keys()) {
        const held = tensors[name] ?? bound.get(name)
        if (held === undefined) throw new ShapeError(`session: input ${name} was neither fed nor bound`)
        tensors[name] = held
      }
      const outputs = await session.run(tensors)
      return toResults(graph, outputs)
    },
    async close() {
      if (closed) return
      closed = true
      bound.clear()
      await session.release()
    },
  }
}

function typeOf(data: FeedData): ElementType {
  if (data instanceof Float32Array) return 'float32'
  return data instanceof Uint16Array ? 'float16' : 'uint8'
}

function toResults(graph: CompiledGraph, outputs: ort.InferenceSession.ReturnType): Results {
  const results: Record<string, Tensor> = {}
  for (const { name, shape } of graph.outputs) results[name] = { shape, data: outputs[name]!.data as Float32Array }
  return results
}
