import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** A temporary folder for the suite that calls this; removed after its tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'palate-test-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A picture by formula, the same as `picture` of test/oracle/picture.py: gradients with edges and hash noise, (height, width, 3). */
export function picture(
  width: number,
  height: number,
): { readonly width: number; readonly height: number; readonly data: Uint8Array } {
  const data = new Uint8Array(width * height * 3)
  let at = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const edge = (Math.floor(x / 11) + Math.floor(y / 7)) % 5 === 0
      for (let channel = 0; channel < 3; channel++) {
        const seed = Math.imul(x, 374761393) + Math.imul(y, 668265263) + Math.imul(channel, 2246822519)
        const mixed = Math.imul(seed ^ (seed >>> 13), 1274126177)
        const noise = (mixed ^ (mixed >>> 16)) & 0x3f
        const gradient = (Math.floor((x * 255) / width) + y * (channel + 1)) % 192
        data[at++] = edge ? 255 - (channel === 1 ? noise : 0) : gradient + noise
      }
    }
  }
  return { width, height, data }
}
