import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/support/build-page.ts'],
    // A page that waits for two cores which all other tests use may be too slow once; what is wrong fails twice.
    retry: process.env['CI'] ? 1 : 0,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // ONNX Runtime already uses every core; a second test file beside it only makes both wait.
    maxWorkers: 2,
    // Worker threads started by a test inherit it: the engine's thread runs from source.
    execArgv: ['--import', new URL('test/support/typescript/register.js', import.meta.url).href],
  },
})
