import { PalateError } from '../core/index.ts'
import {
  emptyTaste,
  photoId,
  replaceEvidence,
  type Taste,
  tasteFromText,
  type TasteModel,
  tasteText,
  waitingEvidence,
} from '../personalize/index.ts'
import type { Catalog } from './catalog.ts'
import type { DescriptorKind } from './describers.ts'
import type { LoggedEvent } from './events.ts'
import { eventsInForce, evidenceOf } from './evidence-of.ts'
import { followEvents } from './follow-events.ts'

/** Whose taste, learnt with which pack. */
export interface TasteFromLogOptions {
  readonly catalog: Catalog
  readonly kind: DescriptorKind
  readonly model: TasteModel
  readonly person: string
}

/** A person's taste with the events that it was learnt from. */
export interface TasteFromLog {
  readonly taste: Taste
  /** All that the person said, in order. */
  readonly events: readonly LoggedEvent[]
}

/** Photos of one query. */
const PAGE = 4096

/**
 * A person's taste as the log has it now, learnt from where it stood `before`, or as it was kept. What was said of photos
 * that this pack has not described yet waits for them.
 */
export async function tasteFromLog(options: TasteFromLogOptions, before?: TasteFromLog): Promise<TasteFromLog> {
  const { catalog, person } = options
  const { events, isAnew } = await followEvents(catalog, { person, known: before?.events ?? [] })
  const start = (isAnew ? undefined : before) ?? (await keptTaste(options, events))
  const isNew = start === undefined || events.length > start.events.length
  // The same object where nothing is new: what was worked out of it stays known.
  const asBefore = (from: TasteFromLog): TasteFromLog => (from === before ? before : { ...from, events })
  if (start !== undefined && !isNew && waitingEvidence(start.taste).length === 0) return asBefore(start)
  const taste = start?.taste ?? emptyTaste(options.model)
  const described = await descriptorsOf(options, { events, taste })
  if (start !== undefined && !isNew && described.size === 0) return asBefore(start)
  return { taste: replaceEvidence(taste, evidenceOf(events), described), events }
}

/** Keeps a taste in the catalog, so that the next start need not learn it. */
export async function keepTasteFromLog({ catalog, person, model }: TasteFromLogOptions, learnt: TasteFromLog) {
  const event = learnt.events.at(-1)?.id
  if (event === undefined) return
  await catalog.keepTaste({ person, packHash: model.pack.hash, event, content: tasteText(learnt.taste) })
}

/** The kept taste, with those of the events that it was learnt from. */
async function keptTaste(
  { catalog, person, model }: TasteFromLogOptions,
  events: readonly LoggedEvent[],
): Promise<TasteFromLog | undefined> {
  const kept = await catalog.keptTaste({ person, packHash: model.pack.hash })
  if (kept === undefined) return undefined
  try {
    const taste = tasteFromText(kept.content, model)
    return 'people' in taste ? undefined : { taste, events: events.filter(({ id }) => id <= kept.event) }
  } catch (error) {
    // Of another palate or machine. Nothing is lost: the log is what was said, and the taste is learnt from it again.
    if (error instanceof PalateError) return undefined
    throw error
  }
}

/** Stored descriptors of photos that the events speak of and the taste has not. */
async function descriptorsOf(
  { catalog, kind }: TasteFromLogOptions,
  { events, taste }: TasteFromLog,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const mentioned = new Set(eventsInForce(events).flatMap(photosOfEvent))
  const unknown = [...mentioned].filter((photo) => !taste.photos.has(photoId(photo)))
  const described = new Map<string, Uint8Array>()
  for (let start = 0; start < unknown.length; start += PAGE)
    for (const [photo, bytes] of await catalog.storedDescriptors(unknown.slice(start, start + PAGE), kind))
      described.set(photo, bytes)
  return described
}

/** Content hashes of the photos that an event speaks of; none for an undo. */
export function photosOfEvent(event: LoggedEvent): readonly string[] {
  if (event.kind === 'undo') return []
  return event.kind === 'duel' ? [event.left, event.right] : [event.photo]
}
