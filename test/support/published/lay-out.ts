import { copyFile, link, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createRandom } from '../../../src/core/index.ts'

export interface FixtureOptions {
  /** Paths of photos that the database shall hold; their base names differ. */
  readonly photos: readonly string[]
  readonly raters?: number
}

/** Hard links where the file system can, else copies. */
export async function placePhotos(
  folder: string,
  photos: readonly { readonly from: string; readonly to: string }[],
): Promise<void> {
  for (const { from, to } of photos) {
    await mkdir(dirname(join(folder, to)), { recursive: true })
    await link(from, join(folder, to)).catch(() => copyFile(from, join(folder, to)))
  }
}

/** Writes a text file, and the folders above it. */
export async function placeText(folder: string, name: string, text: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true })
  await writeFile(join(folder, name), text)
}

/** Lines of separated values, the header first. */
export function lines(rows: readonly (readonly (string | number)[])[], delimiter = ','): string {
  return rows.map((row) => `${row.join(delimiter)}\n`).join('')
}

/**
 * What each rater thinks of each photo, from 0 to 1, rater by rater: the later photos are the better ones for all, and
 * everyone errs a little in an own way.
 */
export function opinions(options: {
  readonly photos: number
  readonly raters: number
  readonly seed: string
}): readonly (readonly number[])[] {
  const { photos, raters, seed } = options
  return Array.from({ length: raters }, (_, rater) => {
    const random = createRandom(`${seed}/rater ${rater}`)
    return Array.from({ length: photos }, (_, photo) =>
      Math.min(1, Math.max(0, photo / Math.max(1, photos - 1) + 0.4 * (random.uniform() - 0.5))),
    )
  })
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
