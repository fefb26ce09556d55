/** What an export says of a photo. Rows of them stand in the order that is exported. */
export interface ExportedPhoto {
  /** Absolute. */
  readonly path: string
  /** 1 for the best photo of the library, whatever order is exported. */
  readonly place: number
  /** Base name of its file. */
  readonly name: string
  /** Predicted, 1 to 5. */
  readonly stars: number
  /** P(exactly these stars). */
  readonly probability: number
  /** Predicted; only the order of scores means something. */
  readonly score: number
  /** Standard deviation of the score. */
  readonly deviation: number
  /** ISO 8601 without a zone: what the camera's clock showed. */
  readonly takenAt: string | null
  /** What the person gave it; null for nothing. */
  readonly given: {
    readonly score?: number | undefined
    /** In the file or its sidecar. */
    readonly stars?: number | undefined
    readonly flag?: 'pick' | 'reject' | 'pass' | undefined
  } | null
}
