import {
  CancelledError,
  createRandom,
  FormatError,
  type Job,
  messageOf,
  PalateError,
  silent,
  UsageError,
} from '../core/index.ts'
import type { Coefficients } from '../personalize/index.ts'
import { type Draw, isConstant } from './draws.ts'
import { checkOptions, type EvaluateOptions, settingsHash } from './options.ts'
import { type PlannedTrial, planTrials } from './plan.ts'
import type { LearnContext, Method, Outcome, Rater } from './protocol.ts'
import { type Entry, type EvaluationRecord, openRecord, recordInMemory, type TestOutcome } from './record.ts'
import { type Evaluation, type JudgedTrial, summarise } from './summary.ts'

/**
 * Judges methods: for each trial, K and rater draws K photos, lets every method learn from them, and measures how well it
 * orders the rater's other photos. The same options give the same evaluation, `secondsPerUser` apart (and that too where
 * the record is complete). Scores are rounded to float32 before they are judged, as they stand in the record.
 *
 * A method that gives every test photo the same score has made no order: its SROCC counts 0, its pairwise accuracy .5, and
 * `constantPredictions` says how often. A trial whose test photos all have one rating is left out for all methods.
 *
 * @throws {UsageError} for options that cannot be meant, labels that no method gives, or a record of other settings.
 * @throws {PalateError} where a method fails or gives scores that are not finite; names method and rater.
 * @throws {CancelledError} where the job's signal is raised; finished entries stay in the record.
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const { methods, seed, job } = options
  checkOptions(options)
  const plan = planTrials(options)
  const record =
    options.record === undefined ? recordInMemory() : await openRecord(options.record, settingsHash(options))
  const judged: JudgedTrial[] = []
  const constantTests: { rater: string; shots: number; trial: number }[] = []
  const total = methods.length * plan.trials.length
  let done = 0
  try {
    for (const planned of plan.trials) {
      const { rater, trial, shots, draw } = planned
      if (isConstant(draw.test.scores)) {
        constantTests.push({ rater: rater.id, shots, trial })
        done += methods.length
        continue
      }
      const outcomes: TestOutcome[] = []
      for (const method of methods) {
        const say = (note: string): void => (job?.progress ?? silent).report({ label: 'judging', done, total, note })
        const note = `${method.name} at ${shots} shots`
        say(note)
        const onStep = (step: number, steps: number): void => say(`${note}, step ${step + 1} of ${steps}`)
        outcomes.push(...(await judgeOne({ ...planned, method, seed, record, job, onStep })))
        done++
      }
      judged.push({ rater: rater.id, trial, shots, test: draw.test, outcomes })
      checkLabels(judged, options)
    }
  } finally {
    await record.close()
  }
  ;(job?.progress ?? silent).report({ label: 'judging', done, total })
  return summarise({ ...options, judged, excluded: { raters: plan.excluded, trials: constantTests } })
}

interface Task extends PlannedTrial {
  readonly method: Method
  readonly seed: number
  readonly record: EvaluationRecord
  readonly job: Job | undefined
  readonly onStep: NonNullable<LearnContext['onStep']>
}

/** The outcomes of one method, rater, trial and K: from the record, else learnt now and recorded. */
async function judgeOne(task: Task): Promise<readonly TestOutcome[]> {
  const { rater, method, draw, trial, shots, record, job } = task
  const key = { method: method.name, rater: rater.id, trial, shots }
  const kept = record.find(key)
  if (kept !== undefined) return checkKept(kept, draw)
  const signal = job?.signal
  const stopped = (): CancelledError =>
    new CancelledError('evaluation stopped; the same command goes on from the record, if one was named')
  if (signal?.aborted) throw stopped()
  const where = `method ${method.name}, rater ${rater.id}, trial ${trial}, ${shots} shots`
  let outcomes: readonly Outcome[]
  try {
    const random = createRandom(`${task.seed}/${rater.id}/${trial}/${shots}/${method.name}`)
    const context = {
      rater: rater.id,
      trial,
      shots,
      random,
      onStep: task.onStep,
      ...(signal === undefined ? {} : { signal }),
    }
    outcomes = await method.learn(draw.support, context)
  } catch (error) {
    if (signal?.aborted) throw stopped()
    const exitCode = error instanceof PalateError ? error.exitCode : 1
    throw new PalateError(`${where}: ${messageOf(error)}`, { cause: error, exitCode })
  }
  const tested = outcomes.map((outcome) => testOutcome(outcome, { rater, draw, where }))
  await record.add({ ...key, support: draw.support.photos, outcomes: tested })
  return tested
}

function testOutcome(
  outcome: Outcome,
  { rater, draw, where }: { readonly rater: Rater; readonly draw: Draw; readonly where: string },
): TestOutcome {
  const { label, scores, seconds } = outcome
  // The support photos too: a method that cannot score what it has seen is broken, even if no one would notice here.
  for (const photo of rater.photos) {
    const score = scores[photo]
    if (score === undefined || !Number.isFinite(Math.fround(score))) {
      throw new PalateError(
        `${where}: ${label} gave photo ${photo} the score ${score}; every photo of the bed needs a finite one`,
      )
    }
  }
  if (!Number.isFinite(seconds)) throw new PalateError(`${where}: ${label} took ${seconds} seconds; expected a number`)
  return {
    label,
    seconds,
    scores: Float32Array.from(draw.test.photos, (photo) => scores[photo]!),
    ...(outcome.coefficients === undefined ? {} : { coefficients: meanOverLayers(outcome.coefficients) }),
  }
}

/** (layer, n) -> (n) */
function meanOverLayers({ layers, databases, data }: Coefficients): number[] {
  return Array.from({ length: databases }, (_, database) => {
    let sum = 0
    for (let layer = 0; layer < layers; layer++) sum += data[layer * databases + database]!
    return sum / layers
  })
}

/** The hash of the settings says that these cannot differ; a changed random generator would, without a trace. */
function checkKept(kept: Entry, draw: Draw): readonly TestOutcome[] {
  const sameSupport =
    kept.support.length === draw.support.photos.length &&
    kept.support.every((photo, at) => photo === draw.support.photos[at])
  const sameTest = kept.outcomes.every(({ scores }) => scores.length === draw.test.photos.length)
  if (!sameSupport || !sameTest) {
    throw new FormatError(
      `the evaluation record holds other draws for rater ${kept.rater}, trial ${kept.trial}, ${kept.shots} shots; ` +
        'it was made by another version of palate: delete it or name another file',
    )
  }
  return kept.outcomes
}

/** Labels are known only when methods have run: checked at once, so that a misspelt one does not cost a night. */
function checkLabels(judged: readonly JudgedTrial[], { pairedAgainst, withoutRatings }: EvaluateOptions): void {
  const last = judged.at(-1)!
  const labels = last.outcomes.map(({ label }) => label)
  const twice = labels.find((label, at) => labels.indexOf(label) !== at)
  if (twice !== undefined) throw new UsageError(`two methods give the label ${twice}; labels must differ`)
  for (const wanted of [pairedAgainst, withoutRatings]) {
    if (wanted !== undefined && !labels.includes(wanted)) {
      throw new UsageError(`no method gives ${wanted} at ${last.shots} shots; there are ${labels.join(', ')}`)
    }
  }
  const first = judged.find(({ shots }) => shots === last.shots)!
  if (first.outcomes.length !== labels.length || first.outcomes.some(({ label }, at) => label !== labels[at])) {
    throw new PalateError(
      `rater ${last.rater}, trial ${last.trial}, ${last.shots} shots: expected the labels ` +
        `${first.outcomes.map(({ label }) => label).join(', ')} as before, got ${labels.join(', ')}`,
    )
  }
}
