import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { createRandom } from '../../src/core/index.ts'

/** A frame of `writeBrightShoots`. */
export interface BrightFrame {
  /** Base name. */
  readonly name: string
  /** Absolute. */
  readonly folder: string
  readonly isBright: boolean
}

/**
 * Writes shoots, a folder and a day each, of frames that do not look alike: some of each are bright, in any places, the
 * others dark. Whose taste is for light is learnt from a few of them.
 */
export async function writeBrightShoots(
  folder: string,
  { shoots, frames, bright }: { readonly shoots: number; readonly frames: number; readonly bright: number },
): Promise<readonly BrightFrame[]> {
  const random = createRandom('bright shoots')
  const written: BrightFrame[] = []
  for (let shoot = 0; shoot < shoots; shoot++) {
    const day = String(shoot + 1).padStart(2, '0')
    const own = join(folder, `Walk ${day}`)
    await mkdir(own, { recursive: true })
    const isBright = new Set(
      random.sample(
        Array.from({ length: frames }, (_, at) => at),
        bright,
      ),
    )
    for (let frame = 0; frame < frames; frame++) {
      const light = isBright.has(frame) ? 250 : 80
      const patches = Uint8Array.from({ length: 9 * 8 * 3 }, () => light * (0.5 + 0.5 * random.uniform()))
      const name = `walk-${day}-${frame}.jpg`
      await sharp(patches, { raw: { width: 9, height: 8, channels: 3 } })
        .resize(216, 192, { kernel: 'nearest', fit: 'fill' })
        .jpeg()
        .withExif({ IFD2: { DateTimeOriginal: `2024:05:${day} 10:${String(2 * frame).padStart(2, '0')}:00` } })
        .toFile(join(own, name))
      written.push({ name, folder: own, isBright: isBright.has(frame) })
    }
  }
  return written
}
