import { UsageError } from '../../core/index.ts'

/** Counts what is wrong with a file, so that one sentence tells it all. */
export interface Faults {
  /** One more of a kind; the first example of each is told. */
  add(kind: string, example: string): void
  /** @throws {UsageError} with every kind's count and first example, unless there was nothing to add. */
  refuse(things: string, advice: string): void
}

export function countFaults(path: string): Faults {
  const kinds = new Map<string, { count: number; readonly first: string }>()
  return {
    add(kind, example) {
      const known = kinds.get(kind)
      if (known === undefined) kinds.set(kind, { count: 1, first: example })
      else known.count++
    },
    refuse(things, advice) {
      if (kinds.size === 0) return
      const told = [...kinds].map(([kind, { count, first }]) => `${kind} (${count}; the first: ${first})`)
      throw new UsageError(`${path} has ${things} that cannot be meant: ${told.join(', ')}; ${advice}`)
    },
  }
}
