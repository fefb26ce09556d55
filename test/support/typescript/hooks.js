import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** A hook of node:module: takes the types out of `.ts` files and leaves everything else to Node. */
export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context)
  const { transformWithOxc } = await import('vite') // only where there is something to do: it is slow to load
  const path = fileURLToPath(url)
  const { code } = await transformWithOxc(await readFile(path, 'utf8'), path)
  return { format: 'module', source: code, shortCircuit: true }
}
