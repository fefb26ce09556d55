import { FormatError } from '../../core/index.ts'
import { learn, storedOf, type Taste } from './learn-taste.ts'
import { type MergedTaste, mergedTaste } from './merge-tastes.ts'
import type { PhotoId } from './photo-id.ts'
import type { Scale } from './posterior.ts'
import type { ScaleName } from './evidence.ts'
import type { PriorEdits } from './prior-edits.ts'
import type { TasteEvidence } from './taste-evidence.ts'
import type { TasteModel } from './taste-model.ts'

/** A taste, or one merged of several people's: each orders photos by `posterior.weights`. */
export type AnyTaste = Taste | MergedTaste

/** What a taste file says, whether or not the pack is at hand. */
export interface TasteRecord {
  readonly pack: { readonly name: string; readonly hash: string }
  readonly databases: readonly string[]
  /** m, numbers of the embedding. */
  readonly width: number
  /** One, or the people of a merge. */
  readonly people: readonly PersonRecord[]
  /** Stored descriptors of the rated photos that the pack has described. */
  readonly descriptors: ReadonlyMap<PhotoId, Uint8Array>
}

export interface PersonRecord {
  /** Of a person in a merge. */
  readonly merged?: { readonly name: string; readonly weight: number; readonly spread: number }
  readonly edits: PriorEdits
  readonly evidence: readonly TasteEvidence[]
  /** (p) as they were learnt. */
  readonly weights: readonly number[]
  readonly scales: { readonly [name in ScaleName]?: Scale }
}

/** What is to be kept of a taste. */
export function recordOf(taste: AnyTaste): TasteRecord {
  const { pack, databases, shape } = taste.model
  const people = 'people' in taste ? taste.people : [{ taste }]
  return {
    pack,
    databases,
    width: shape.width,
    people: people.map((person) => ({
      ...('name' in person ? { merged: { name: person.name, weight: person.weight, spread: person.spread } } : {}),
      edits: person.taste.edits,
      evidence: person.taste.evidence,
      weights: [...person.taste.posterior.weights],
      scales: person.taste.posterior.scales,
    })),
    descriptors: new Map(people.flatMap((person) => [...storedOf(person.taste)])),
  }
}

/** How far learnt weights may be from those written, by what machines and versions differ in their last digits. */
const TOLERANCE = 1e-6

/**
 * The taste of a record, learnt again from its ratings. Weights and thresholds are kept as written where they agree, so
 * that a taste orders photos in the same way, to the bit, after any number of readings and writings.
 * @throws {FormatError} for a record of another pack, or one whose weights are not those that its ratings give.
 */
export function tasteOf(record: TasteRecord, model: TasteModel): AnyTaste {
  requirePack(record, model)
  const people = record.people.map((person) => ({ ...person.merged, taste: openPerson(person, record, model) }))
  if (people.length === 1) return people[0]!.taste
  return mergedTaste(people as Parameters<typeof mergedTaste>[0])
}

function openPerson(person: PersonRecord, { descriptors }: TasteRecord, model: TasteModel): Taste {
  const taste = learn({ model, edits: person.edits, evidence: person.evidence, bytes: descriptors })
  const { posterior } = taste
  requireAgreement('weights', person.weights, posterior.weights)
  const names = Object.keys({ ...person.scales, ...posterior.scales }) as ScaleName[]
  for (const name of names) {
    for (const part of ['levels', 'thresholds'] as const)
      requireAgreement(`${part} of the ${name}s`, person.scales[name]?.[part], posterior.scales[name]?.[part])
  }
  return { ...taste, posterior: { ...posterior, weights: Float64Array.from(person.weights), scales: person.scales } }
}

function requireAgreement(what: string, written: ArrayLike<number> = [], learnt: ArrayLike<number> = []): void {
  const same =
    written.length === learnt.length &&
    Array.from(learnt).every((value, at) => Math.abs(value - written[at]!) <= TOLERANCE * Math.max(1, Math.abs(value)))
  if (same) return
  throw new FormatError(
    `the ${what} are not those that its ratings give: the file is damaged or was changed by hand; ` +
      'take a copy, or learn it again with "palate taste migrate"',
  )
}

function requirePack({ pack, databases, width }: TasteRecord, model: TasteModel): void {
  if (pack.hash !== model.pack.hash) {
    throw new FormatError(
      `this taste is of pack ${pack.name} (${pack.hash.slice(0, 12)}), not of ${model.pack.name} ` +
        `(${model.pack.hash.slice(0, 12)}); "palate taste migrate" learns it again`,
    )
  }
  if (width !== model.shape.width || databases.join('\n') !== model.databases.join('\n'))
    throw new FormatError(`the databases or the width of the descriptors are not those of pack ${model.pack.name}`)
}
