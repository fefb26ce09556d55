import { z } from 'zod'
import { headConfigSchema, preprocessingSchema, towerConfigSchema } from '../model/index.ts'
import {
  baseIdentitySchema,
  databaseSchema,
  fileNameSchema,
  nameSchema,
  photosReferenceSchema,
  sha256Schema,
} from './records.ts'
import { storageSchema } from './storage.ts'

/** Version of `pack.json` that this palate writes and reads. */
export const PACK_SCHEMA = 2

/** What a pack keeps of one database beside what the vector's record says. */
export const packDatabaseSchema = databaseSchema.safeExtend({
  /** File of the vector, in the pack's folder. */
  vector: fileNameSchema,
  sha256: sha256Schema,
  /** What storing the vector as the pack does costs: |tau - stored| / |tau|. */
  relativeError: z.number().nonnegative(),
  photos: photosReferenceSchema,
})
export type PackDatabase = z.output<typeof packDatabaseSchema>

/** What `pack.json` says of a pack's read-out; the numbers stand in its file. */
export const readOutSchema = z.strictObject({
  file: fileNameSchema,
  sha256: sha256Schema,
  /** m, width of the descriptor's embedding. */
  width: z.int().min(1).max(1024),
  /** The same for the baseline without task vectors; null where the read-out has none. */
  plainWidth: z.int().min(1).max(1024).nullable(),
  /** Unlabelled photos that it was distilled on. */
  photos: z.strictObject({ count: z.int().nonnegative(), file: fileNameSchema, sha256: sha256Schema }),
  /** Rank correlation of each distilled score with the model's own, on photos held out. */
  fidelity: z.array(z.strictObject({ database: nameSchema, srocc: z.number().min(-1).max(1) })).readonly(),
  /** Whose ratings the prior knows; null where nobody's: it trusts all databases alike. */
  prior: z.strictObject({ raters: z.int().min(1), photos: z.int().min(1), source: z.string().max(2000) }).nullable(),
  /** Settings of the distillation and the prior, as the builder recorded them. */
  settings: z.record(z.string(), z.unknown()),
})
export type ReadOutRecord = z.output<typeof readOutSchema>

/** `pack.json`. */
export const packSchema = z.strictObject({
  schema: z.literal(PACK_SCHEMA),
  name: nameSchema,
  base: baseIdentitySchema.extend({
    /** The base's own weights, where they are in the pack. */
    embedded: z.strictObject({ file: fileNameSchema, sha256: sha256Schema }).nullable(),
  }),
  tower: towerConfigSchema,
  preprocessing: preprocessingSchema,
  head: headConfigSchema,
  /** All heads of the pack started from this one: heads that start apart cannot be merged. */
  commonHead: z.strictObject({ file: fileNameSchema, sha256: sha256Schema }),
  storage: storageSchema,
  /** The L layers in the order of their coefficients. */
  layers: z.array(z.string()).readonly(),
  databases: z.array(packDatabaseSchema).min(1).max(64).readonly(),
  /** How one forward pass becomes a descriptor; null in a pack that has task vectors only. */
  readOut: readOutSchema.nullable(),
  /** Known limits, in sentences for people. */
  limits: z.array(z.string().max(2000)).readonly(),
})
export type PackRecord = z.output<typeof packSchema>
