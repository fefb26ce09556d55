import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunningApp } from './app.ts'

/** Asks a running app as another program of this machine does; with a body it posts. @throws where the answer is a failure. */
export async function ask<T>(app: RunningApp, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(new URL(path, app.url), {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${app.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as T
}

/** Resolves once so many photos are indexed and nothing is scanned. */
export async function untilIndexed(app: RunningApp, photos: number): Promise<void> {
  for (;;) {
    const state = await ask<{ photos: number; indexing: { state: string; label: string } }>(app, '/api/state')
    if (state.indexing.state === 'failed') throw new Error(state.indexing.label)
    if (state.indexing.state === 'idle' && state.photos === photos) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** SHA-256 of each file below a folder, by its path in it. */
export async function hashesIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const hashes = await Promise.all(
    paths.sort().map(async (path) => [
      path.slice(folder.length + 1),
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ]),
  )
  return Object.fromEntries(hashes) as Readonly<Record<string, string>>
}
