import { join } from 'node:path'
import { type Job, type NamedTensors, tensor, UsageError, writeFileAtomic, writeJsonAtomic } from '../core/index.ts'
import { lineChart } from '../core/picture.ts'
import type { Database } from '../databases/index.ts'
import type { Engine } from '../graph/index.ts'
import { type Base, headLayers, towerLayers } from '../model/index.ts'
import { databaseSchema, hashOfTensors, subtract, writeVectorFile } from '../task-vectors/index.ts'
import { trainBackbone } from './backbone-phase.ts'
import { trainHead } from './head-phase.ts'
import type { PhaseResult } from './phase.ts'
import { headConfig, keyOf, prepare } from './prepare.ts'
import type { TrainSettings } from './presets.ts'

export interface TrainVectorOptions extends Job {
  readonly database: Database
  /** Short name under which packs know the vector. */
  readonly name: string
  readonly title?: string
  readonly licence?: string
  readonly source?: string
  readonly base: Base
  readonly engine: Engine
  readonly settings: TrainSettings
  readonly commonHead: NamedTensors
  /** `five` for databases scored from 1 to 5 (Sec. D). */
  readonly template?: 'ten' | 'five'
  /** The database's own scale; default: from its lowest to its highest mean score. */
  readonly range?: readonly [number, number]
  /** Photos that only measure, by path; default: a random share of them. For parts of a database see `validationPhotos`. */
  readonly validation?: ReadonlySet<string>
  /** File of the task vector; a run record and its curves are written beside it. */
  readonly out: string
  /** Folder for crops, embeddings and checkpoints. */
  readonly work: string
  readonly seed: number
  readonly now: () => number
}

export interface TrainReport {
  readonly vector: string
  readonly record: string
  readonly picture: string
  readonly photos: { readonly train: number; readonly validation: number; readonly skipped: number }
  readonly head: PhaseResult
  readonly backbone: PhaseResult
  readonly seconds: number
}

/**
 * Phase 1 on one database (Sec. 3.1 and F): the head on frozen features, then backbone and head, then the difference to
 * base and common head is written as a task vector. Resumes where it was stopped, with the same result.
 * @throws {UsageError} for a name that no pack could take, too few photos, or scores that are all equal.
 * @throws {CancelledError} when stopped.
 */
export async function trainVector(options: TrainVectorOptions): Promise<TrainReport> {
  const { base, settings, seed, commonHead, name } = options
  requireName(name) // now, not after hours of training
  const started = options.now()
  const head = headConfig(base, settings, options.template ?? 'ten')
  const prepared = await prepare({ ...options, head })
  const { photos, features } = prepared
  const key = keyOf([
    base.hash,
    settings,
    seed,
    hashOfTensors(commonHead),
    head,
    prepared.range,
    photos.photos.map(({ contentHash }) => contentHash),
    Array.from(features.targets),
    ...(options.validation === undefined ? [] : [features.validation]),
  ])
  const checkpoint = (phase: string): string => join(options.work, `${name}-${key}-${phase}.safetensors`)
  try {
    const headNow = copyOf(commonHead)
    const headResult = await trainHead({
      ...options,
      label: `head on ${name}`,
      settings: settings.head,
      checkpoint: checkpoint('head'),
      config: head,
      head: headNow,
      features,
      seed: `${seed}/${name}/head`,
    })
    const parameters = new Map([...copyOf(base.parameters), ...headNow])
    const backboneResult = await trainBackbone({
      ...options,
      label: `backbone on ${name}`,
      settings: settings.backbone,
      checkpoint: checkpoint('backbone'),
      tower: base.tower,
      head,
      preprocessing: base.preprocessing,
      parameters,
      photos,
      data: features,
      flips: settings.flips,
      seed: `${seed}/${name}/backbone`,
    })
    const layers = [...towerLayers(base.tower), ...headLayers(head)]
    const fineTuned = new Map(layers.map((layer) => [layer.name, tensor(layer.shape, parameters.get(layer.name)!)]))
    const pretrained = new Map([...base.parameters, ...commonHead])
    const report: TrainReport = {
      vector: options.out,
      record: `${options.out}.run.json`,
      picture: `${options.out}.curves.svg`,
      photos: { train: features.train.length, validation: features.validation.length, skipped: photos.skipped.length },
      head: headResult,
      backbone: backboneResult,
      seconds: (options.now() - started) / 1000,
    }
    await writeVectorFile(options.out, {
      base,
      head,
      commonHead,
      vector: subtract(fineTuned, pretrained),
      database: {
        name,
        title: options.title ?? name,
        template: head.template,
        scoreRange: [...prepared.range],
        counts: { train: features.train.length, validation: features.validation.length },
        licence: options.licence ?? '',
        source: options.source ?? '',
        metrics: { frozen: agreementOf(backboneResult.curve[0]!), fineTuned: agreementOf(backboneResult.best) },
        training: { ...settings, seed, headSteps: headResult.best.step, backboneSteps: backboneResult.best.step },
      },
      photos: photos.photos.map(({ contentHash, perceptualHash }) => ({ contentHash, perceptualHash })),
    })
    await writeRecord(report, options, {
      range: prepared.range,
      commonHead: hashOfTensors(commonHead),
      skipped: photos.skipped,
    })
    return report
  } finally {
    await photos.close()
  }
}

function requireName(name: string): void {
  const { error } = databaseSchema.shape.name.safeParse(name)
  if (error !== undefined)
    throw new UsageError(`a task vector cannot be called "${name}": its name ${error.issues[0]?.message}`)
}

/** The run record: settings, counts, hashes and curves, and the curves as a picture. */
async function writeRecord(
  report: TrainReport,
  options: TrainVectorOptions,
  details: Record<string, unknown>,
): Promise<void> {
  const { base, settings, seed, name, database } = options
  await writeJsonAtomic(report.record, {
    ...report,
    name,
    settings,
    seed,
    base: { name: base.name, hash: base.hash },
    database: { name: database.name, report: database.report },
    ...details,
  })
  const series = [
    { name: 'head on frozen features', points: report.head.curve.map(({ step, srocc }) => ({ x: step, y: srocc })) },
    { name: 'backbone and head', points: report.backbone.curve.map(({ step, srocc }) => ({ x: step, y: srocc })) },
  ]
  await writeFileAtomic(
    report.picture,
    await lineChart({ title: `${name}: validation SROCC`, x: { label: 'step' }, y: { label: 'SROCC' }, series }),
  )
}

function copyOf(tensors: NamedTensors): Map<string, Float32Array> {
  return new Map([...tensors].map(([name, { data }]) => [name, data.slice()]))
}

function agreementOf({ srocc, plcc }: { readonly srocc: number; readonly plcc: number }) {
  return { srocc, plcc }
}
