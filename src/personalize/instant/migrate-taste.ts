import { decodeDescriptors, type Descriptors } from '../descriptor.ts'
import { photosOf } from './evidence.ts'
import { learn, storedOf, type Taste } from './learn-taste.ts'
import { type MergedTaste, mergeTastes } from './merge-tastes.ts'
import type { PhotoId } from './photo-id.ts'
import type { PriorEdits } from './prior-edits.ts'
import type { TasteModel } from './taste-model.ts'
import { type AnyTaste, recordOf, type TasteRecord } from './taste-record.ts'

/** A taste that was learnt again, and what could not come along. */
export interface Migration {
  readonly taste: AnyTaste
  /** Rated photos that have a descriptor now. */
  readonly photos: number
  /** Rated photos that have none. What was said of them stays in the taste, and counts once they are described. */
  readonly missing: readonly PhotoId[]
  /** How many of the things said wait for those. */
  readonly waiting: number
  /** Databases whose weights were edited and which the pack does not have. The edit is gone. */
  readonly droppedEdits: readonly string[]
}

/**
 * Learns a taste again for another pack, from the descriptors that this pack gives to the rated photos: numbers of two
 * packs mean different things, so that weights cannot be carried over. `describe` is asked once for all rated photos and
 * leaves out those that it does not have. Where the pack is the same, descriptors of the taste itself stand in for them.
 * The people's spreads in a merge are measured again, over `over`, by default over all photos that they rated.
 * @throws {FormatError} where a descriptor is not one of the pack's. @throws {UsageError} as `mergeTastes` does.
 */
export async function migrateTaste(
  source: AnyTaste | TasteRecord,
  model: TasteModel,
  {
    describe,
    over,
  }: {
    readonly describe: (photos: readonly PhotoId[]) => Promise<ReadonlyMap<PhotoId, Uint8Array>>
    readonly over?: Descriptors
  },
): Promise<Migration> {
  const record = 'model' in source ? recordOf(source) : source
  const said = record.people.flatMap(({ evidence }) => evidence)
  const mentioned = [...new Set(said.flatMap((item) => photosOf<PhotoId>(item)))]
  const described = mentioned.length === 0 ? new Map<PhotoId, Uint8Array>() : await describe(mentioned)
  const own = record.pack.hash === model.pack.hash ? record.descriptors : new Map<PhotoId, Uint8Array>()
  const bytes = new Map(
    mentioned.flatMap((photo) => {
      const stored = described.get(photo) ?? own.get(photo)
      return stored === undefined ? [] : [[photo, stored] as const]
    }),
  )
  const people = record.people.map(({ edits, evidence }) =>
    learn({ model, edits: keptEdits(edits, model), evidence, bytes }),
  )
  const edited = new Set(record.people.flatMap(({ edits }) => Object.keys(edits.databases ?? {})))
  return {
    taste: people.length === 1 ? people[0]! : merged(record, people, over ?? allOf(people)),
    photos: bytes.size,
    missing: mentioned.filter((photo) => !bytes.has(photo)),
    waiting: said.filter((item) => !photosOf<PhotoId>(item).every((photo) => bytes.has(photo))).length,
    droppedEdits: [...edited].filter((name) => !model.databases.includes(name)),
  }
}

function merged({ people }: TasteRecord, tastes: readonly Taste[], over: Descriptors): MergedTaste {
  return mergeTastes(
    people.map((person, at) => ({ name: '', weight: 1, ...person.merged, taste: tastes[at]! })),
    over,
  )
}

function keptEdits({ trust, databases = {} }: PriorEdits, model: TasteModel): PriorEdits {
  const kept = Object.entries(databases).filter(([name]) => model.databases.includes(name))
  return {
    ...(trust === undefined ? {} : { trust }),
    ...(kept.length === 0 ? {} : { databases: Object.fromEntries(kept) }),
  }
}

function allOf(tastes: readonly Taste[]): Descriptors {
  const stored = new Map(tastes.flatMap((taste) => [...storedOf(taste)]))
  return decodeDescriptors(Buffer.concat([...stored.values()]), tastes[0]!.model.shape)
}
