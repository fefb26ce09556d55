/** Where long work says how far it is. `done` and `total` count the same unit. */
export interface Progress {
  report(event: ProgressEvent): void
}

export interface ProgressEvent {
  /** What is being done, as it stands on the line: `training the backbone on oasis-beauty`. */
  readonly label: string
  readonly done: number
  readonly total: number
  /** A figure worth seeing beside the bar, such as the loss. */
  readonly note?: string
}

export const silent: Progress = { report: () => {} }

/** What every long operation takes: where to report, and how to be stopped. */
export interface Job {
  readonly progress?: Progress
  readonly signal?: AbortSignal
}
