import { CLEARING, eventsInForce, type LoggedEvent, type Said } from '../catalog/index.ts'
import { UsageError } from '../core/index.ts'
import type { AppContext } from './app-context.ts'
import type { Acknowledged, Log, SaidOfPhoto, Undone } from './messages/index.ts'
import { requirePhoto, requirePhotos } from './photo-files.ts'

/** Where things are said that are said here. */
const SOURCE = 'app'

/** Sources whose scores `clear` takes back: stars of files are taken back in the files. Flags it takes back of all sources. */
const BY_HAND = new Set([SOURCE, 'cli'])

type Parts = Pick<AppContext, 'catalog' | 'folders' | 'people' | 'stream' | 'state' | 'now'>

/** Keeps what a person says: on disk when this resolves. @throws {MissingError} for a photo that is not in the opened folders. */
export async function say(
  app: Parts,
  { person, said }: { readonly person: string; readonly said: SaidOfPhoto },
): Promise<Acknowledged> {
  await app.people.requireSpeaker(person)
  const meant = said.kind === 'clear' ? await undosOf(app, { person, said }) : [await asLogged(app, said)]
  const source = said.kind === 'clear' ? `${SOURCE}${CLEARING}` : SOURCE
  const events = await app.catalog.append({ person, source, time: app.now(), said: meant })
  const event = events.at(-1)?.id ?? null
  if (event !== null) tell(app, { person, event })
  return { event }
}

/** Takes back one thing that a person said, or the last. @throws {UsageError} where there is no such thing. */
export async function undo(
  app: Parts,
  { person, event }: { readonly person: string; readonly event?: number | undefined },
): Promise<Undone> {
  await app.people.requireSpeaker(person)
  const speaker = { person, source: SOURCE, time: app.now() }
  const undone =
    event === undefined
      ? await app.catalog.undoLast(speaker)
      : (await app.catalog.append({ ...speaker, said: await undosWith(app, { person, event }) })).at(-1)
  if (undone?.kind !== 'undo') return { event: null, photos: [] }
  tell(app, { person, event: undone.id })
  const said = await app.people.events(person)
  const last = said.find(({ id }) => id === undone.undoes)
  // What cleared a photo is an undo itself: it was said of the photo that it cleared.
  const taken = last?.kind === 'undo' ? said.find(({ id }) => id === last.undoes) : last
  const numberOf = await numbersOf(app, taken === undefined ? [] : [taken])
  return {
    event: undone.undoes,
    photos: taken === undefined ? [] : photosOf(taken).flatMap((hash) => numberOf.get(hash) ?? []),
  }
}

/** The latest things said, last first. */
export async function latestSaid(
  app: Parts,
  { person, count }: { readonly person: string; readonly count: number },
): Promise<Log> {
  const events = await app.people.events(person)
  const inForce = new Set(eventsInForce(events).map(({ id }) => id))
  const latest = events
    .filter(({ kind }) => kind !== 'undo')
    .slice(-count)
    .reverse()
  const numberOf = await numbersOf(app, latest)
  return {
    said: latest.map((event) => ({
      event: event.id,
      time: event.time,
      what: inWords(event),
      photos: photosOf(event).flatMap((hash) => numberOf.get(hash) ?? []),
      undone: !inForce.has(event.id),
    })),
  }
}

function tell({ stream, state }: Parts, said: { readonly person: string; readonly event: number }): void {
  stream.send('said', said)
  state.touch()
}

/** Photos by content hash, as the log names them. */
async function asLogged(app: Parts, said: Exclude<SaidOfPhoto, { kind: 'clear' }>): Promise<Said> {
  if (said.kind === 'duel') {
    const { left, right, winner } = said
    if (left === right) throw new UsageError('a photo cannot be compared with itself')
    const [first, second] = await requirePhotos(app, [left, right])
    return { kind: 'duel', left: first!.contentHash, right: second!.contentHash, winner }
  }
  const { contentHash } = await requirePhoto(app, said.photo)
  return said.kind === 'score'
    ? { kind: 'score', photo: contentHash, score: said.score as 1 }
    : { kind: said.kind, photo: contentHash }
}

/**
 * What takes back a score or flag of a photo, however often it was given. Of flags those that were read from elsewhere
 * too: a photo whose flag is cleared shows none, and one that is imported later was asked for.
 */
async function undosOf(
  app: Parts,
  { person, said }: { readonly person: string; readonly said: SaidOfPhoto & { kind: 'clear' } },
): Promise<readonly Said[]> {
  const { contentHash } = await requirePhoto(app, said.photo)
  const kinds: readonly string[] = said.what === 'score' ? ['score'] : ['pick', 'reject', 'pass']
  return eventsInForce(await app.people.events(person))
    .filter((event) => kinds.includes(event.kind) && photosOf(event).includes(contentHash))
    .filter(({ source }) => said.what === 'flag' || BY_HAND.has(source))
    .map(({ id }): Said => ({ kind: 'undo', undoes: id }))
}

/** What takes back an event, last, and before it what was cleared together with it. */
async function undosWith(
  { people }: Parts,
  { person, event }: { readonly person: string; readonly event: number },
): Promise<readonly Said[]> {
  const events = await people.events(person)
  const taken = events.find(({ id }) => id === event)
  const isCleared = taken?.kind === 'undo' && taken.source.endsWith(CLEARING)
  const undone = new Set(events.flatMap((each) => (each.kind === 'undo' ? [each.undoes] : [])))
  const together = events.filter(
    ({ id, kind, source, time }) =>
      isCleared && id < event && kind === 'undo' && source === taken.source && time === taken.time && !undone.has(id),
  )
  return [...together.map(({ id }) => id), event].map((undoes) => ({ kind: 'undo', undoes }))
}

/** Numbers of the photos that were spoken of, where they lie in an opened folder. */
async function numbersOf(
  { catalog, folders }: Parts,
  events: readonly LoggedEvent[],
): Promise<ReadonlyMap<string, number>> {
  const photos = await catalog.photosByPrefix([...new Set(events.flatMap(photosOf))])
  return new Map(
    photos
      .filter(({ paths }) => paths.some((path) => folders.holds(path)))
      .map(({ contentHash, id }) => [contentHash, id]),
  )
}

/** Content hashes; of a duel the winner's first. */
function photosOf(event: LoggedEvent): readonly string[] {
  if (event.kind === 'undo') return []
  if (event.kind !== 'duel') return [event.photo]
  return event.winner === 'right' ? [event.right, event.left] : [event.left, event.right]
}

function inWords(event: LoggedEvent): string {
  switch (event.kind) {
    case 'score':
      return `scored ${event.score}`
    case 'star':
      return event.stars === 1 ? '1 star in its file' : `${event.stars} stars in its file`
    case 'pick':
      return 'picked'
    case 'reject':
      return event.source === 'xmp' ? 'rejected in its file' : 'rejected'
    case 'pass':
      return 'passed over'
    case 'duel':
      return event.winner === 'tie' ? 'as good as' : 'preferred to'
    case 'undo':
      return 'undone'
  }
}
