/** The words in which tables and figures of the paper ask for what is to be measured. */

/** Why there is no result: stands where the number would, such as "data not present". */
export interface Absent {
  readonly absent: string
}

export function isAbsent(value: object): value is Absent {
  return 'absent' in value
}

/** Databases on whose raters the paper judges (Sec. 4.1). */
export type TestDatabase = 'flickr-aes' | 'aadb' | 'real-cur'

/** Databases of the paper's task vectors, in the order in which figure 5 adds them. */
export const sourceDatabases = ['ava', 'flickr-aes', 'tad66k', 'para', 'koniq-10k', 'spaq'] as const
export type SourceDatabase = (typeof sourceDatabases)[number]

/** The paper's two, and any other base as itself. */
export type Architecture = 'ViT-L/14' | 'ViT-B/16' | 'other'

export interface PackUnderTest {
  readonly name: string
  readonly hash: string
  readonly architecture: Architecture
  /** Names of its task vectors, in the order of its coefficients. */
  readonly vectors: readonly string[]
}

/** The paper's method and what its tables compare it with. */
export type Variant = 'ours' | 'uniform-init' | 'best-fit-init' | 'mse' | 'layer-agnostic' | 'best-fit-ft'

export interface PersonalResult {
  /** By K, of those at which a rater has enough photos: mean over raters, and its deviation over trials (null for one trial). */
  readonly shots: Readonly<Record<string, ShotsResult>>
  /** SROCC of each vector's own model with all ratings of each rater, without learning: (rater, vector). */
  readonly zeroShot: readonly { readonly rater: string; readonly srocc: readonly number[] }[]
}

export interface ShotsResult {
  readonly mean: number
  readonly std: number | null
  readonly raters: readonly RaterResult[]
}

export interface RaterResult {
  readonly rater: string
  /** Mean over trials. */
  readonly srocc: number
  /** SROCC of the vectors' own models on the same tested photos, mean over models and trials. */
  readonly meanZeroShot: number
  /** Trained coefficients averaged over layers and trials, one a vector; of methods that merge. */
  readonly coefficients?: readonly number[]
}

/** What can be asked for. Everything is measured when first asked for, and kept. */
export interface Measurements {
  readonly packs: readonly PackUnderTest[]
  /** Numbers of support photos: the paper's 10 and 100 unless told. */
  readonly shots: readonly number[]
  /** K-shot personalisation on a test database. `vectors` takes only some of the pack's (figure 5). */
  personal(request: {
    readonly pack: PackUnderTest
    readonly database: TestDatabase
    readonly variant: Variant
    readonly vectors?: readonly string[]
  }): Promise<PersonalResult | Absent>
  /** A vector's own model on the official test split of its database (tables 8 to 12). */
  general(request: {
    readonly pack: PackUnderTest
    readonly database: SourceDatabase
  }): Promise<{ readonly plcc: number; readonly srocc: number; readonly photos: number } | Absent>
  /** Cosine similarities of the task vectors (figure 4). */
  similarity(
    pack: PackUnderTest,
  ): Promise<{ readonly names: readonly string[]; readonly values: readonly (readonly number[])[] } | Absent>
  /** Images a second of the merged network on this device (table 5). */
  imagesPerSecond(pack: PackUnderTest): Promise<{ readonly imagesPerSecond: number; readonly device: string } | Absent>
}
