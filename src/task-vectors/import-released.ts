import { basename } from 'node:path'
import { type Job, UsageError } from '../core/index.ts'
import {
  type Base,
  embeddingWidth,
  type HeadConfig,
  importReleased,
  headLayers,
  type ReleasedModel,
} from '../model/index.ts'
import { buildPack, type PackReport } from './build-pack.ts'
import { subtract } from './difference.ts'
import type { Storage } from './storage.ts'
import type { TaskVector } from './vector-file.ts'

export interface ImportReleasedOptions extends Job {
  /** Checkpoints `clip_{B,L}_3fc_DATABASE.pth`. */
  readonly files: readonly string[]
  readonly base: Base
  readonly name: string
  readonly out: string
  readonly storage: Storage
}

/** Score range of the authors' databases by the name in the file, and the template they were trained with (Sec. D). */
const databases: Readonly<
  Record<
    string,
    { readonly title: string; readonly template: 'ten' | 'five'; readonly scoreRange: readonly [number, number] }
  >
> = {
  ava: { title: 'AVA', template: 'ten', scoreRange: [1, 10] },
  aes: { title: 'Flickr-AES', template: 'five', scoreRange: [1, 5] },
  tad: { title: 'TAD66K', template: 'ten', scoreRange: [1, 10] },
  para: { title: 'PARA', template: 'five', scoreRange: [1, 5] },
  koniq: { title: 'KonIQ-10k', template: 'five', scoreRange: [1, 5] },
  spaq: { title: 'SPAQ', template: 'ten', scoreRange: [0, 100] },
}

/**
 * A pack of the authors' checkpoints. Each of their heads started from its own random values, which they did not publish:
 * the common head is taken to be the mean of the heads, so that the coefficients' sum of 1 gives a mean head, as theirs does.
 * @throws {UsageError} for a file whose name says no database, or heads of different size. @throws {FormatError} for a checkpoint that does not fit.
 */
export async function importReleasedVectors(options: ImportReleasedOptions): Promise<PackReport> {
  const { files, base } = options
  const models: (ReleasedModel & { readonly file: string; readonly key: string })[] = []
  for (const file of files) models.push({ file, key: databaseOf(file), ...(await importReleased(file, base.tower)) })
  const first = models[0]
  if (first === undefined) throw new UsageError('import-released needs at least one checkpoint')
  const hidden = hiddenOf(first)
  const different = models.find((model) => hiddenOf(model) !== hidden)
  if (different !== undefined) {
    throw new UsageError(
      `${different.file} has a head of ${hiddenOf(different)} hidden units, ${first.file} one of ${hidden}: they cannot be in one pack`,
    )
  }
  const head: HeadConfig = {
    input: embeddingWidth(base.tower),
    hidden,
    dropout: 0.5,
    template: 'ten',
    normalisation: 'sum',
  }
  const commonHead = new Map(
    headLayers(head).map(({ name, shape }) => {
      const data = new Float32Array(first.head.get(name)!.data.length)
      for (const model of models)
        model.head.get(name)!.data.forEach((value, at) => (data[at]! += value / models.length))
      return [name, { shape, data }]
    }),
  )
  const pretrained = new Map([...base.parameters, ...commonHead])
  const vectors = models.map(({ key, file, tower, head: fineTunedHead }): TaskVector => {
    const { title, template, scoreRange } = databases[key]!
    return {
      base,
      head: { ...head, template },
      commonHead,
      vector: subtract(new Map([...tower, ...fineTunedHead]), pretrained),
      database: {
        name: key,
        title,
        template,
        scoreRange: [...scoreRange],
        counts: { train: 0, validation: 0 },
        licence: 'MIT (the authors’ code); the photos and scores under the terms of their database',
        source: `authors' checkpoint ${basename(file)}`,
        metrics: { frozen: null, fineTuned: null },
        training: { preset: 'released-code' },
      },
      photos: null,
    }
  })
  const limits = [
    'Heads started apart: the authors did not publish their initial values, and the mean of the heads stands for them.',
    'Which photos the vectors were trained on is not recorded.',
  ]
  return buildPack({ ...options, vectors, limits })
}

function hiddenOf({ head }: ReleasedModel): number {
  return head.get('head.0.bias')!.shape[0]!
}

function databaseOf(file: string): string {
  const key = Object.keys(databases).find((each) =>
    basename(file)
      .toLowerCase()
      .replace(/\.pth$/, '')
      .endsWith(`_${each}`),
  )
  if (key === undefined)
    throw new UsageError(
      `${file}: expected a name such as clip_B_3fc_ava.pth that ends in one of ${Object.keys(databases).join(', ')}`,
    )
  return key
}
