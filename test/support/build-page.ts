import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** Before all tests: the page as its source is now, where the server looks for it. */
export default async function buildPage(): Promise<void> {
  await build({
    configFile: fileURLToPath(new URL('../../src/web/vite.config.ts', import.meta.url)),
    logLevel: 'error',
  })
}
