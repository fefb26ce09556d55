import { FormatError } from '../core/index.ts'
import type { Describer } from '../personalize/index.ts'
import type { Database } from './sqlite.ts'

/** What descriptors are of, and their sizes: a describer, or as much of it as is known without one. */
export type DescriptorKind = Pick<Describer, 'key' | 'shape'>

/** The number of a kind in this catalog; undefined where it has no descriptor of it. @throws {FormatError} */
export async function findDescriber(db: Database, { key, shape }: DescriptorKind): Promise<number | undefined> {
  const found = await db.selectFrom('describer').selectAll().where('key', '=', key).executeTakeFirst()
  if (found !== undefined && (found.databases !== shape.databases || found.width !== shape.width)) {
    throw new FormatError(
      `the catalog has descriptors ${key} of ${found.databases} scores and ${found.width} numbers, ` +
        `expected ${shape.databases} and ${shape.width}: it was written with a pack that calls itself the same; name another catalog`,
    )
  }
  return found?.id
}

/** The same, entered where it is new: within a transaction that writes. */
export async function enterDescriber(db: Database, kind: DescriptorKind): Promise<number> {
  const known = await findDescriber(db, kind)
  if (known !== undefined) return known
  const { id } = await db
    .insertInto('describer')
    .values({ key: kind.key, ...kind.shape })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}
