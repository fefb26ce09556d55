// A library of any size for bench/app.js: small JPEG files that all differ, and a catalog that knows them, with random
// descriptors of the starter pack's size, so that the app starts as it does after everything was indexed.

import { createHash } from 'node:crypto'
import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { openCatalog } from '../dist/catalog/index.js'
import { contentHash } from '../dist/image/index.js'
import { descriptorBytes, encodeDescriptors, requireReadOut, tasteModelOf } from '../dist/personalize/index.js'
import { findPack, openPack } from '../dist/task-vectors/index.js'

const PICTURES = 24
const SHOOT = 400
const BATCH = 250
const CAMERAS = ['Canon EOS R5', 'NIKON Z 8', 'ILCE-7M4', 'X-T5']

/** Smooth pictures of random colours, of about 8 kB. */
async function pictures(random) {
  const made = []
  for (let at = 0; at < PICTURES; at++) {
    const patches = Uint8Array.from({ length: 6 * 4 * 3 }, () => 256 * random.uniform())
    made.push(
      await sharp(patches, { raw: { width: 6, height: 4, channels: 3 } })
        .resize(900, 600, { fit: 'fill' })
        .jpeg({ quality: 75 })
        .toBuffer(),
    )
  }
  return made
}

/** A picture with the same look and another content: the last steps of its first quantisation table spell a number. */
function variant(jpeg, number) {
  const bytes = Buffer.from(jpeg)
  const table = bytes.indexOf(Buffer.from([0xff, 0xdb])) + 5
  for (let at = 60, rest = number; at < 64; at++, rest = Math.floor(rest / 200)) bytes[table + at] = 50 + (rest % 200)
  return bytes
}

/** Writes the files into `folder` and what is known of them into the catalog at `catalogPath`. */
export async function writeLibrary({ folder, catalogPath, photos, random, report }) {
  const pack = await openPack(await findPack('starter'))
  const model = tasteModelOf(pack, await requireReadOut(pack))
  const kind = { key: `${pack.hash}/fast`, shape: model.shape }
  const looks = await pictures(random)
  const catalog = await openCatalog(catalogPath)
  try {
    for (let start = 0; start < photos; start += BATCH) {
      const count = Math.min(BATCH, photos - start)
      const shoot = join(folder, String(2010 + Math.floor(start / 8000)), `shoot ${Math.floor(start / SHOOT)}`)
      await mkdir(shoot, { recursive: true })
      const files = await Promise.all(
        Array.from({ length: count }, async (_, at) => {
          const number = start + at
          const path = join(shoot, `IMG_${String(number).padStart(6, '0')}.jpg`)
          const bytes = variant(looks[number % PICTURES], number)
          await writeFile(path, bytes)
          const { size, mtimeMs } = await stat(path)
          const takenAt = new Date(1.3e12 + 5e6 * number).toISOString().slice(0, 19)
          const shot = { takenAt, camera: CAMERAS[Math.floor(number / SHOOT) % 4], lens: null, orientation: 1 }
          return { path, size, mtimeMs, contentHash: contentHash(bytes), shot }
        }),
      )
      const bytes = encodeDescriptors({
        ...kind.shape,
        photos: count,
        scores: Float32Array.from({ length: count * kind.shape.databases }, () => random.normal()),
        embedding: Int8Array.from({ length: count * kind.shape.width }, () =>
          Math.max(-127, Math.min(127, Math.round(32 * random.normal()))),
        ),
      })
      const length = descriptorBytes(kind.shape)
      await catalog.write({
        kind,
        files,
        photos: files.map((file, at) => ({
          contentHash: file.contentHash,
          perceptualHash: createHash('sha256').update(file.path).digest('hex').slice(0, 32),
          width: 900,
          height: 600,
          descriptor: bytes.subarray(at * length, (at + 1) * length),
        })),
      })
      report(start + count)
    }
  } finally {
    await catalog.close()
  }
}
