import { readFile, writeFile } from 'node:fs/promises'
import { expect } from 'vitest'
import type { Importer, Labels, Table } from '../../../src/databases/index.ts'

/** Rewrites a published text file, as another version or a careless hand would. */
export async function edit(path: string, change: (text: string) => string): Promise<void> {
  const before = await readFile(path, 'utf8')
  const after = change(before)
  expect(after, `the edit of ${path} changes something`).not.toBe(before)
  await writeFile(path, after)
}

/** Leaves the first `share` of a file, as a stopped download does. */
export async function cut(path: string, share: number): Promise<void> {
  const bytes = await readFile(path)
  await writeFile(path, bytes.subarray(0, Math.floor(share * bytes.length)))
}

/** The error that a table is refused with. */
export async function refusal(importer: Importer, folder: string, labels: Labels): Promise<Error> {
  const error: unknown = await importer.table(folder, { labels }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Error)
  return error as Error
}

/** The cells of one column. */
export function column(table: Table, name: string): readonly string[] {
  const at = table.header.indexOf(name)
  expect(at, `a column ${name} in ${table.header.join(', ')}`).not.toBe(-1)
  return table.rows.map(({ cells }) => cells[at]!)
}
