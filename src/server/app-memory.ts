import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { readJson, writeJsonAtomic } from '../core/index.ts'

const memorySchema = z.strictObject({
  schema: z.literal(1),
  /** Opened folders, absolute. */
  folders: z.array(z.string().min(1).max(4096)).max(1000),
  /** The pack that orders, by name or folder. */
  pack: z.string().min(1).max(4096).optional(),
  /** The pack that is to take its place once its index is complete. */
  coming: z.string().min(1).max(4096).optional(),
})

/** What the app remembers from one start to the next: `app.json` in palate's home. */
export type AppMemory = Omit<z.output<typeof memorySchema>, 'schema'>

/** @throws {FormatError} where the file is damaged. */
export async function readAppMemory(home: string): Promise<AppMemory> {
  const path = memoryPath(home)
  if (!existsSync(path)) return { folders: [] }
  const { schema: _, ...memory } = await readJson(path, memorySchema)
  return memory
}

/** @throws {PalateError} where it cannot be written. */
export async function writeAppMemory(home: string, memory: AppMemory): Promise<void> {
  await writeJsonAtomic(memoryPath(home), { schema: 1, ...memory })
}

function memoryPath(home: string): string {
  return join(home, 'app.json')
}
