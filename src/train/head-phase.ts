import { plcc, sizeOf, srocc } from '../core/index.ts'
import { compile, type Engine, gradients, input, mean, mul, sub } from '../graph/index.ts'
import { type HeadConfig, headLayers, inputParameters, score } from '../model/index.ts'
import { type Agreement, type Phase, type PhaseResult, runPhase } from './phase.ts'
import { batchAt, dropoutMask } from './sampling.ts'

/** Embeddings of a database with its targets on the template's scale. */
export interface Features {
  readonly width: number
  /** (view, photo, width): the photos as they are, and mirrored where flips are trained on. */
  readonly views: readonly Float32Array[]
  /** (photo) */
  readonly targets: Float32Array
  readonly train: readonly number[]
  readonly validation: readonly number[]
}

export type PhaseContext = Pick<Phase, 'label' | 'settings' | 'checkpoint' | 'now' | 'progress' | 'signal'>

/** Trains the head alone on cached features (Sec. F, first part). `head` is updated in place. */
export async function trainHead(
  options: PhaseContext & {
    readonly engine: Engine
    readonly config: HeadConfig
    readonly head: ReadonlyMap<string, Float32Array>
    readonly features: Features
    readonly seed: string
  },
): Promise<PhaseResult> {
  const { config, features, settings, head, seed } = options
  const { batch } = settings
  const { parameters, inputs } = inputParameters(headLayers(config))
  const embedding = input('embedding', [batch, config.input])
  const target = input('target', [batch])
  const error = sub(score(config, parameters, embedding, input('dropout', [batch, config.hidden])), target)
  const loss = mean(mul(error, error))
  const names = headLayers(config).map((layer) => layer.name)
  const training = await options.engine.load(
    compile({
      loss,
      ...Object.fromEntries(gradients(loss, inputs).map((gradient, index) => [`gradient ${names[index]!}`, gradient])),
    }),
  )
  const scoring = await openHeadScorer(options.engine, config)
  await training.bind(Object.fromEntries(head))
  try {
    return await runPhase({
      ...options,
      parameters: head,
      async gradientsAt(step) {
        const positions = batchAt(features.train, { size: batch, step, seed })
        const views = batchAt([...features.views.keys()], { size: batch, step, seed: `${seed}/view` })
        const results = await training.run({
          embedding: gather(features, positions, views),
          target: Float32Array.from(positions, (position) => features.targets[position]!),
          dropout: dropoutMask(batch * config.hidden, { p: config.dropout, seed: `${seed}/dropout ${step}` }),
        })
        return { loss: results['loss']!.data[0]!, gradients: names.map((name) => results[`gradient ${name}`]!.data) }
      },
      async validate() {
        const scores = await scoring.run(head, gather(features, features.validation, []))
        return agreement(scores, features)
      },
    })
  } finally {
    await training.close()
    await scoring.close()
  }
}

/** How well scores of the validation photos agree with their targets; constant scores carry no order and count as 0. */
export function agreement(
  scores: Float32Array,
  { targets, validation }: Pick<Features, 'targets' | 'validation'>,
): Agreement {
  const truth = validation.map((position) => targets[position]!)
  return { srocc: srocc(scores, truth) || 0, plcc: plcc(scores, truth) || 0 }
}

async function openHeadScorer(engine: Engine, config: HeadConfig) {
  const rows = 64
  const { parameters } = inputParameters(headLayers(config))
  const session = await engine.load(
    compile({ scores: score(config, parameters, input('embedding', [rows, config.input])) }),
  )
  return {
    async run(head: ReadonlyMap<string, Float32Array>, embeddings: Float32Array): Promise<Float32Array> {
      const count = embeddings.length / config.input
      const result = new Float32Array(count)
      for (let start = 0; start < count; start += rows) {
        const part = new Float32Array(sizeOf([rows, config.input]))
        part.set(embeddings.subarray(start * config.input, (start + rows) * config.input))
        const { scores } = await session.run({ ...Object.fromEntries(head), embedding: part })
        result.set(scores!.data.subarray(0, Math.min(rows, count - start)), start)
      }
      return result
    },
    close: () => session.close(),
  }
}

/** Rows of the features, (position, width); of view 0 where no view is named. */
function gather({ width, views }: Features, positions: readonly number[], chosen: readonly number[]): Float32Array {
  const result = new Float32Array(positions.length * width)
  positions.forEach((position, row) => {
    const view = views[chosen[row] ?? 0]!
    result.set(view.subarray(position * width, (position + 1) * width), row * width)
  })
  return result
}
