export * from './engine.ts'
export * from './gradients.ts'
export * from './onnx-proto.ts'
export * from './ops/combine.ts'
export * from './ops/elementwise.ts'
export * from './ops/matrix.ts'
export * from './ops/normalise.ts'
export * from './ops/reduce.ts'
export { broadcastTo, concat, reshape, slice, transpose, type SliceOptions } from './ops/shape.ts'
export * from './session.ts'
export {
  constant,
  input,
  requireShape,
  topologicalOrder,
  type ElementType,
  type Op,
  type Shape,
  type Value,
} from './value.ts'
export { compile, type CompiledGraph, type CompileOptions } from './writer.ts'
export { openWorkerEngine } from './worker-engine.ts'
