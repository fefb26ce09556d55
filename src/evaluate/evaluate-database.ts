import { relative, sep } from 'node:path'
import { UsageError } from '../core/index.ts'
import { type Bed, createMethod, openBed } from '../personalize/index.ts'
import type { Pack } from '../task-vectors/index.ts'
import { chooseRaters } from './choose-raters.ts'
import type { DatabaseEvaluation, EvaluateDatabaseOptions } from './database-options.ts'
import { halfOf } from './draws.ts'
import { readDraws, writeDraws } from './given/draws-file.ts'
import { evaluate } from './evaluate.ts'
import { takeDraws } from './given/take-draws.ts'
import { type JudgedPhotos, judgedPhotos, ratersOf } from './judged-photos.ts'
import { OTHERS_MEAN, othersMeanMethod } from './others-mean.ts'
import { planTrials } from './plan.ts'
import type { Method, Rater } from './protocol.ts'
import { openAllScores } from './given/scores.ts'

/**
 * K-shot personalisation over the raters of a database: the one judge of every method.
 * @throws {UsageError} where the pack was trained on these photos and `excludeSeen` is not set; for methods that need a
 * pack where there is none; for options that exclude each other. See also `openScores`, `readDraws` and `chooseRaters`.
 */
export async function evaluateDatabase(options: EvaluateDatabaseOptions): Promise<DatabaseEvaluation> {
  const { protocol = 'unseen-photos', database, seed, signal, progress } = options
  checkTogether(options)
  // What is wrong with a small file should not be found out after an hour of decoding.
  const published = options.draws === undefined ? undefined : await readDraws(options.draws, database)
  const chosen = chooseRaters(database, { protocol, seed, rule: options.raters })
  const bed = options.bed ?? (await openOwnBed(options))
  try {
    const photos = await judgedPhotos(bed, options)
    const all = ratersOf(database, photos.places)
    const raters = all.filter(({ id }) => chosen.judged.has(id))
    const given = published && takeDraws(published, { raters, places: photos.places, shots: options.shots })
    const supportFrom =
      protocol === 'unseen-both' ? halfOf(photos.places.values(), `${seed}/support photos`) : undefined
    const planned = {
      raters,
      seed,
      shots: given?.shots ?? options.shots ?? [10, 100],
      trials: given?.trials ?? options.trials ?? 10,
      ...(given === undefined ? {} : { draws: given.draws }),
      ...(supportFrom === undefined ? {} : { supportFrom }),
      ...(options.maxRaters === undefined ? {} : { maxRaters: options.maxRaters }),
    }
    const { trials } = planTrials(planned)
    const scores = await openAllScores(options.scores ?? [], { database, ...photos, trials })
    const known = all.filter(({ id }) => chosen.known.has(id))
    const { reference, methods } = methodsOf(bed, { options, known, photos })
    const others = known.filter(({ id }) => !chosen.judged.has(id))
    // Before anything is judged: another program may learn from them meanwhile.
    if (options.writeDraws !== undefined)
      await writeDraws(options.writeDraws, { trials, paths: photos.paths, database })
    const { replicates, record } = options
    const evaluation = await evaluate({
      ...planned,
      methods: [...methods, ...scores.flatMap((each) => each.methods)],
      ...(reference === undefined ? {} : { withoutRatings: reference, pairedAgainst: reference }),
      settings: settingsOf(bed, { options, photos, others }),
      ...(replicates === undefined ? {} : { replicates }),
      ...(record === undefined ? {} : { record }),
      job: { ...(signal === undefined ? {} : { signal }), ...(progress === undefined ? {} : { progress }) },
    })
    const { report } = chosen
    return {
      evaluation,
      protocol: {
        name: protocol,
        raters: report,
        supportPhotos: supportFrom?.size ?? null,
        draws: given?.report ?? null,
      },
      scores: scores.map((each) => each.report),
      seen: photos.seen,
      photos: photos.places.size,
      skipped: bed?.skipped ?? [],
    }
  } finally {
    if (bed !== options.bed) await bed?.close()
  }
}

function checkTogether({ protocol, draws, trials, methods, ...options }: EvaluateDatabaseOptions): void {
  if (methods.length === 0 && !options.scores?.length && !options.bed && !options.pack)
    throw new UsageError(
      `nothing to evaluate: name at least one method (${OTHERS_MEAN} needs no pack), or a file of scores`,
    )
  if (protocol === 'unseen-both' && draws !== undefined)
    throw new UsageError('a file of draws says what is tested, and so does the protocol unseen-both; give one of them')
  if (trials !== undefined && draws !== undefined)
    throw new UsageError('a file of draws says how many trials there are; leave the number of trials out')
  if (protocol === 'unseen-both' && methods.includes(OTHERS_MEAN)) {
    throw new UsageError(
      `${OTHERS_MEAN} cannot be judged with the protocol unseen-both: nobody's scores of the test photos are known; leave it out`,
    )
  }
}

async function openOwnBed(options: EvaluateDatabaseOptions): Promise<Bed | undefined> {
  const { pack, base, engine, database } = options
  if (pack === undefined || base === undefined || engine === undefined) return undefined
  return openBed({ ...options, pack, base, engine, paths: database.images })
}

/** Everybody is judged against a method that no rating can change: the best that the pack has. */
function withoutRatings(pack: Pack): string {
  return pack.readOut === null ? 'ensemble-uniform' : 'prior'
}

function methodsOf(
  bed: Bed | undefined,
  {
    options,
    known,
    photos,
  }: { readonly options: EvaluateDatabaseOptions; readonly known: readonly Rater[]; readonly photos: JudgedPhotos },
): { readonly reference: string | undefined; readonly methods: readonly Method[] } {
  const reference = bed && withoutRatings(bed.pack)
  const names =
    reference === undefined || options.methods.includes(reference) ? options.methods : [reference, ...options.methods]
  const methods = names.map((name): Method => {
    if (name === OTHERS_MEAN) return othersMeanMethod(known, photos.paths.length)
    if (bed === undefined) throw new UsageError(`the method ${name} needs a pack of task vectors; name one`)
    return createMethod(name, bed, options)
  })
  return { reference, methods }
}

/** What decides the scores beside the judged raters and the draws. */
function settingsOf(
  bed: Bed | undefined,
  {
    options,
    photos,
    others,
  }: { readonly options: EvaluateDatabaseOptions; readonly photos: JudgedPhotos; readonly others: readonly Rater[] },
): unknown {
  const { steps, keep, database } = options
  const names = photos.paths.map((path) => relative(database.folder, path).replaceAll(sep, '/'))
  return {
    pack: bed?.pack.hash,
    steps,
    keep,
    photos: bed === undefined ? names : bed.photos.map(({ contentHash }) => contentHash),
    // Only where there are some, so that records made before the question arose stay good.
    ...(others.length > 0 ? { others } : {}),
  }
}
