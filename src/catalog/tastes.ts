import { type Database, writing } from './sqlite.ts'

/** A taste as it was last learnt from the log. The log is what was said; this is kept so that nobody waits for it. */
export interface KeptTaste {
  readonly person: string
  readonly packHash: string
  /** The last event that it was learnt from; 0 for none. */
  readonly event: number
  /** Its file's text. */
  readonly content: string
}

/** A person who said something. */
export interface KnownPerson {
  readonly person: string
  /** Number of events, undone ones and undos included. */
  readonly events: number
  /** Of the latest event. */
  readonly lastTime: string
}

export async function keptTaste(
  db: Database,
  { person, packHash }: Pick<KeptTaste, 'person' | 'packHash'>,
): Promise<KeptTaste | undefined> {
  const found = await db
    .selectFrom('taste')
    .selectAll()
    .where('person', '=', person)
    .where('pack_hash', '=', packHash)
    .executeTakeFirst()
  return found && { person, packHash, event: found.event_id, content: found.content }
}

/** Keeps a taste, unless one that was learnt from more is kept already, or the person was forgotten meanwhile. */
export async function keepTaste(db: Database, { person, packHash, event, content }: KeptTaste): Promise<void> {
  await writing(db, async (transaction) => {
    const said = await transaction
      .selectFrom('event')
      .select('id')
      .where('id', '=', event)
      .where('person', '=', person)
      .executeTakeFirst()
    if (said === undefined) return
    await transaction
      .insertInto('taste')
      .values({ person, pack_hash: packHash, event_id: event, content })
      .onConflict((conflict) =>
        conflict
          .columns(['person', 'pack_hash'])
          .doUpdateSet((row) => ({ event_id: row.ref('excluded.event_id'), content: row.ref('excluded.content') }))
          .whereRef('excluded.event_id', '>=', 'taste.event_id'),
      )
      .execute()
  })
}

/** Everybody in the log, by name. */
export async function knownPeople(db: Database): Promise<readonly KnownPerson[]> {
  return db
    .selectFrom('event')
    .select(({ fn }) => ['person', fn.countAll<number>().as('events'), fn.max('time').as('lastTime')])
    .groupBy('person')
    .orderBy('person')
    .execute()
}

/**
 * Forgets a person: all that they said, and their tastes. The one thing that takes from the log, for it is theirs.
 * @returns how many events there were.
 */
export async function forgetPerson(db: Database, person: string): Promise<number> {
  return writing(db, async (transaction) => {
    await transaction.deleteFrom('taste').where('person', '=', person).execute()
    const { numDeletedRows } = await transaction.deleteFrom('event').where('person', '=', person).executeTakeFirst()
    return Number(numDeletedRows)
  })
}
