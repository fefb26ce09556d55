import { z } from 'zod'
import { personName } from './photos.ts'

/** A shoot by the number that names it: the smallest number of its photos. */
export const shootKey = z.coerce.number().int().positive()

export const personQuery = z.object({ person: personName.default('me') })
export const personBody = z.strictObject({ person: personName.default('me') })

/** A shoot as the list shows it. */
export const shoot = z.strictObject({
  key: z.int(),
  /** Folder and day, for people. */
  label: z.string(),
  /** First and last frame, ISO 8601 without a zone; null where no time is known that can be right. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  frames: z.int(),
  /** Groups of near duplicates, frames of their own among them. */
  series: z.int(),
  /** Frames that this person picked, passed over, rejected; the rest has no flag. */
  picked: z.int(),
  passed: z.int(),
  rejected: z.int(),
  /** Frames without a flag that have stars, given here or in their files. */
  starred: z.int(),
  /** Sentences about clocks that cannot be right. */
  notes: z.array(z.string()),
  /** The first of its frames, to show. */
  cover: z.int(),
})

/** What photos are cut into shoots by. Clocks are set by `palate shoots --clock`. */
export const shootCut = z.strictObject({
  /** A longer pause begins another shoot. */
  gapHours: z
    .number()
    .positive()
    .max(24 * 366),
  /** `each`: a shoot lies in one folder; `ignore`: only the time parts them. */
  folders: z.enum(['each', 'ignore']),
})

/** Newest first, those without a time last. */
export const shoots = z.strictObject({ shoots: z.array(shoot) })

/** One shoot for culling. Nothing is hidden: every frame stands in one series. */
export const shootFrames = shoot.extend({
  frameSeries: z
    .array(
      z.strictObject({
        /** In the order of taking. */
        photos: z.array(z.int()),
        /** (photo) What this person said of each last; null for a frame that is still open. */
        flags: z.array(z.enum(['pick', 'reject', 'pass']).nullable()),
        /** (photo) 1 for the frame that stands first in this shoot by the order learnt; null where none is offered. */
        places: z.array(z.int()).nullable(),
      }),
    )
    .describe('series by the time of their first frames'),
  /** Which order is offered, and why: the backtest decides, and without one it is that of taking. */
  offered: z.enum(['archive', 'chronological']),
  why: z.string(),
})

export const keepingDiverse = z.strictObject({ person: personName.default('me'), count: z.int().min(1).max(500) })
/** Frames that are good and unlike each other, best first. Nothing is said of them yet. */
export const diverse = z.strictObject({ photos: z.array(z.int()) })

/** What remains of a shoot, to be written into sidecars. */
export const keepersToWrite = z.strictObject({
  person: personName.default('me'),
  /** `stars`: picked frames get this many, as ratings; `flags`: as picks and rejects in the fields that Lightroom and digiKam read. */
  as: z.enum(['stars', 'flags']),
  stars: z.int().min(1).max(5).default(3),
  /** Without it nothing is written: what would be is shown. */
  apply: z.boolean().default(false),
})

/** Cheap measures on the preview; null where the photo could not be measured. */
export const measures = z.strictObject({
  measures: z
    .strictObject({
      focus: z.number(),
      subjectFocus: z.number(),
      motionBlur: z.number(),
      exposure: z.number(),
      clippedDark: z.number(),
      clippedLight: z.number(),
      noise: z.number(),
      tilt: z.number().nullable(),
    })
    .nullable(),
})

const interval = z.strictObject({ mean: z.number(), low: z.number(), high: z.number() })

/** One way to look through a shoot, judged on later shoots. */
export const judgedOrder = z.strictObject({
  name: z.enum(['chronological', 'sharpness', 'pack', 'ten-ratings', 'archive', 'archive-and-measures']),
  /** (share looked at): share of keepers seen, mean over shoots, with a 95 % interval over shoots. */
  seen: z.array(z.number()),
  low: z.array(z.number()),
  high: z.array(z.number()),
  /** At the share of the sentence. */
  atLook: interval,
})

/** What a backtest found. */
export const backtestReport = z.strictObject({
  verdict: z.enum(['helps', 'no-help', 'too-few']),
  sentences: z.array(z.string()),
  /** Shares of the frames that were looked at: 0, .05, .. 1. */
  lookedAt: z.array(z.number()),
  /** The share of the sentence. */
  look: z.number(),
  shoots: z.strictObject({
    tested: z.int(),
    learntFrom: z.int(),
    leftOut: z.array(z.strictObject({ reason: z.string(), shoots: z.int() })),
  }),
  orders: z.array(judgedOrder),
  kinds: z.array(
    z.strictObject({ kind: z.string(), shoots: z.int(), sentence: z.string(), orders: z.array(judgedOrder) }),
  ),
  perShoot: z.array(
    z.strictObject({
      key: z.int(),
      label: z.string(),
      frames: z.int(),
      keepers: z.int(),
      /** Share of keepers seen at `look`, by name of the order. */
      seen: z.record(z.string(), z.number()),
    }),
  ),
})

/** A backtest at work or done, one a person. */
export const backtestState = z.strictObject({
  person: personName,
  state: z.enum(['none', 'working', 'done', 'failed']),
  /** What is being done; of a failed one why, in one sentence. */
  label: z.string(),
  done: z.int(),
  total: z.int(),
  report: backtestReport.nullable(),
  /** ISO 8601, of the report. */
  at: z.string().nullable(),
})

/** Other programs' knowledge of what was kept, to be brought into the log. Their files are read, never written. */
export const importingPast = z.strictObject({
  person: personName.default('me'),
  /** Absolute paths. */
  lightroom: z.string().max(4096).optional(),
  darktable: z.string().max(4096).optional(),
  keepers: z.string().max(4096).optional(),
  /** Stars, flags and labels in the photos' own files and sidecars. */
  xmp: z.boolean().default(false),
  /** What a colour label means: nothing, unless it is said. */
  labels: z
    .partialRecord(z.enum(['red', 'yellow', 'green', 'blue', 'purple']), z.enum(['keep', 'pass', 'reject']))
    .default({}),
  /** Takes back too what a source said before of photos that it does not mention now. */
  replace: z.boolean().default(false),
})

export const importedPast = z.strictObject({ sentences: z.array(z.string()) })

export type ShootSummary = z.output<typeof shoot>
export type ShootCut = z.output<typeof shootCut>
export type ShootFrames = z.output<typeof shootFrames>
export type MeasuresOfPhoto = z.output<typeof measures>
export type BacktestReportMessage = z.output<typeof backtestReport>
export type BacktestState = z.output<typeof backtestState>
export type ImportingPast = z.input<typeof importingPast>
export type ImportedPast = z.output<typeof importedPast>
/** As it is understood, with what stands for what was not said. */
export type PastToImport = z.output<typeof importingPast>
