#!/usr/bin/env node
/**
 * Makes a database folder about technical quality from photos without scores: each photo once, as it is or with one
 * distortion of known severity, score = 5 - severity. The same seed and photos give the same folder.
 *
 *   npm run build
 *   node scripts/make-quality-database.js ../shared/data/bsds500 /tmp/quality --seed 7
 *
 * 500 photos take about ten seconds and 36 MB. The photos keep their own licence: do not pass the folder on.
 */
import { mkdir } from 'node:fs/promises'
import { join, parse, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import sharp from 'sharp'
import { createRandom, PalateError, UsageError, writeFileAtomic } from '../dist/core/index.js'
import { findPhotos, readImage } from '../dist/image/index.js'

/** Each takes pixels and a severity of 1 (just visible) to 4 (ruined) and returns what is left of them. */
const distortions = {
  blur: (pixels, { severity }) => {
    const perPixel = Math.min(pixels.width, pixels.height) / 320
    return rendered(image(pixels).blur([0.8, 1.6, 3, 5.5][severity - 1] * perPixel))
  },
  noise: (pixels, { severity, rng }) => {
    const deviation = [8, 18, 32, 55][severity - 1]
    return { ...pixels, data: pixels.data.map((value) => toByte(value + deviation * rng.normal())) }
  },
  jpeg: async (pixels, { severity }) => {
    const quality = [30, 15, 8, 4][severity - 1]
    return rendered(sharp(await image(pixels).jpeg({ quality }).toBuffer()))
  },
  overexposure: (pixels, { severity }) => exposed(pixels, [0.7, 1.3, 2, 3][severity - 1]),
  underexposure: (pixels, { severity }) => exposed(pixels, -[1, 2, 3, 4.5][severity - 1]),
  contrast: (pixels, { severity }) => {
    const kept = [0.65, 0.45, 0.28, 0.15][severity - 1]
    const mean = pixels.data.reduce((sum, value) => sum + value, 0) / pixels.data.length
    return mapped(pixels, (value) => mean + kept * (value - mean))
  },
  pixelation: async (pixels, { severity }) => {
    const { width, height } = pixels
    const block = [2, 4, 7, 12][severity - 1]
    const size = { width: Math.ceil(width / block), height: Math.ceil(height / block), fit: 'fill' }
    const coarse = await rendered(image(pixels).resize(size))
    return rendered(image(coarse).resize({ width, height, fit: 'fill', kernel: 'nearest' }))
  },
}

/** Photographic stops in linear light, clipped as a sensor does. */
function exposed(pixels, stops) {
  return mapped(pixels, (value) => 255 * Math.min(1, (value / 255) ** 2.2 * 2 ** stops) ** (1 / 2.2))
}

function mapped(pixels, change) {
  const table = Uint8Array.from({ length: 256 }, (_, value) => toByte(change(value)))
  return { ...pixels, data: pixels.data.map((value) => table[value]) }
}

function toByte(value) {
  return Math.max(0, Math.min(255, Math.round(value)))
}

function image({ width, height, data }) {
  return sharp(data, { raw: { width, height, channels: 3 } })
}

async function rendered(pipeline) {
  const { data, info } = await pipeline.raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data }
}

/** Severities 0 to 4 and, within each, the distortions come round evenly over the photos in random order. */
function plan(photos, seed) {
  const kinds = Object.keys(distortions)
  return createRandom(`${seed}/plan`)
    .shuffle(photos)
    .map((path, at) => {
      const severity = at % 5
      const distortion = severity === 0 ? 'none' : kinds[(Math.floor(at / 5) + severity) % kinds.length]
      return { path, severity, distortion }
    })
}

function field(text) {
  return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seed: { type: 'string', default: '7' }, count: { type: 'string', default: '500' } },
  })
  const [source, out] = positionals
  const count = Number(values.count)
  if (!source || !out || positionals.length > 2 || !(Number.isInteger(count) && count > 0)) {
    throw new UsageError('usage: make-quality-database.js PHOTOS OUT [--seed TEXT] [--count WHOLE NUMBER]')
  }
  const photos = await findPhotos([source])
  if (photos.length === 0) throw new UsageError(`${source} has no photos; name a folder that does`)
  const images = join(resolve(out), 'images')
  await mkdir(images, { recursive: true })
  const planned = plan(photos, values.seed).slice(0, count)
  const lines = []
  const used = new Set()
  for (const { path, severity, distortion } of planned) {
    const { name: stem, base } = parse(path)
    const name = used.has(`${stem}.jpg`) ? `${stem}-${used.size}.jpg` : `${stem}.jpg`
    used.add(name)
    const pixels = await readImage(path)
    const rng = createRandom(`${values.seed}/${base}`)
    const left = severity === 0 ? pixels : await distortions[distortion](pixels, { severity, rng })
    // Fine enough to keep every distortion as it is, and the same for all photos.
    await writeFileAtomic(
      join(images, name),
      await image(left).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer(),
    )
    lines.push([`images/${name}`, 5 - severity, base, distortion, severity].map(String).map(field).join(','))
    if (lines.length % 50 === 0) process.stderr.write(`${lines.length} of ${planned.length} photos\n`)
  }
  await writeFileAtomic(
    join(resolve(out), 'ratings.csv'),
    ['image,score,source,distortion,severity', ...lines.sort(), ''].join('\n'),
  )
  process.stderr.write(`${resolve(out)}: ${lines.length} photos with a known severity\n`)
}

try {
  await main()
} catch (error) {
  const known = error instanceof PalateError || error?.code?.startsWith?.('ERR_PARSE_ARGS')
  process.stderr.write(known ? `${error.message}\n` : `${error.stack}\n`)
  process.exitCode = known ? (error.exitCode ?? 2) : 1
}
