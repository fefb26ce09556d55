import type { Database } from '../databases/index.ts'
import { type JudgedPhotos, judgedPhotos } from '../evaluate/index.ts'
import type { Bed } from '../personalize/index.ts'
import type { Pack } from '../task-vectors/index.ts'

/**
 * The photos of a database that no vector of the whole pack was trained on, though the bed has only some of its vectors: they
 * share a common head, which has learnt from the photos of all. So parts of a pack are judged on the same photos as the whole.
 * Where the pack does not know all that it was trained on, the bed's own vectors count.
 */
export async function unseenPhotos(
  bed: Bed,
  { pack, database }: { readonly pack: Pack; readonly database: Database },
): Promise<JudgedPhotos> {
  const known = (await pack.photos()) !== 'unknown'
  return judgedPhotos(bed, { database, excludeSeen: true, pack: known ? pack : bed.pack })
}
