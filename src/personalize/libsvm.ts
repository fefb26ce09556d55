import { createRequire } from 'node:module'

/** What is used here of libsvm-js, which has no types: LIBSVM 3.22 (Chang and Lin 2011) compiled to JavaScript. */
interface Libsvm {
  new (options: Readonly<Record<string, string | number | boolean>>): {
    /** Samples of a precomputed kernel: the sample's own number from 1, then its kernel with each sample. */
    train(samples: readonly (readonly number[])[], labels: readonly number[]): void
    predictOne(sample: readonly number[]): number
    /** Its heap is no business of the garbage collector. */
    free(): void
  }
  readonly SVM_TYPES: { readonly EPSILON_SVR: string }
  readonly KERNEL_TYPES: { readonly PRECOMPUTED: string }
}

export interface SvrSettings {
  /** C: what a target's error beyond epsilon costs. */
  readonly cost: number
  /** Half the width of the tube in which errors cost nothing, on the targets' scale. */
  readonly epsilon: number
}

/** Where the solver stops. LIBSVM's own .001 leaves the third digit to the order of the samples. */
const TOLERANCE = 1e-6

/**
 * Epsilon support vector regression with a kernel of one's own: learns from K targets, says a number of each query.
 * @param options.kernel (K, K) between the targets' rows
 * @param options.queries (query, K): kernel of each query with the targets' rows
 * @returns (query)
 */
export function supportVectorRegression(options: {
  readonly kernel: readonly (readonly number[])[]
  readonly targets: readonly number[]
  readonly queries: readonly (readonly number[])[]
  readonly settings: SvrSettings
}): number[] {
  const { kernel, targets, queries, settings } = options
  const Svm = loadLibsvm()
  const machine = new Svm({
    type: Svm.SVM_TYPES.EPSILON_SVR,
    kernel: Svm.KERNEL_TYPES.PRECOMPUTED,
    cost: settings.cost,
    epsilon: settings.epsilon,
    tolerance: TOLERANCE,
    quiet: true,
  })
  try {
    machine.train(
      kernel.map((row, at) => [at + 1, ...row]),
      targets,
    )
    // A query has no number of its own; LIBSVM reads the places after it.
    return queries.map((row) => machine.predictOne([0, ...row]))
  } finally {
    machine.free()
  }
}

/**
 * Loads the library when it is first needed. Its runtime makes every rejection that nobody handles end the process in
 * silence; that listener is taken off again. Not `import()`: what others listen to meanwhile would be taken for its own.
 */
function loadLibsvm(): Libsvm {
  const require = createRequire(import.meta.url)
  const before = process.listeners('unhandledRejection')
  const library: Libsvm = require('libsvm-js/asm.js')
  for (const listener of process.listeners('unhandledRejection'))
    if (!before.includes(listener)) process.off('unhandledRejection', listener)
  return library
}
