import { z } from 'zod'

/** How pixels are made from a photo for a base: resize the short side, crop the centre, normalise each channel. */
export const preprocessingSchema = z.strictObject({
  /** Length of the short side after resizing, in pixels. */
  resize: z.int().min(8).max(2048),
  /** Side of the square centre crop: what the tower sees. */
  crop: z.int().min(8).max(2048),
  /** Mean and deviation by channel, on a scale of 0 to 1. */
  mean: z.tuple([z.number(), z.number(), z.number()]).readonly(),
  deviation: z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]).readonly(),
})
export type Preprocessing = z.output<typeof preprocessingSchema>

/** A vision transformer's architecture. Every family is this one network with some parts present and some absent. */
export const towerConfigSchema = z.strictObject({
  /** Decides the parameters' names and which optional parts there are. */
  family: z.enum(['openclip', 'dinov2']),
  /** Side of the square input in pixels; a multiple of `patchSize`. */
  imageSize: z.int().min(1).max(2048),
  patchSize: z.int().min(1).max(64),
  /** Width of the residual stream. */
  width: z.int().min(1).max(4096),
  /** Number of transformer blocks that are run; a base with more blocks may be read early. */
  depth: z.int().min(1).max(64),
  heads: z.int().min(1).max(64),
  /** Hidden width of each block's MLP. */
  mlpWidth: z.int().min(1).max(16_384),
  /** openclip: width of the projected embedding. dinov2 has no projection: null. */
  projection: z.int().min(1).max(4096).nullable(),
  /** What is read at the end: the class token, or the class token beside the mean of the patch tokens. */
  pooling: z.enum(['class', 'class+mean']),
  /** Epsilon of every layer norm. */
  normEpsilon: z.number().positive(),
})
export type TowerConfig = z.output<typeof towerConfigSchema>

const openClipPixels = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  deviation: [0.26862954, 0.26130258, 0.27577711],
} as const

/** A named architecture with its reference preprocessing. */
export interface Architecture {
  readonly tower: TowerConfig
  readonly preprocessing: Preprocessing
}

const openClip = { family: 'openclip', imageSize: 224, pooling: 'class', normEpsilon: 1e-5 } as const

/** Architectures known by name. OpenCLIP's are those of the paper (REFERENCE: 152 and 296 layers). */
export const architectures = {
  'openclip-vit-b-16': {
    tower: { ...openClip, patchSize: 16, width: 768, depth: 12, heads: 12, mlpWidth: 3072, projection: 512 },
    preprocessing: { resize: 224, crop: 224, ...openClipPixels },
  },
  'openclip-vit-l-14': {
    tower: { ...openClip, patchSize: 14, width: 1024, depth: 24, heads: 16, mlpWidth: 4096, projection: 768 },
    preprocessing: { resize: 224, crop: 224, ...openClipPixels },
  },
  // Read at 140 px instead of 224: 10 x 10 patches cost a fifth; 160 = 140 * 256 / 224 keeps the field of view.
  'dinov2-small': {
    tower: {
      family: 'dinov2',
      imageSize: 140,
      patchSize: 14,
      width: 384,
      depth: 12,
      heads: 6,
      mlpWidth: 1536,
      projection: null,
      pooling: 'class+mean',
      normEpsilon: 1e-6,
    },
    preprocessing: { resize: 160, crop: 140, mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] },
  },
} as const satisfies Record<string, Architecture>

export type ArchitectureName = keyof typeof architectures

/** Width of what the tower returns for one photo. */
export function embeddingWidth(config: TowerConfig): number {
  if (config.projection !== null) return config.projection
  return config.pooling === 'class+mean' ? 2 * config.width : config.width
}

/** Number of tokens: one class token and the patches. */
export function tokenCount(config: TowerConfig): number {
  return 1 + (config.imageSize / config.patchSize) ** 2
}
