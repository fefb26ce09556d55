// Where two photos count as one: distances of perceptual hashes between photos and their copies, and between different photos.
//
//   npm run build && node scripts/near-duplicates.js ../shared/data
//
// Prints the share of copies within a few bits, and the nearest pairs of different files. Two minutes.

import sharp from 'sharp'
import { findPhotos, hammingDistance, perceptualHash, readImage } from '../dist/image/index.js'

const paths = await findPhotos(process.argv.slice(2))
const raw = ({ width, height }) => ({ raw: { width, height, channels: 3 } })
const copies = {
  'half size': (pixels) =>
    sharp(pixels.data, raw(pixels))
      .resize(pixels.width >> 1)
      .png(),
  'JPEG 50': (pixels) => sharp(pixels.data, raw(pixels)).jpeg({ quality: 50 }),
  'JPEG 20': (pixels) => sharp(pixels.data, raw(pixels)).jpeg({ quality: 20 }),
  brightened: (pixels) => sharp(pixels.data, raw(pixels)).modulate({ brightness: 1.15 }).png(),
}
const distances = Object.fromEntries(Object.keys(copies).map((name) => [name, []]))
const hashes = []
for (const [index, path] of paths.entries()) {
  const pixels = await readImage(path)
  const hash = perceptualHash(pixels)
  hashes.push(hash)
  if (index % 8 !== 0) continue
  for (const [name, copy] of Object.entries(copies)) {
    const { data, info } = await sharp(await copy(pixels).toBuffer())
      .raw()
      .toBuffer({ resolveWithObject: true })
    distances[name].push(hammingDistance(hash, perceptualHash({ width: info.width, height: info.height, data })))
  }
}
for (const [name, found] of Object.entries(distances)) {
  const shares = [4, 8, 12].map(
    (bits) => `${((100 * found.filter((each) => each <= bits).length) / found.length).toFixed(0)} % within ${bits}`,
  )
  console.log(`${name}, ${found.length} copies: ${shares.join(', ')}`)
}
const pairs = []
for (let i = 0; i < hashes.length; i++) {
  for (let j = 0; j < i; j++) {
    const bits = hammingDistance(hashes[i], hashes[j])
    if (bits <= 14) pairs.push({ bits, photos: [paths[j], paths[i]] })
  }
}
console.log(`of ${(hashes.length * (hashes.length - 1)) / 2} pairs of different files these are within 14 bits:`)
for (const { bits, photos } of pairs.sort((a, b) => a.bits - b.bits)) console.log(bits, ...photos)
