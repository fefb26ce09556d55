import { isDeepStrictEqual } from 'node:util'
import { UsageError } from '../core/index.ts'
import { architectures, type Base } from '../model/index.ts'
import type { Pack } from '../task-vectors/index.ts'
import type { Architecture, PackUnderTest } from './measurements.ts'

/** An open pack with its base. */
export interface OpenPack {
  readonly pack: Pack
  readonly base: Base
}

/** What tables and figures say of a pack. */
export function packUnderTest({ name, hash, tower, databases }: Pack): PackUnderTest {
  return { name, hash, architecture: architectureOf(tower), vectors: databases.map((database) => database.name) }
}

function architectureOf(tower: Pack['tower']): Architecture {
  if (isDeepStrictEqual({ ...tower }, architectures['openclip-vit-l-14'].tower)) return 'ViT-L/14'
  return isDeepStrictEqual({ ...tower }, architectures['openclip-vit-b-16'].tower) ? 'ViT-B/16' : 'other'
}

/** @throws {UsageError} where two packs could not be told apart in a table. */
export function requireDistinct(packs: readonly OpenPack[]): void {
  const names = packs.map(({ pack }) => pack.name)
  const twice = names.find((name, at) => names.indexOf(name) < at)
  if (twice !== undefined)
    throw new UsageError(`two packs are called ${twice}; tables tell packs by their names: give one`)
}
