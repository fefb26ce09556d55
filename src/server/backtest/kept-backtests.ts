import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { PalateError, readJson, UsageError, writeJsonAtomic } from '../../core/index.ts'
import { backtestReport, personName } from '../messages/index.ts'
import { personFile } from '../person-file.ts'

const keptSchema = z.strictObject({
  schema: z.literal(1),
  person: personName,
  /** Hash of the pack whose order was tested: another pack's is another order. */
  pack: z.string().min(1).max(200),
  /** The opened folders that it was tested on, sorted: of other photos it says nothing. */
  folders: z.array(z.string().min(1).max(32768)).max(100_000),
  at: z.iso.datetime(),
  /** The order that palate offers after it. */
  recommended: z.enum(['chronological', 'archive', 'archive-and-measures']),
  report: backtestReport,
})

const ownerSchema = z.looseObject({ person: z.string() })

/** What a backtest found, as it is kept. */
export type KeptBacktest = Omit<z.output<typeof keptSchema>, 'schema'>

/** The last backtest of each person: `backtests/PERSON.json` in palate's home. */
export interface KeptBacktests {
  /** Undefined where there is none, or another person's in its place; a damaged one is none, and goes to the log once. */
  read(person: string): Promise<KeptBacktest | undefined>
  /** @throws {UsageError} for a name that is too long for a file. */
  requireName(person: string): void
  /** @throws {PalateError} where it cannot be written. */
  write(kept: KeptBacktest): Promise<void>
  /** Removes that of a person, and no other's: where capitals do not count, two names may lead to one file. */
  remove(person: string): Promise<void>
}

export function keptBacktests({
  home,
  log,
}: {
  readonly home: string
  readonly log: (text: string) => void
}): KeptBacktests {
  const told = new Set<string>() // damaged files
  const pathOf = (person: string): string => personFile(join(home, 'backtests'), person, '.json')
  /** Of a name that no file can have there is none. */
  const found = (person: string): string | undefined => {
    try {
      return existsSync(pathOf(person)) ? pathOf(person) : undefined
    } catch (error) {
      if (error instanceof UsageError) return undefined
      throw error
    }
  }
  return {
    async read(person) {
      const path = found(person)
      if (path === undefined) return undefined
      try {
        const { schema: _, ...kept } = await readJson(path, keptSchema)
        told.delete(path)
        return kept.person === person ? kept : undefined
      } catch (error) {
        if (!(error instanceof PalateError)) throw error
        if (!told.has(path))
          log(`palate: ${error.message}; the backtest of ${person} counts as none, and another one replaces it\n`)
        told.add(path)
        return undefined
      }
    },
    requireName: (person) => void pathOf(person),
    write: async (kept) => writeJsonAtomic(pathOf(kept.person), { schema: 1, ...kept }),
    async remove(person) {
      const path = found(person)
      if (path === undefined) return
      // One that is damaged beyond telling whose it is goes by its name.
      const owner = await readJson(path, ownerSchema).catch(() => ({ person }))
      if (owner.person === person) await rm(path, { force: true })
    },
  }
}
