import { MissingError, plcc, srocc, UsageError } from '../core/index.ts'
import { type Database, meanScores } from '../databases/index.ts'
import { merge } from '../task-vectors/index.ts'
import { refuseSeen, type SeenPhotos } from '../evaluate/index.ts'
import type { Beds } from './beds.ts'
import type { Absent } from './measurements.ts'
import type { OpenPack } from './packs-under-test.ts'
import { onlySplit } from './test-raters.ts'
import { unseenPhotos } from './unseen-photos.ts'

export interface GeneralResult {
  readonly plcc: number
  readonly srocc: number
  /** Photos that were judged on. */
  readonly photos: number
  /** Photos that could not be read. */
  readonly unreadable: number
  /** Whether they are an official test split. */
  readonly official: boolean
}

/**
 * Agreement of one vector's own model, theta_pre + tau_i, with the mean scores of its database's test split (tables 8 to
 * 12). A database without a split, such as SPAQ, is judged on all its photos but those that the pack was trained on.
 * @throws {UsageError} where photos of the split were trained on and `excludeSeen` is not set, or too few are left.
 * Without a split and without knowledge of what was trained on there is no number, only the reason.
 * @throws {MissingError} where no photo of the split is there.
 */
export async function judgeVector(options: {
  readonly opened: OpenPack
  /** Place of the vector in the pack. */
  readonly vector: number
  readonly database: Database
  readonly excludeSeen: boolean
  readonly beds: Beds
  /** Told before anything is judged or refused. */
  readonly onSeen: (seen: SeenPhotos | 'unknown', done: { readonly leaveOut: boolean }) => void
}): Promise<GeneralResult | Absent> {
  const { opened, vector, database, beds, onSeen } = options
  const { pack } = opened
  const { name } = pack.databases[vector]!
  const official = database.rows.some(({ columns }) => (columns['split'] ?? '') !== '')
  const judged = official ? onlySplit(database, 'test') : database
  if (!official && (await pack.photosOf(vector)) === 'unknown') {
    return {
      absent: `${pack.name} on ${database.name}: its files name no official test split, and the pack does not say which photos ${name} was trained on`,
    }
  }
  if (judged.rows.length === 0) throw new MissingError('no photo of the test split is there')
  const bed = await beds.open({ opened, vectors: [name], images: judged.images })
  const { seen, places } = await unseenPhotos(bed, { pack, database: judged })
  const leaveOut = options.excludeSeen || !official
  onSeen(seen, { leaveOut })
  if (!leaveOut) refuseSeen(seen)
  const model = merge(bed.pretrained, [await pack.vector(vector)], { vector: [1] })
  const scores = await bed.score(model, { keep: 'zero-shot' })
  const means = meanScores(judged)
  const kept = [...places]
  const predicted = kept.map(([, place]) => scores[place]!)
  const truth = kept.map(([path]) => means.get(path)!)
  const [linear, rank] = [plcc(predicted, truth), srocc(predicted, truth)]
  if (!Number.isFinite(linear) || !Number.isFinite(rank)) {
    throw new UsageError(`no correlation can be measured: ${kept.length} photos are left, with equal scores`)
  }
  return { plcc: linear, srocc: rank, photos: kept.length, unreadable: bed.skipped.length, official }
}
