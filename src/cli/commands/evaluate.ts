import { join } from 'node:path'
import type { Command } from 'commander'
import { palateHome, writeFileAtomic, writeJsonAtomic } from '../../core/index.ts'
import { openAnyDatabase } from '../../databases/index.ts'
import {
  type DatabaseEvaluation,
  evaluateDatabase,
  evaluationDocument,
  evaluationMarkdown,
  evaluationTable,
  writePerUser,
} from '../../evaluate/index.ts'
import { openEngine } from '../../graph/index.ts'
import { openPackAndBase } from '../../task-vectors/index.ts'
import { databaseOptions } from '../database-options.ts'
import { engineOptions } from '../options.ts'
import { print, reportLeftOut, withJob } from '../output.ts'
import { requireWritable } from '../writable.ts'
import { type EvaluateFlags, judgeOptions, NO_PACK, withEvaluateOptions } from './evaluate-options.ts'

export function addEvaluate(program: Command): void {
  const command = program
    .command('evaluate')
    .summary('measure methods on the raters of a database')
    .description(
      'K-shot personalisation: K rated photos of each rater teach every method, the rest judge it. The same draws for all methods.',
    )
    .argument('<database>', 'folder with images/ and ratings.csv, or a published database')
  withEvaluateOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n  palate evaluate ./oasis-beauty --where set=2 --shots 10,100 --trials 3 --methods ensemble,uniform-merge' +
        '\n  palate evaluate ./oasis-beauty --pack none --draws published.csv --scores theirs.csv --scores embeddings.npy',
    )
    .action(async (folder: string, flags: EvaluateFlags) => {
      await requireWritable([flags.out, flags.markdown, flags.perUser, flags.writeDraws])
      const database = await openAnyDatabase(folder, databaseOptions(flags))
      const opened = flags.pack === NO_PACK ? undefined : await openPackAndBase(flags.pack)
      const result = await withJob((job) =>
        evaluateDatabase({
          ...job,
          ...(opened === undefined ? {} : { ...opened, engine: openEngine(engineOptions(flags)) }),
          ...judgeOptions(flags, { isDefault: (name) => command.getOptionValueSource(name) === 'default' }),
          database,
          cache: join(palateHome(), 'cache'),
        }),
      )
      const document = {
        ...evaluationDocument(result.evaluation, {
          pack: opened === undefined ? null : { name: opened.pack.name, hash: opened.pack.hash },
          database: { name: database.name, where: flags.where ?? [], photos: result.photos },
          timings: flags.timings,
        }),
        protocol: result.protocol,
        scores: result.scores,
        seen: result.seen,
        skipped: result.skipped,
      }
      if (flags.out !== undefined) await writeJsonAtomic(flags.out, document)
      if (flags.markdown !== undefined) await writeFileAtomic(flags.markdown, evaluationMarkdown(result.evaluation))
      if (flags.perUser !== undefined) await writePerUser(flags.perUser, result.evaluation)
      reportLeftOut({ ...database.report, unreadable: result.skipped })
      const notes = notesOf(result, { pack: opened !== undefined }).map((note) => `${note}\n\n`)
      print({ json: flags.json === true, document, text: `${notes.join('')}${evaluationTable(result.evaluation)}` })
    })
}

/** What stands above the tables: how the trials came about, and what nobody can vouch for. */
function notesOf(
  { protocol, scores, seen }: DatabaseEvaluation,
  { pack }: { readonly pack: boolean },
): readonly string[] {
  const { name, raters, supportPhotos, draws } = protocol
  const notes: string[] = []
  if (pack && seen === 'unknown')
    notes.push('The pack does not say which photos it was trained on: these may be among them.')
  if (scores.length > 0)
    notes.push('Which photos other programs were trained on is not known here: these may be among them.')
  if (raters.partedBy !== null) {
    const halves = supportPhotos === null ? '' : '; rated photos are from one half, tested ones from the other'
    notes.push(
      `Protocol ${name}: ${raters.judged} raters judged, ${raters.known} others known (by the ${raters.partedBy})${halves}.`,
    )
  }
  if (raters.leftOut > 0) notes.push(`Not asked for: ${raters.leftOut} raters.`)
  if (draws !== null) {
    notes.push(
      `${draws.draws} draws of ${draws.file}; left out: ${draws.leftOut} that lack photos, and those of ${draws.otherRaters} raters who are not judged.`,
    )
  }
  for (const { file, labels, used, elsewhere } of scores)
    notes.push(`${file}: ${labels.join(', ')}; ${used} rows used, ${elsewhere} about other photos or draws.`)
  return notes
}
