import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import type { Tensor } from '../../src/core/index.ts'
import { openSafetensors } from '../../src/weights/index.ts'

const oracle = join(resolve(dirname(fileURLToPath(import.meta.url)), '..'), 'oracle')

/** A golden set of test/oracle: its cases, and its tensors by name. */
export async function goldenSet<Case>(
  name: string,
): Promise<{ readonly document: { readonly cases: readonly Case[] }; readonly tensor: (name: string) => Tensor }> {
  const document = JSON.parse(readFileSync(join(oracle, `${name}.json`), 'utf8'))
  const file = await openSafetensors(join(oracle, `${name}.safetensors`))
  const tensors = new Map<string, Tensor>()
  for (const tensorName of file.tensors.keys()) tensors.set(tensorName, await file.read(tensorName))
  await file.close()
  return {
    document,
    tensor(tensorName) {
      const found = tensors.get(tensorName)
      if (found === undefined) throw new Error(`golden set ${name} has no ${tensorName}`)
      return found
    },
  }
}

/** Largest difference, as a share of the largest expected magnitude. */
export function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length)
  let worst = 0
  let scale = 0
  for (let at = 0; at < expected.length; at++) {
    worst = Math.max(worst, Math.abs(found[at]! - expected[at]!))
    scale = Math.max(scale, Math.abs(expected[at]!))
    if (!Number.isFinite(found[at]!)) return Infinity
  }
  return scale === 0 ? worst : worst / scale
}
