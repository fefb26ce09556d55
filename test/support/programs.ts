import { describe, expect, it } from 'vitest'
import { exifToolNeeds, libheifNeeds } from '../../src/image/index.ts'

const needs = { ExifTool: await exifToolNeeds(), 'libheif-js': libheifNeeds() }

/**
 * A suite that needs a program that not every machine has. Without it the suite is skipped and says so; on CI it fails,
 * so that what was not installed cannot pass for success.
 */
export function describeWith(program: keyof typeof needs, name: string, suite: () => void): void {
  const reason = needs[program]
  if (reason === undefined) {
    describe(name, suite)
    return
  }
  if (process.env['CI']) {
    describe(name, () => {
      it(`finds ${program}`, () => expect.fail(reason))
    })
    return
  }
  console.info(`skipped "${name}": ${reason}`)
  describe.skip(name, () => {
    it(`needs ${program}`, () => {})
  })
}
