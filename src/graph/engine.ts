import type { Tensor } from '../core/index.ts'
import type { CompiledGraph } from './writer.ts'

/** Data by input name: float32 inputs as Float32Array, float16 inputs as their bits in Uint16Array, uint8 inputs as Uint8Array. */
export type Feeds = Readonly<Record<string, FeedData>>
export type FeedData = Float32Array | Uint16Array | Uint8Array
export type Results = Readonly<Record<string, Tensor>>

/** A graph ready to run. Results are new arrays; feeds are read and never kept, except those that are bound. */
export interface Session {
  /**
   * Keeps data for inputs that stay the same over many runs, such as weights. Binding a name again replaces it, and is
   * needed after changing data in place, except in an engine of this thread.
   */
  bind(feeds: Feeds): Promise<void>
  /** @throws {ShapeError} where an input is missing, unknown or of the wrong length. */
  run(feeds: Feeds): Promise<Results>
  close(): Promise<void>
}

/** Where graphs run: in this thread, or in a worker thread so that the caller's event loop stays free. */
export interface Engine {
  readonly device: Device
  load(graph: CompiledGraph): Promise<Session>
  close(): Promise<void>
}

/**
 * `cpu` is what palate is tested on. The others are execution providers of ONNX Runtime that come with its package on
 * some platforms; they are UNTESTED here for want of such devices.
 */
export const devices = ['cpu', 'webgpu', 'cuda', 'coreml', 'dml'] as const
export type Device = (typeof devices)[number]

export interface EngineOptions {
  /** Default cpu. */
  readonly device?: Device
  /** Threads inside one operation; default: as many as the machine has cores. */
  readonly threads?: number
  /**
   * What sessions do with working memory after a run: `keep` it for the next (default), or `release` it, so that the
   * peaks of several large sessions do not add up. Releasing costs about a fifth of the speed.
   */
  readonly memory?: 'keep' | 'release'
}
