import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const repository = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** Folders that may hold the data, best first: `PALATE_SHARED` (it or its `data/`), else `../shared/data` beside the checkout. */
function dataFolders(): readonly string[] {
  const named = process.env['PALATE_SHARED']
  if (named) return [join(resolve(named), 'data'), resolve(named)]
  return [resolve(repository, '..', 'shared', 'data')]
}

/** Absolute path of a file or folder of the shared data, such as `sharedFile('photos', 'canvas.jpg')`; undefined where it is not there. */
export function sharedFile(...parts: readonly string[]): string | undefined {
  return dataFolders()
    .map((folder) => join(folder, ...parts))
    .find((path) => existsSync(path))
}

/**
 * A suite that needs shared data, such as `describeWithShared('ratings', ['oasis-beauty', 'ratings.csv'], (path) => ..)`.
 * Without the file the suite is skipped and says so; on CI it fails, so that a lost mount cannot pass for success.
 */
export function describeWithShared(name: string, parts: readonly string[], suite: (path: string) => void): void {
  const path = sharedFile(...parts)
  if (path !== undefined) {
    describe(name, () => suite(path))
    return
  }
  const reason = `the shared data has no ${parts.join('/')} (looked in ${dataFolders().join(', ')}; set PALATE_SHARED)`
  if (process.env['CI']) {
    describe(name, () => {
      it('finds its shared data', () => expect.fail(reason))
    })
    return
  }
  console.info(`skipped "${name}": ${reason}`)
  describe.skip(name, () => {
    it(`needs ${parts.join('/')}`, () => {})
  })
}
