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
  /** The pack whose order was tested: another pack's is another order. */
  pack: z.string().min(1).max(4096),
  at: z.iso.datetime(),
  /** The order that palate offers after it. */
  recommended: z.enum(['chronological', 'archive', 'archive-and-measures']),
  report: backtestReport,
})

/** What a backtest found, as it is kept. */
export type KeptBacktest = Omit<z.output<typeof keptSchema>, 'schema'>

/** The last backtest of each person: `backtests/PERSON.json` in palate's home. */
export interface KeptBacktests {
  /** Undefined where there is none; a damaged one is none, and goes to the log. */
  read(person: string): Promise<KeptBacktest | undefined>
  /** @throws {UsageError} for a name that is too long for a file. */
  requireName(person: string): void
  /** @throws {PalateError} where it cannot be written. */
  write(kept: KeptBacktest): Promise<void>
  remove(person: string): Promise<void>
}

export function keptBacktests({
  home,
  log,
}: {
  readonly home: string
  readonly log: (text: string) => void
}): KeptBacktests {
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
        return kept
      } catch (error) {
        if (!(error instanceof PalateError)) throw error
        log(`palate: ${error.message}; the backtest of ${person} counts as none, and another one replaces it\n`)
        return undefined
      }
    },
    requireName: (person) => void pathOf(person),
    write: async (kept) => writeJsonAtomic(pathOf(kept.person), { schema: 1, ...kept }),
    async remove(person) {
      const path = found(person)
      if (path !== undefined) await rm(path, { force: true })
    },
  }
}
