import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { type NamedTensors, tensor } from '../../src/core/index.ts'
import type { TowerConfig } from '../../src/model/index.ts'

const oracle = join(dirname(fileURLToPath(import.meta.url)), '..', 'oracle')

/** Path of a miniature made by `test/oracle/checkpoints.py`. */
export function checkpointFile(name: string): string {
  return join(oracle, 'checkpoints', name)
}

type Listed = Readonly<Record<string, { readonly shape: readonly number[]; readonly data: readonly number[] }>>

interface Golden {
  readonly cases: {
    readonly openclip: { readonly tower: TowerConfig; readonly layers: Listed; readonly head: Listed }
    /** The head of `released-other.pth`; its tower is that of `released.pth`. */
    readonly otherHead: Listed
    readonly dinov2: { readonly tower: TowerConfig; readonly layers: Listed }
    readonly views: Listed
    /** Number of tensors of the text tower. */
    readonly text: number
  }
}

/** What PyTorch says the miniatures hold. */
export function checkpointGolden(): Golden['cases'] {
  return (JSON.parse(readFileSync(join(oracle, 'checkpoints.json'), 'utf8')) as Golden).cases
}

export function toTensors(listed: Listed): NamedTensors {
  return new Map(Object.entries(listed).map(([name, { shape, data }]) => [name, tensor(shape, data)]))
}

/** A folder of the test's own, removed when it ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'palate-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
