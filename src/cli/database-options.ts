import { type Command, Option } from 'commander'
import { type AnyDatabaseOptions, importers, type Labels, type Where } from '../databases/index.ts'
import { given, where } from './options.ts'

/** Options of commands that read a rated collection of photos, a database folder or a published database. */
export interface DatabaseFlags {
  readonly format?: string
  readonly labels?: Labels
  readonly where?: Where[]
  readonly score?: string
  readonly ratings?: string
}

export function withDatabaseOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--format <name>', 'published format; default: what the folder looks like').choices([
        'folder',
        ...importers.map(({ name }) => name),
      ]),
    )
    .addOption(new Option('--labels <which>', 'of a published database').choices(['means', 'raters']))
    .option('--where <column=value>', 'keep only these rows; again for more values', where)
    .option('--score <column>', 'column of the scores; default score')
    .option('--ratings <file>', 'ratings file in the folder; default ratings.csv')
}

export function databaseOptions({ format, labels, where: rows, score, ratings }: DatabaseFlags): AnyDatabaseOptions {
  return given({ format, labels, where: rows, score, ratings })
}
