import { UsageError } from '../../core/index.ts'
import type { Database, RatingRow } from '../contract.ts'

/** How a database is parted into several, each of which teaches a task vector of its own (Sec. 5.3, future work). */
export type PartitionHow = { readonly minPhotos?: number } & (
  | { readonly by: 'column'; /** Of the rating rows; one value a photo. */ readonly column: string }
  | { readonly by: 'tags'; readonly tags: Tags }
  | ({ readonly by: 'raters' } & RaterClusters)
  | ({ readonly by: 'disagreement' } & Disagreement)
)

/** A tag of each photo by its absolute path, read from a file of their own (`readTags`). */
export type Tags = ReadonlyMap<string, string>

export interface Partition {
  readonly parts: readonly Part[]
  /** Themes of too few photos, which the part `other` holds. */
  readonly joined: readonly { readonly value: string; readonly photos: number }[]
  /** What no part holds. */
  readonly leftOut: LeftOut
}

export interface Part {
  /** A short name that may stand in a file name. */
  readonly part: string
  /** What it is, in words. */
  readonly holds: string
  readonly database: Database
}

export interface LeftOut {
  readonly rows: number
  readonly photos: Readonly<Partial<Record<PhotoReason, number>>>
  readonly raters: Readonly<Partial<Record<RaterReason, number>>>
}

export type PhotoReason = 'no value' | 'fewer than two raters' | 'too few photos of its kind' | 'no rater left'
export type RaterReason = 'one score for all photos' | 'no photo with a tag'

/** What a way of parting finds: which rows are whose. */
export interface Split {
  readonly groups: readonly {
    readonly part: string
    readonly holds: string
    readonly rows: readonly RatingRow[]
  }[]
  readonly joined?: Partition['joined']
  readonly photos?: LeftOut['photos']
  readonly raters?: LeftOut['raters']
}

export interface RaterClusters {
  readonly parts: number
  /** Compare raters by tag instead of photo by photo: needed where raters share no photos. */
  readonly tags?: Tags
  readonly seed: number
}

export interface Disagreement {
  readonly parts: number
  /** A column with a published standard deviation of each photo, as AVA and KonIQ have it. Default: computed from the raters' rows. */
  readonly column?: string
}

/** @throws {UsageError} unless `parts` is a whole number from 2. */
export function requireParts(parts: number): void {
  if (!Number.isInteger(parts) || parts < 2)
    throw new UsageError(`a partition has two parts or more, got ${parts}; ask for a whole number from 2`)
}
