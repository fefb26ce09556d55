import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { type Job, UsageError, writeJsonAtomic } from '../../core/index.ts'
import {
  type Database,
  DEFAULT_MIN_PHOTOS,
  describePartition,
  type Partition,
  partitionDatabase,
  readTags,
} from '../../databases/index.ts'
import { databaseSchema } from '../../task-vectors/index.ts'
import { type TrainReport, trainVector, type TrainVectorOptions, validationPhotos } from '../../train/index.ts'
import { wholeNumber } from '../options.ts'

export interface PartitionFlags {
  readonly partition?: PartitionWords
  readonly tags?: TagsWords
  readonly minPhotos?: number
}

/** `theme:COLUMN`, `theme` (with --tags), `raters:N`, `disagreement:N`, `disagreement:N:COLUMN`. */
type PartitionWords =
  | { readonly by: 'theme'; readonly column?: string }
  | { readonly by: 'raters'; readonly parts: number }
  | { readonly by: 'disagreement'; readonly parts: number; readonly column?: string }

interface TagsWords {
  readonly file: string
  readonly column: string
}

export function withPartitionOptions(command: Command): Command {
  return command
    .option(
      '--partition <how>',
      'one vector a part of the database, into the folder --out: theme:COLUMN of the ratings, theme of --tags, raters:N ' +
        'who like the same, disagreement:N of the raters or disagreement:N:COLUMN of published deviations',
      partitionWords,
    )
    .option('--tags <file:column>', 'table of photos (column image) with their themes, for --partition', tagsWords)
    .option(
      '--min-photos <n>',
      `fewest photos in a part; smaller themes are joined; default ${DEFAULT_MIN_PHOTOS}`,
      wholeNumber(10),
    )
}

function partitionWords(text: string): PartitionWords {
  const [by, ...rest] = text.split(':')
  const after = rest.join(':')
  if (by === 'theme') return { by, ...(after === '' ? {} : { column: after }) }
  const match = /^(\d+)(?::(.+))?$/.exec(after)
  const parts = Number(match?.[1])
  const column = match?.[2]
  if (parts >= 2 && by === 'raters' && column === undefined) return { by, parts }
  if (parts >= 2 && by === 'disagreement') return { by, parts, ...(column === undefined ? {} : { column }) }
  throw new InvalidArgumentError(
    'expected theme:COLUMN, theme (with --tags), raters:N, disagreement:N or disagreement:N:COLUMN, N from 2.',
  )
}

function tagsWords(text: string): TagsWords {
  const at = text.lastIndexOf(':') // the last one: C:\tags.csv:category
  if (at < 1 || at === text.length - 1) throw new InvalidArgumentError('expected FILE:COLUMN.')
  return { file: text.slice(0, at), column: text.slice(at + 1) }
}

/**
 * The parts that `--partition` asks for; undefined where it is not given.
 * @throws {UsageError} for flags that do not go together, and as `partitionDatabase` does.
 */
export async function partitionOf(
  databases: readonly Database[],
  flags: PartitionFlags & { readonly seed: number; readonly headOnly?: boolean },
): Promise<Partition | undefined> {
  const { partition, tags, minPhotos, seed } = flags
  if (partition === undefined) {
    if (tags !== undefined || minPhotos !== undefined)
      throw new UsageError('--tags and --min-photos say how --partition parts a database: give that too')
    return undefined
  }
  const [database, ...more] = databases
  if (database === undefined || more.length > 0 || flags.headOnly === true)
    throw new UsageError(
      '--partition parts one database, and trains vectors: it goes neither with several nor with --head-only',
    )
  const least = minPhotos === undefined ? {} : { minPhotos }
  if (partition.by === 'disagreement') {
    if (tags !== undefined) throw new UsageError('--partition disagreement does not look at themes: leave --tags out')
    return partitionDatabase(database, { ...partition, ...least })
  }
  if (partition.by === 'theme' && (partition.column === undefined) === (tags === undefined)) {
    throw new UsageError(
      'a theme is a column of the ratings, --partition theme:COLUMN, or of another table, --partition theme --tags FILE:COLUMN: give one of the two',
    )
  }
  const read = tags === undefined ? undefined : await readTags(database, tags)
  if (partition.by === 'raters')
    return partitionDatabase(database, { ...partition, ...least, ...(read === undefined ? {} : { tags: read }), seed })
  return read === undefined
    ? partitionDatabase(database, { by: 'column', column: partition.column!, ...least })
    : partitionDatabase(database, { by: 'tags', tags: read, ...least })
}

export interface TrainPartsOptions extends Job, Omit<TrainVectorOptions, 'database' | 'out'> {
  readonly partition: Partition
  /** The database that was parted, where the common head may have been trained on it: its held-out photos stay held out. */
  readonly whole?: Database
  /** Folder of the vectors and of `partition.json`. */
  readonly out: string
}

/**
 * One vector a part from the same common head, as `NAME-PART.vector.safetensors`, and a summary. What is finished stays when
 * it is stopped, and the same call goes on.
 * @throws {UsageError} where a part's vector cannot be named so, or `out` is a file.
 */
export async function trainParts({ partition, whole, out, ...options }: TrainPartsOptions) {
  const { name, title = name } = options
  if (existsSync(out) && !statSync(out).isDirectory())
    throw new UsageError(`${out} is a file; --partition writes several vectors into a folder`)
  const named = partition.parts.map((each) => ({ ...each, name: `${name}-${each.part}` }))
  for (const each of named) requireName(each.name) // of all, before the hours of training the first
  const held = whole === undefined ? {} : { validation: await validationPhotos({ ...options, database: whole }) }
  const reports: (TrainReport & { readonly name: string })[] = []
  for (const each of named) {
    const report = await trainVector({
      ...options,
      ...held,
      name: each.name,
      title: `${title}: ${each.holds}`.slice(0, 200),
      database: each.database,
      out: join(out, `${each.name}.vector.safetensors`),
    })
    reports.push({ ...report, name: each.name })
  }
  const document = { ...describePartition(partition), vectors: reports }
  await writeJsonAtomic(join(out, 'partition.json'), document)
  return { document, text: summaryOf({ partition, reports, out }) }
}

function requireName(name: string): void {
  const { error } = databaseSchema.shape.name.safeParse(name)
  if (error !== undefined)
    throw new UsageError(`a task vector cannot be called "${name}": its name ${error.issues[0]?.message}`)
}

function summaryOf(found: {
  readonly partition: Partition
  readonly reports: readonly (TrainReport & { readonly name: string })[]
  readonly out: string
}): string {
  const { parts, joined, leftOut } = found.partition
  const trained = found.reports.map(({ name, photos, backbone }, at) => {
    const { holds, database } = parts[at]!
    const who = database.report.raters === 0 ? '' : ` of ${database.report.raters} raters`
    const [frozen, best] = [backbone.curve[0]!.srocc.toFixed(3), backbone.best.srocc.toFixed(3)]
    return (
      `${name} (${holds}): ${photos.train} photos${who} trained on, ${photos.validation} held out, ${photos.skipped} unreadable; ` +
      `validation SROCC ${frozen} frozen, ${best} fine-tuned (step ${backbone.best.step})`
    )
  })
  const small = joined.map(({ value, photos }) => `${value} (${photos})`).join(', ')
  const left = [...Object.entries(leftOut.photos), ...Object.entries(leftOut.raters)]
  const kinds = new Set(Object.keys(leftOut.raters))
  return [
    ...trained,
    ...(small === '' ? [] : [`joined into other: ${small}`]),
    ...left.map(([reason, count]) => `left out ${count} ${kinds.has(reason) ? 'raters' : 'photos'}: ${reason}`),
    `vectors and partition.json in ${found.out}`,
  ].join('\n')
}
