import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** Where files without their types are kept: tests start many threads, and each would take the types out again. */
const cache = new URL('../../../node_modules/.cache/palate-types/', import.meta.url)
const transformer = await readFile(new URL('../../../node_modules/vite/package.json', import.meta.url))

/** A hook of node:module: takes the types out of `.ts` files and leaves everything else to Node. */
export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context)
  const path = fileURLToPath(url)
  const typed = await readFile(path, 'utf8')
  const key = createHash('sha256').update(transformer).update(`${path}\n${typed}`).digest('hex')
  const kept = new URL(`${key}.js`, cache)
  const source = await readFile(kept, 'utf8').catch(() => withoutTypes(typed, { path, kept }))
  return { format: 'module', source, shortCircuit: true }
}

async function withoutTypes(typed, { path, kept }) {
  const { transformWithOxc } = await import('vite') // only where there is something to do: it is slow to load
  const { code } = await transformWithOxc(typed, path)
  await keep(code, kept).catch(() => {}) // it is made again the next time
  return code
}

/** Whole, whoever else writes it. */
async function keep(code, kept) {
  await mkdir(cache, { recursive: true })
  const unfinished = new URL(`${randomUUID()}.part`, cache)
  await writeFile(unfinished, code)
  await rename(unfinished, kept)
}
