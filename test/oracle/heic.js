// node test/oracle/heic.js: writes test/oracle/heic/*.heic with libheif 1.15.1 and x265 3.5 (package libheif-examples of
// Debian 12) and ExifTool 12.57 (libimage-exiftool-perl). Four patches of colour, 64 x 48, which heic.test.ts names again.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'

const folder = fileURLToPath(new URL('heic/', import.meta.url))
const temporary = mkdtempSync(join(tmpdir(), 'heic-'))
const run = (program, ...parameters) => execFileSync(program, parameters, { cwd: temporary })

const [width, height] = [64, 48]
const patches = [
  [200, 60, 50],
  [60, 170, 80],
  [50, 90, 200],
  [230, 225, 210],
]
const colours = Uint8Array.from({ length: width * height * 3 }, (_, at) => {
  const [x, y] = [Math.floor(at / 3) % width, Math.floor(at / 3 / width)]
  return patches[2 * Number(y >= height / 2) + Number(x >= width / 2)][at % 3]
})
const raw = { width, height, channels: 3 }

// In Display P3, as phones write them, with EXIF and a thumbnail; and the same with stars given by ExifTool.
await sharp(colours, { raw })
  .withIccProfile('p3')
  .withExif({ IFD0: { Artist: 'palate' } })
  .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
  .toFile(join(temporary, 'phone.jpg'))
run('heif-enc', '-q', '95', '-p', 'chroma=444', '-t', '32', 'phone.jpg', '-o', join(folder, 'phone.heic'))
rmSync(join(folder, 'phone-starred.heic'), { force: true })
run(
  'exiftool',
  '-XMP:Rating=5',
  '-Artist=another',
  '-o',
  join(folder, 'phone-starred.heic'),
  join(folder, 'phone.heic'),
)

// Ten bits a channel.
await sharp(
  Uint16Array.from(colours, (value) => value * 257),
  { raw },
)
  .toColourspace('rgb16')
  .png()
  .toFile(join(temporary, 'deep.png'))
run('heif-enc', '-q', '95', '-b', '10', 'deep.png', '-o', join(folder, 'deep.heic'))

rmSync(temporary, { recursive: true })
