import { basename, extname } from 'node:path'
import { sha256OfFile, UsageError } from '../../core/index.ts'
import { type Database, readTable } from '../../databases/index.ts'
import { embeddingMethods } from '../../personalize/index.ts'
import { isNpy, namesFileOf, readNpyTable } from './npy-table.ts'
import type { PlannedTrial } from '../plan.ts'
import type { Method } from '../protocol.ts'
import { drawScores, isOfDraws } from './scores-of-draws.ts'
import { photoScores } from './scores-of-photos.ts'

/** What another program made of a database, to be judged as ours is. */
export interface OtherScores {
  readonly methods: readonly Method[]
  readonly report: ScoresReport
}

export interface ScoresReport {
  /** Base name of the file. */
  readonly file: string
  /** Rows of the methods in the report. */
  readonly labels: readonly string[]
  /** Rows of the file that were used. */
  readonly used: number
  /** Rows about photos or draws that are not judged here. */
  readonly elsewhere: number
}

/** What a file's rows are about. */
export interface Judged {
  readonly database: Database
  /** Paths of the bed's photos, in its order. */
  readonly paths: readonly string[]
  /** Places in it of the photos that are judged on, by path. */
  readonly places: ReadonlyMap<string, number>
  readonly trials: readonly PlannedTrial[]
}

/** Named columns of numbers, one a photo or one a photo and draw. */
export interface ScoreColumns {
  readonly columns: readonly {
    readonly name: string
    /** Scores of all photos of the bed, in its order; those that are not judged may be anything finite. */
    readonly of: (trial: {
      readonly rater: string
      readonly trial: number
      readonly shots: number
    }) => ArrayLike<number>
  }[]
  readonly used: number
  readonly elsewhere: number
}

/**
 * The scores or embeddings of another program as methods:
 * - a CSV file with the column `image` and one column a method, labelled `scores:COLUMN`;
 * - the same with the columns `rater`, `trial` and `shots`, for a program that learns: scores of the photos that are tested
 *   in each draw (`palate evaluate --write-draws`);
 * - `NAME.npy`, shape (N) or (N, 1), with the N image names in `NAME.txt`, one a line: scores, `scores:NAME`;
 * - the same of shape (N, d): an embedding, from which each of `embeddingMethods` learns a rater's scores: `ridge:NAME`, ..
 * Images are named as in ratings.csv. Rows about other photos are counted.
 * @throws {UsageError} with counts where a judged photo has no score, or a score is no finite number.
 * @throws {FormatError} where the file is of another format. @throws {MissingError} where it is not there.
 */
export async function openScores(path: string, judged: Judged): Promise<OtherScores> {
  const file = basename(path)
  if (isNpy(path)) {
    const name = basename(path, extname(path))
    const { columns: width, data, used, elsewhere } = await readNpyTable(path, judged)
    const hash = await hashOf(path, namesFileOf(path))
    if (width === 1) {
      const scores = spread(data, judged)
      return otherScores({ columns: [{ name, of: () => scores }], used, elsewhere }, { file, hash })
    }
    const methods = Object.values(embeddingMethods).map((learner) => {
      const method = onEmbedding(learner, { name, data, judged })
      return { ...method, name: `${method.name} ${hash}` }
    })
    const labels = Object.keys(embeddingMethods).map((learner) => `${learner}:${name}`)
    return { methods, report: { file, labels, used, elsewhere } }
  }
  const table = await readTable(path)
  const hash = await hashOf(path)
  return otherScores(isOfDraws(table) ? drawScores(table, judged) : photoScores(table, judged), { file, hash })
}

/** A record keeps methods by their name: other scores under the same label are another method. */
async function hashOf(...paths: readonly string[]): Promise<string> {
  const hashes = await Promise.all(paths.map(sha256OfFile))
  return hashes.map((each) => each.slice(0, 12)).join('-')
}

function otherScores(
  { columns, used, elsewhere }: ScoreColumns,
  { file, hash }: { readonly file: string; readonly hash: string },
): OtherScores {
  const methods = columns.map(({ name, of }): Method => {
    const label = `scores:${name}`
    return {
      name: `${label} ${hash}`,
      learn: async (_support, context) => [{ label, scores: of(context), seconds: 0 }],
    }
  })
  return { methods, report: { file, labels: columns.map(({ name }) => `scores:${name}`), used, elsewhere } }
}

/** A method on an embedding of the judged photos, (photo, d): the base's is put aside, and no other photo is looked at. */
function onEmbedding(
  learner: (typeof embeddingMethods)[keyof typeof embeddingMethods],
  { name, data, judged }: { readonly name: string; readonly data: Float32Array; readonly judged: Judged },
): Method {
  const rows = new Map([...judged.places.values()].map((place, row) => [place, row]))
  const method = learner({
    photos: [...judged.places.keys()].map((path) => ({ path, contentHash: '', perceptualHash: '' })),
    pretrained: new Map(),
    embed: async () => data,
  })
  const label = `${method.name}:${name}`
  return {
    name: label,
    async learn({ photos, scores }, context) {
      const outcomes = await method.learn({ photos: photos.map((photo) => rows.get(photo)!), scores }, context)
      return outcomes.map((outcome) => ({
        ...outcome,
        label,
        scores: spread(outcome.scores, judged),
      }))
    },
  }
}

/** Scores of the judged photos as scores of the bed; nobody looks at the others. */
function spread(scores: ArrayLike<number>, { paths, places }: Judged): Float64Array {
  const result = new Float64Array(paths.length)
  ;[...places.values()].forEach((place, row) => (result[place] = scores[row]!))
  return result
}

/** All files. @throws {UsageError} also where two give the same label. */
export async function openAllScores(paths: readonly string[], judged: Judged): Promise<readonly OtherScores[]> {
  const all: OtherScores[] = []
  for (const path of paths) {
    const next = await openScores(path, judged)
    for (const { report } of all) {
      const twice = report.labels.find((label) => next.report.labels.includes(label))
      if (twice !== undefined)
        throw new UsageError(`${report.file} and ${next.report.file} both give ${twice}; rename a column or a file`)
    }
    all.push(next)
  }
  return all
}
