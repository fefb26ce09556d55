import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { createRandom } from '../../core/index.ts'
import { HEIGHT, motifs, type Paint, WIDTH } from './motifs.ts'

/** A picture that was drawn, and what somebody may like in it. */
export interface DemoPicture {
  readonly path: string
  /** 0 cold to 1 warm. */
  readonly warmth: number
  /** 0 crowded to 1 open. */
  readonly openness: number
}

/** Cold and warm, crowded and open: each motif in all four. */
const KINDS = [
  { name: 'cold-crowded', warmth: 0, openness: 0 },
  { name: 'cold-open', warmth: 0, openness: 1 },
  { name: 'warm-crowded', warmth: 1, openness: 0 },
  { name: 'warm-open', warmth: 1, openness: 1 },
] as const

/** Draws 24 pictures into a folder, the same ones every time. */
export async function drawPictures(folder: string): Promise<readonly DemoPicture[]> {
  await mkdir(folder, { recursive: true })
  const drawn = Object.entries(motifs).flatMap(([motif, draw]) =>
    KINDS.map(async ({ name, warmth, openness }): Promise<DemoPicture> => {
      const random = createRandom(`demo/${motif}/${name}`)
      const paint = { warmth: varied(warmth, random), openness: varied(openness, random), random }
      const path = join(folder, `${motif}-${name}.jpg`)
      await writeFile(
        path,
        await sharp(Buffer.from(frame(draw(paint))))
          .jpeg({ quality: 88 })
          .toBuffer(),
      )
      return { path, warmth: paint.warmth, openness: paint.openness }
    }),
  )
  return Promise.all(drawn)
}

/** Up to .35 away from the end of the scale, so that no two pictures are as warm. */
function varied(end: number, random: Paint['random']): number {
  const inwards = 0.35 * random.uniform()
  return end === 0 ? inwards : 1 - inwards
}

function frame(inside: string): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">` +
    `<filter id="soft" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="7"/></filter>${inside}</svg>`
  )
}
