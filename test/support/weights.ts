import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { baseFolder } from '../../src/model/index.ts'
import { listPacks } from '../../src/task-vectors/index.ts'

/** The base and the pack on real weights; `npm run base` fetches the base, the pack is in `packs/`. */
export const REAL = 'dinov2-small'

const bases = existsSync(join(baseFolder(REAL), 'base.json'))
const packs = (await listPacks()).some(({ name }) => name === REAL)

/**
 * A suite that needs the real base, and with `pack` the real pack too. Without them it is skipped and says so; on CI,
 * which fetches the base first, it fails.
 */
export function describeWithWeights(name: string, needs: { readonly pack: boolean }, suite: () => void): void {
  if (bases && (packs || !needs.pack)) {
    describe(name, suite)
    return
  }
  const reason = bases
    ? `there is no pack ${REAL} in packs/`
    : `there is no base ${REAL} in ${baseFolder(REAL)}; fetch it with: npm run base`
  if (process.env['CI']) {
    describe(name, () => {
      it('finds its weights', () => expect.fail(reason))
    })
    return
  }
  console.info(`skipped "${name}": ${reason}`)
  describe.skip(name, () => {
    it(`needs ${REAL}`, () => {})
  })
}
