import { z } from 'zod'
import { headConfigSchema, preprocessingSchema, towerConfigSchema } from '../model/index.ts'
import { storageSchema } from './storage.ts'

// What vector files and packs say of themselves, as outside data: every object is strict, every file a plain name.

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal')

/** The name of a file in the same folder. Without a slash, a backslash or a leading dot it cannot lead out of it. */
export const fileNameSchema = z
  .string()
  .max(128)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'must be a plain file name: letters, digits, ".", "_" and "-"')

/** A name that may stand in a file name and on the command line. */
export const nameSchema = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'must be a short name: letters, digits, ".", "_" and "-"')

/** Which base a vector was trained on; `hash` decides, the rest is for people. */
export const baseIdentitySchema = z.strictObject({
  name: z.string().min(1).max(200),
  hash: z.string().min(1).max(200),
  architecture: z.string().min(1).max(200),
  /** Where it came from and under which licence. */
  source: z.string().max(2000),
})
export type BaseIdentity = z.output<typeof baseIdentitySchema>

const correlationsSchema = z.strictObject({
  srocc: z.number().min(-1).max(1),
  plcc: z.number().min(-1).max(1),
})

/** One score database and how well the model trained on it does. */
export const databaseSchema = z
  .strictObject({
    name: nameSchema,
    title: z.string().min(1).max(200),
    /** Template of the head while it was trained; a pack reads all its heads with `ten`. */
    template: z.enum(['ten', 'five']),
    /** Lowest and highest score of the database's own scale. */
    scoreRange: z.tuple([z.number(), z.number()]).readonly(),
    counts: z.strictObject({ train: z.int().nonnegative(), validation: z.int().nonnegative() }),
    licence: z.string().max(2000),
    source: z.string().max(2000),
    /** On the validation photos. Null where nobody measured, as for an imported model. */
    metrics: z.strictObject({
      frozen: correlationsSchema.nullable(),
      fineTuned: correlationsSchema.nullable(),
    }),
    /** Settings of the training, as the trainer recorded them. */
    training: z.record(z.string(), z.unknown()),
  })
  .refine(({ scoreRange: [low, high] }) => low < high, {
    path: ['scoreRange'],
    message: 'must be [lowest, highest]',
  })
export type DatabaseRecord = z.output<typeof databaseSchema>

/** Hashes that tell a photo again: exactly, and when it was resized or compressed. */
const photoHashesSchema = z.strictObject({
  contentHash: z.string().regex(/^[0-9a-f]{16,128}$/, 'must be a hash in hexadecimal'),
  perceptualHash: z.string().regex(/^[0-9a-f]{8,128}$/, 'must be a hash in hexadecimal'),
})
export type PhotoHashes = z.output<typeof photoHashesSchema>

export const photosSchema = z.array(photoHashesSchema).readonly()

export const photosFileSchema = z.strictObject({ schema: z.literal(1), photos: photosSchema })

/** The file of a pack that lists the photos a vector was trained on; null where they are not known. */
export const photosReferenceSchema = z
  .strictObject({ count: z.int().nonnegative(), file: fileNameSchema, sha256: sha256Schema })
  .nullable()
export type PhotosReference = z.output<typeof photosReferenceSchema>

/** The `palate` entry in the metadata of a vector file. */
export const vectorRecordSchema = z.strictObject({
  schema: z.literal(1),
  base: baseIdentitySchema,
  tower: towerConfigSchema,
  preprocessing: preprocessingSchema,
  head: headConfigSchema,
  commonHeadHash: sha256Schema,
  database: databaseSchema,
  storage: storageSchema,
  /** The hashes themselves stand in an entry of their own, `palate.photos`; null where they are not known. */
  photos: z.strictObject({ count: z.int().nonnegative() }).nullable(),
})
export type VectorRecord = z.output<typeof vectorRecordSchema>
