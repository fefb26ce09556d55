import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/support/build-page.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // ONNX Runtime already uses every core; a second test file beside it only makes both wait.
    maxWorkers: 2,
    // Worker threads started by a test inherit it: the engine's thread runs from source.
    execArgv: ['--import', new URL('test/support/typescript/register.js', import.meta.url).href],
  },
})
