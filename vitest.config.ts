import { defineConfig } from 'vitest/config'

const shared = {
  globalSetup: ['test/support/build-page.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // Worker threads started by a test inherit it: the engine's thread runs from source.
  execArgv: ['--import', new URL('test/support/typescript/register.js', import.meta.url).href],
}

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'parts',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['test/browser/**'],
          // ONNX Runtime already uses every core; a second test file beside it only makes both wait.
          maxWorkers: 2,
          // Files of one worker share what they import, most of which takes longer than the tests.
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          // After all others, which would take the cores that pages, their servers and the tests share.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          // A busy machine is waited for: what is wrong is told late, and twice.
          retry: process.env['CI'] ? 1 : 0,
          expect: { poll: { timeout: 90_000, interval: 100 } },
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
