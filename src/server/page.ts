import { readFile, realpath } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import type { Context, Handler } from 'hono'
import { isIn } from './opened-folders.ts'

/** What a built page is made of. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webmanifest': 'application/manifest+json',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

const NO_PAGE = 'palate is running without its page; its API is described at /openapi.json.\n'

/**
 * The built page of a folder. Addresses without a dot are the page's own, which its router reads: they give index.html.
 * Null, or a folder without one, gives a sentence.
 */
export function servePage(folder: string | null): Handler {
  const root = folder === null ? null : resolve(folder)
  return async (context) => {
    if (root === null || !existsSync(join(root, 'index.html'))) return context.text(NO_PAGE, 200)
    const path = decodedPath(context)
    if (path === undefined) return context.text('there is no such file\n', 404)
    const isFile = extname(path) !== ''
    const file = isFile ? join(root, path) : join(root, 'index.html')
    const content = await contentOf(file, root)
    if (content === undefined) return context.text('there is no such file\n', 404)
    // Vite names these by their content; the page itself has to be the one that goes with them.
    const isNamed = isFile && path.startsWith('/assets/')
    return context.body(new Uint8Array(content), 200, {
      'Content-Type': types[extname(file).toLowerCase()] ?? 'application/octet-stream',
      'Cache-Control': isNamed ? 'public, max-age=31536000, immutable' : 'no-cache',
    })
  }
}

/** Undefined for what no file of the page is called. */
function decodedPath(context: Context): string | undefined {
  try {
    const path = decodeURIComponent(new URL(context.req.url).pathname)
    return path.includes('\0') || path.includes('\\') || path.split('/').includes('..') ? undefined : path
  } catch {
    return undefined
  }
}

/** Undefined where there is no such file, or a link leads out of the folder. */
async function contentOf(file: string, root: string): Promise<Uint8Array | undefined> {
  try {
    const real = await realpath(file)
    return isIn(real, await realpath(root)) ? await readFile(real) : undefined
  } catch {
    return undefined
  }
}
