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
export const PACK_SCHEMA = 1

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

/** `pack.json`. */
export const packSchema = z.strictObject({
  schema: z.literal(PACK_SCHEMA),
  name: nameSchema,
  base: baseIdentitySchema.extend({
    /** Whether the base's own weights are in the pack. */
    embedded: z.boolean(),
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
  /** Known limits, in sentences for people. */
  limits: z.array(z.string().max(2000)).readonly(),
})
export type PackRecord = z.output<typeof packSchema>
