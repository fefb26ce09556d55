import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'

/** A burst as a camera makes it: copies of one photo, each cut a little more and a little brighter, one second apart. */
export interface Burst {
  readonly photo: string
  readonly count: number
  /** `2024-05-31`. */
  readonly day: string
  readonly camera: string
}

/** Writes NAME-1.jpg, NAME-2.jpg .. into a folder. @returns their names. */
export async function writeBurst(
  folder: string,
  name: string,
  { photo, count, day, camera }: Burst,
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
          IFD2: { DateTimeOriginal: `${day.replaceAll('-', ':')} 10:00:0${at}`, LensModel: '50mm f/1.8' },
        })
        .toFile(join(folder, file)),
    ),
  )
  return names
}
