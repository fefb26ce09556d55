import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'

/** A series as a camera makes it: copies of one photo, each cut a little more and a little brighter, one second apart. */
export interface Series {
  readonly photo: string
  readonly count: number
  /** `2024-05-31`. */
  readonly day: string
  /** `10:30`; without it ten o'clock. */
  readonly time?: string
  readonly camera: string
}

/** Writes NAME-1.jpg, NAME-2.jpg .. into a folder. @returns their names. */
export async function writeSeries(
  folder: string,
  name: string,
  { photo, count, day, time = '10:00', camera }: Series,
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true })
  const { width, height } = await sharp(photo).metadata()
  const names = Array.from({ length: count }, (_, at) => `${name}-${at + 1}.jpg`)
  await Promise.all(
    names.map(async (file, at) =>
      sharp(photo)
        .extract({ left: at, top: at, width: width - 2 * at, height: height - 2 * at })
        .modulate({ brightness: 1 + 0.03 * at })
        .jpeg({ quality: 92 })
        .withExif({
          IFD0: { Make: camera.split(' ')[0]!, Model: camera },
          IFD2: { DateTimeOriginal: `${day.replaceAll('-', ':')} ${time}:0${at}`, LensModel: '50mm f/1.8' },
        })
        .toFile(join(folder, file)),
    ),
  )
  return names
}
