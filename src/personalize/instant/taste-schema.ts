import { z } from 'zod'
import { evidenceColumnsSchema } from './evidence-columns.ts'

/**
 * Version of the taste file that this palate writes and reads. It grows also when the same ratings give other weights:
 * those written are compared with those learnt.
 */
export const TASTE_SCHEMA = 1

const text = z.string().min(1).max(200)

const scaleSchema = z.strictObject({
  levels: z.array(z.number()).describe('values of the levels, ascending'),
  thresholds: z.array(z.number()).describe('between them, on the scale of the scores'),
})

export const editsSchema = z.strictObject({
  trust: z.number().optional(),
  databases: z
    .array(z.strictObject({ name: text, mean: z.number().optional(), deviation: z.number().optional() }))
    .optional(),
})

const personSchema = z.strictObject({
  merged: z
    .strictObject({ name: z.string().min(1).max(100), weight: z.number().positive(), spread: z.number().positive() })
    .optional()
    .describe('where the tastes of several people are merged'),
  edits: editsSchema.optional().describe("what was changed in the pack's prior"),
  weights: z.array(z.number()).describe('(p) learnt: of the prior score, the databases, the embedding'),
  scales: z.strictObject({ score: scaleSchema.optional(), star: scaleSchema.optional(), flag: scaleSchema.optional() }),
  evidence: evidenceColumnsSchema.describe('all that was said, in order'),
})

/** A taste file: `{ format: "palate-taste", schema: 1, ... }`. */
export const tasteFileSchema = z.strictObject({
  format: z.literal('palate-taste'),
  schema: z.literal(TASTE_SCHEMA),
  pack: z.strictObject({ name: text, hash: text }),
  databases: z.array(text).max(1000).describe('names, in the order of the database scores'),
  width: z.int().nonnegative().max(100_000).describe('m, numbers of the embedding'),
  photos: z.strictObject({
    ids: z.base64().describe('12 bytes a rated photo: the start of its content hash'),
    waiting: z.array(z.int().nonnegative()).optional().describe('places of the photos without a descriptor'),
    descriptors: z.base64().describe('of the others: n little-endian halves, m signed bytes each'),
  }),
  people: z.array(personSchema).min(1).max(1000).describe('one, or those whose tastes are merged'),
})
export type TasteFile = z.output<typeof tasteFileSchema>

/** JSON Schema (2020-12) of taste files. */
export function tasteFileJsonSchema(): unknown {
  return { title: 'palate taste', ...z.toJSONSchema(tasteFileSchema, { io: 'input' }) }
}
