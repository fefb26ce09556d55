import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { FormatError, palateHome, readJson, writeJsonAtomic } from '../core/index.ts'
import { DEFAULT_SHOOTS, type ShootSettings } from './shoots.ts'

/** Fifty years either way: a clock that was never set shows a year of its maker. */
const MOST_MINUTES = 60 * 24 * 366 * 50

const settingsSchema = z.strictObject({
  schema: z.literal(1),
  gapHours: z
    .number()
    .positive()
    .max(24 * 366),
  folders: z.enum(['each', 'ignore']),
  clocks: z.record(z.string().min(1).max(256), z.number().min(-MOST_MINUTES).max(MOST_MINUTES)),
})

/** Where what was said of shoots is kept: `shoots.json` in palate's home. */
export function shootSettingsPath(home: string = palateHome()): string {
  return join(home, 'shoots.json')
}

/** What shoots are cut by; the defaults where nothing was said. @throws {FormatError} where the file is damaged. */
export async function readShootSettings(path: string = shootSettingsPath()): Promise<ShootSettings> {
  if (!existsSync(path)) return DEFAULT_SHOOTS
  try {
    const { schema: _, ...settings } = await readJson(path, settingsSchema)
    return settings
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    throw new FormatError(`${error.message}; mend the file, or delete it to begin with the defaults`, { cause: error })
  }
}

/** @throws {PalateError} where it cannot be written. */
export async function writeShootSettings(settings: ShootSettings, path: string = shootSettingsPath()): Promise<void> {
  await writeJsonAtomic(path, { schema: 1, ...settings })
}
