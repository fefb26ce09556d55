import { setImmediate } from 'node:timers/promises'
import type { Selectable } from 'kysely'
import { UsageError } from '../core/index.ts'
import {
  CLEARING,
  FROM_ELSEWHERE,
  type LoggedEvent,
  requirePerson,
  requireSaid,
  type Said,
  type Speaker,
} from './events.ts'
import type { CatalogTables } from './schema.ts'
import { type Database, writing } from './sqlite.ts'

type Row = Selectable<CatalogTables['event']>

/**
 * Appends what a person says: all of it or nothing, and on disk when this returns.
 * @throws {UsageError} for what cannot be meant, and for an undo of what is not there, another person's, or undone already.
 */
export async function appendEvents(
  db: Database,
  { said, ...speaker }: Speaker & { readonly said: readonly Said[] },
): Promise<readonly LoggedEvent[]> {
  requirePerson(speaker.person)
  const items = requireSaid(said)
  if (items.length === 0) return []
  return writing(db, async (transaction) => {
    const events: LoggedEvent[] = []
    for (const item of items) events.push(await insert(transaction, item, speaker))
    return events
  })
}

/**
 * Takes back the last thing that a person said here, undos and what was read from elsewhere left aside, but not undos that cleared
 * something; undefined where there is nothing. In one transaction: two who press at once take back two things.
 */
export async function undoLast(db: Database, speaker: Speaker): Promise<LoggedEvent | undefined> {
  requirePerson(speaker.person)
  return writing(db, async (transaction) => {
    for (let before = Number.MAX_SAFE_INTEGER; ;) {
      const last = await transaction
        .selectFrom('event')
        .selectAll()
        .where('person', '=', speaker.person)
        .where(({ eb, or }) => or([eb('kind', 'not in', ['undo', 'star']), eb('source', 'like', `%${CLEARING}`)]))
        .where('source', 'not in', FROM_ELSEWHERE)
        .where('id', '<', before)
        .orderBy('id', 'desc')
        .executeTakeFirst()
      if (last === undefined) return undefined
      if (await isInForce(transaction, last.id)) return takeBack(transaction, last, speaker)
      before = last.id
    }
  })
}

/** Within a transaction that writes. What was cleared at once comes back at once. @returns the undo of `last`. */
async function takeBack(db: Database, last: Row, speaker: Speaker): Promise<LoggedEvent> {
  if (last.kind === 'undo') {
    const together = await db
      .selectFrom('event')
      .select('id')
      .where('person', '=', last.person)
      .where('source', '=', last.source)
      .where('time', '=', last.time)
      .where('kind', '=', 'undo')
      .where('id', '<', last.id)
      .orderBy('id')
      .execute()
    for (const { id } of together) if (await isInForce(db, id)) await insert(db, { kind: 'undo', undoes: id }, speaker)
  }
  return insert(db, { kind: 'undo', undoes: last.id }, speaker)
}

/** Events of one query. */
const PAGE = 4096

/**
 * What a person said, in order; `after` is the last event that is known already. Read in pages, between which others come:
 * what is said meanwhile has a higher number, and is read too.
 */
export async function readEvents(
  db: Database,
  { person, after = 0 }: { readonly person?: string | undefined; readonly after?: number },
): Promise<readonly LoggedEvent[]> {
  const events: LoggedEvent[] = []
  for (;;) {
    const rows = await db
      .selectFrom('event')
      .selectAll()
      .where('id', '>', events.at(-1)?.id ?? after)
      .$if(person !== undefined, (query) => query.where('person', '=', person!))
      .orderBy('id')
      .limit(PAGE)
      .execute()
    for (const row of rows) events.push(eventOf(row))
    if (rows.length < PAGE) return events
    await setImmediate()
  }
}

/** Within a transaction that writes. */
async function insert(db: Database, said: Said, { person, source, time = new Date() }: Speaker): Promise<LoggedEvent> {
  if (said.kind === 'undo') await requireUndoable(db, { id: said.undoes, person })
  const row = { ...rowOf(said), person, source, time: time.toISOString() }
  const { id } = await db.insertInto('event').values(row).returning('id').executeTakeFirstOrThrow()
  return eventOf({ ...row, id })
}

async function requireUndoable(db: Database, { id, person }: { readonly id: number; readonly person: string }) {
  const found = await db.selectFrom('event').select('person').where('id', '=', id).executeTakeFirst()
  if (found?.person !== person) throw new UsageError(`nothing to undo: ${person} said nothing of number ${id}`)
  if (!(await isInForce(db, id))) throw new UsageError(`nothing to undo: number ${id} was undone already`)
}

/** Whether an event counts: no undo that counts itself names it. */
async function isInForce(db: Database, id: number): Promise<boolean> {
  const undos = await db.selectFrom('event').select('id').where('undoes', '=', id).execute()
  for (const undo of undos) if (await isInForce(db, undo.id)) return false
  return true
}

const VALUE_OF = { left: 1, tie: 0, right: -1 } as const

function rowOf(said: Said): Omit<Row, 'id' | 'person' | 'time' | 'source'> {
  const row = { kind: said.kind, photo: null, other: null, value: null, undoes: null }
  switch (said.kind) {
    case 'score':
      return { ...row, photo: said.photo, value: said.score }
    case 'star':
      return { ...row, photo: said.photo, value: said.stars }
    case 'pick':
    case 'reject':
    case 'pass':
      return { ...row, photo: said.photo }
    case 'duel':
      return { ...row, photo: said.left, other: said.right, value: VALUE_OF[said.winner] }
    case 'undo':
      return { ...row, undoes: said.undoes }
  }
}

/** The table's own checks have seen to it that nothing is missing. */
function eventOf({ id, person, time, source, kind, photo, other, value, undoes }: Row): LoggedEvent {
  const event = { id, person, time, source }
  const level = value as 1 | 2 | 3 | 4 | 5
  switch (kind) {
    case 'score':
      return { ...event, kind, photo: photo!, score: level }
    case 'star':
      return { ...event, kind, photo: photo!, stars: level }
    case 'pick':
    case 'reject':
    case 'pass':
      return { ...event, kind, photo: photo! }
    case 'duel':
      return {
        ...event,
        kind,
        left: photo!,
        right: other!,
        winner: value === 0 ? 'tie' : value! > 0 ? 'left' : 'right',
      }
    case 'undo':
      return { ...event, kind, undoes: undoes! }
  }
}
