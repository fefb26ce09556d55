import { z } from 'zod'
import { card, personName } from './photos.ts'

/** How well a taste orders its owner's unseen photos, cross-validated on what they said; never the training fit. */
export const agreement = z.strictObject({
  /** Expected rank correlation (SROCC) with ratings of unseen photos; null where there is too little to say. */
  srocc: z.number().nullable(),
  /** A 90 % interval of it. */
  low: z.number(),
  high: z.number(),
  /** Expected share of pairs that are put in the person's order; null where there is too little to say. */
  pairwise: z.number().nullable(),
  /** Photos that something was said of. */
  ratings: z.int(),
  verdict: z.enum(['too-few', 'fits', 'unclear', 'no-model-fits']),
  /** The above for people. */
  sentence: z.string(),
})

const weight = z.strictObject({
  name: z.string(),
  /** Of the average rater. */
  prior: z.number(),
  learnt: z.number(),
  /** One standard deviation. */
  deviation: z.number(),
})

export const tasteSummary = z.strictObject({
  person: z.string(),
  /** Numbers of things said, undone ones left out. */
  said: z.strictObject({
    scores: z.int(),
    stars: z.int(),
    picks: z.int(),
    rejects: z.int(),
    duels: z.int(),
    /** Of photos that no longer lie in the catalog or are not indexed. */
    waiting: z.int(),
  }),
  /** How often each score, 1 to 5, was given. */
  scores: z.array(z.int()).length(5),
  agreement,
  /** What the taste weighs against the average rater: people in general, then each database. */
  weights: z.array(weight),
  /** How far the embedding's weights moved: root mean square, in deviations of their prior. */
  moved: z.number(),
})

/** How agreement grew as the person rated. */
export const learningCurve = z.strictObject({
  points: z.array(z.strictObject({ said: z.int(), srocc: z.number(), low: z.number(), high: z.number() })),
  /** What is missing where there are no points. */
  sentence: z.string(),
})

export const compareQuery = z.object({ person: personName, with: personName })

/** Two tastes side by side. */
export const comparison = z.strictObject({
  people: z.tuple([z.string(), z.string()]),
  /** Rank correlation (SROCC) of their orders of the library; null with fewer than two photos. */
  srocc: z.number().nullable(),
  /** Photos of which they think most differently, by difference of their standardised scores. */
  first: z.array(card),
  second: z.array(card),
  weights: z.tuple([z.array(weight), z.array(weight)]),
})

export const importedTaste = z.strictObject({
  /** What it is called here. */
  person: personName,
  /** The text of a taste file, as `palate rank --save-taste` or this app wrote it. */
  content: z.string().max(20_000_000),
})

export const forgetting = z.strictObject({ person: personName })
/** Things said that were forgotten. */
export const forgotten = z.strictObject({ events: z.int() })

export type AgreementOfTaste = z.output<typeof agreement>
export type TasteSummary = z.output<typeof tasteSummary>
export type LearningCurve = z.output<typeof learningCurve>
export type Comparison = z.output<typeof comparison>
