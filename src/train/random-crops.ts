import { createRandom, type Random } from '../core/index.ts'
import { decode, type Pixels, readPhotoFile, resizeWindow } from '../image/index.ts'

/** Short side at which photos are kept in memory: crops of a third of the area still have every pixel of 140. */
const KEPT_SIDE = 256

/** Photos in memory, to be cropped at random: 0.3 MB each. */
export interface CropSource {
  readonly count: number
  /** A random crop of each of these photos (area and aspect at random, Szegedy et al. 2015), mirrored half the time: RGB bytes, (side, side, 3). */
  random(positions: readonly number[], options: { readonly side: number; readonly seed: string }): Uint8Array[]
  /** The whole short side, centred: what a photo looks like when it is ranked. */
  centre(positions: readonly number[], side: number): Uint8Array[]
}

/** Decodes photos for random crops. @throws {FormatError} or {MissingError} where one cannot be read. */
export async function openCropSource(paths: readonly string[]): Promise<CropSource> {
  const photos: Pixels[] = []
  for (const path of paths)
    photos.push((await decode(await readPhotoFile(path), { path, shortSide: KEPT_SIDE })).pixels)
  return {
    count: photos.length,
    random: (positions, { side, seed }) => {
      const random = createRandom(seed)
      return positions.map((position) => {
        const photo = photos[position]!
        return cut(photo, { ...randomBox(photo, random), side, mirrored: random.uniform() < 0.5 })
      })
    },
    centre: (positions, side) =>
      positions.map((position) => {
        const photo = photos[position]!
        const box = Math.min(photo.width, photo.height)
        const left = Math.floor((photo.width - box) / 2)
        const top = Math.floor((photo.height - box) / 2)
        return cut(photo, { left, top, width: box, height: box, side, mirrored: false })
      }),
  }
}

interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** 35 to 100 % of the area, 3 : 4 to 4 : 3; a side that would leave the photo is cut at its edge. */
function randomBox(photo: Pixels, random: Random): Box {
  const area = photo.width * photo.height * (0.35 + 0.65 * random.uniform())
  const aspect = Math.exp((2 * random.uniform() - 1) * Math.log(4 / 3))
  const width = Math.min(photo.width, Math.round(Math.sqrt(area * aspect)))
  const height = Math.min(photo.height, Math.round(Math.sqrt(area / aspect)))
  return {
    width,
    height,
    left: Math.floor(random.uniform() * (photo.width - width + 1)),
    top: Math.floor(random.uniform() * (photo.height - height + 1)),
  }
}

function cut(photo: Pixels, box: Box & { readonly side: number; readonly mirrored: boolean }): Uint8Array {
  const { left, top, width, height, side, mirrored } = box
  const rows = new Uint8Array(width * height * 3)
  for (let row = 0; row < height; row++) {
    const from = ((top + row) * photo.width + left) * 3
    rows.set(photo.data.subarray(from, from + width * 3), row * width * 3)
  }
  const window = { left: 0, top: 0, width: side, height: side }
  const crop = resizeWindow({ width, height, data: rows }, { width: side, height: side, window }).data
  return mirrored ? mirror(crop, side) : crop
}

function mirror(crop: Uint8Array, side: number): Uint8Array {
  const result = new Uint8Array(crop.length)
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const from = (row * side + side - 1 - column) * 3
      result.set(crop.subarray(from, from + 3), (row * side + column) * 3)
    }
  }
  return result
}
