// Writes an archive of JPEGs whose photographer is known: shoots of series of near duplicates, made from the shared data, each
// frame with generated faults of known size, and stars in sidecars by a known taste (or, with --random, by none).
//
//   npm run build && node scripts/simulated-archive.js OUT [--shoots 200] [--frames 30] [--seed 0] [--random] [--marks kept]
//
// Then OUT is indexed, measured and learnt from as any archive is. OUT/truth.csv says of each frame what it was made from,
// its faults, its worth and what became of it. The same options give the same frames; a run that was stopped goes on where it
// was. The photos are of PALATE_SHARED or --data (default ../shared/data), whose licences hold for what is made of them.

import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import sharp from 'sharp'
import { createRandom } from '../dist/core/index.js'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    shoots: { type: 'string', default: '200' },
    frames: { type: 'string', default: '30' },
    seed: { type: 'string', default: '0' },
    random: { type: 'boolean', default: false },
    // all: what was seen and not kept has one star, or is rejected; kept: it has nothing, as most photographers do it
    marks: { type: 'string', default: 'all' },
    data: {
      type: 'string',
      default: process.env.PALATE_SHARED ? join(process.env.PALATE_SHARED, 'data') : '../shared/data',
    },
  },
})
const [out] = positionals
const [shootCount, frameCount] = [Number(values.shoots), Number(values.frames)]
if (out === undefined || !(shootCount >= 1) || !(frameCount >= 8) || !['all', 'kept'].includes(values.marks)) {
  console.error(
    'node scripts/simulated-archive.js OUT [--shoots 200] [--frames 30] [--seed 0] [--random] [--marks all|kept]',
  )
  process.exit(2)
}

/** Pixels of the short side of a frame. */
const SIDE = 288
/** The base is read somewhat larger: frames of a series are cut from it. */
const BASE_SIDE = 320

/** The taste: what a base is worth in standard deviations of its numbers, and what faults of full size take from it. */
const TASTE = { colourfulness: 0.5, contrast: 0.3, warmth: 0.4, score: 0.6 }
const FAULTS = { focus: 1.6, motion: 1.4, exposure: 0.9, noise: 0.6, tilt: 0.6 }
const WHIM = 0.25 // standard deviation of what is not taste

await mkdir(out, { recursive: true })
const bases = await openBases()
const shoots = planShoots(bases)
const used = [...new Set(shoots.flatMap(({ series }) => series.map(({ base }) => base)))]
await describeBases(used)
const frames = shoots.flatMap(framesOf)
judge(frames)
const started = Date.now()
let written = 0
for (const frame of frames) {
  await writeFrame(frame)
  if (++written % 500 === 0) {
    const left = ((Date.now() - started) / 1000 / written) * (frames.length - written)
    console.log(`${written} of ${frames.length} frames, about ${Math.ceil(left / 60)} min left`)
  }
}
await writeFile(join(out, 'truth.csv'), truth(frames))
const countOf = (is) => frames.filter(is).length
console.log(
  `${frames.length} frames of ${shoots.length} shoots in ${out}: ${countOf(({ seen }) => seen)} seen, ${countOf(({ kept }) => kept)} kept; truth.csv has the rest`,
)

/** Base pictures by where they come from: those of a shoot come from one place, as a shoot has one subject. */
async function openBases() {
  const list = async (pool, folder, scoreOf = () => undefined) => {
    const path = join(values.data, folder)
    if (!existsSync(path)) return []
    const names = (await readdir(path)).filter((name) => /\.jpe?g$/i.test(name)).sort()
    return names.map((name) => ({ pool, name, path: join(path, name), score: scoreOf(name) }))
  }
  const beauty = await means('oasis-beauty/ratings.csv', 2, 3)
  const preference = await means('street-psych/scores.csv', 0, 1)
  const category = await columnOf('oasis-beauty/attributes.csv', 0, 2)
  const oasis = (await list('oasis', 'oasis-beauty/images', (name) => beauty.get(name))).map((base) => ({
    ...base,
    pool: `oasis ${category.get(base.name) ?? ''}`,
  }))
  const street = await list('street', 'street-psych/images', (name) => preference.get(name))
  const found = [...oasis, ...street, ...(await list('bsds', 'bsds500')), ...(await list('photos', 'photos'))]
  if (found.length === 0) {
    console.error(`there are no pictures in ${values.data}; name the shared data by --data`)
    process.exit(1)
  }
  return found
}

async function rowsOf(file) {
  const path = join(values.data, file)
  if (!existsSync(path)) return []
  return (await readFile(path, 'utf8'))
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
}

async function columnOf(file, key, column) {
  return new Map((await rowsOf(file)).map((row) => [row[key], row[column]]))
}

/** Mean of a column by name. */
async function means(file, key, column) {
  const sums = new Map()
  for (const row of await rowsOf(file)) {
    const [sum, count] = sums.get(row[key]) ?? [0, 0]
    sums.set(row[key], [sum + Number(row[column]), count + 1])
  }
  return new Map([...sums].map(([name, [sum, count]]) => [name, sum / count]))
}

/** Which bases make which series of which shoot, and when each was taken. A base is in one shoot only. */
function planShoots(all) {
  const random = createRandom(`${values.seed}/shoots`)
  const pools = new Map()
  for (const base of random.shuffle(all)) pools.set(base.pool, [...(pools.get(base.pool) ?? []), base])
  const planned = []
  let day = Date.UTC(2018, 0, 6)
  for (let number = 0; number < shootCount; number++) {
    const size = Math.round(frameCount * (0.7 + 0.6 * random.uniform()))
    const needed = Math.ceil(size / 4)
    const rich = [...pools.values()].filter((pool) => pool.length >= needed)
    if (rich.length === 0) {
      console.log(`the pictures are used up after ${number} shoots`)
      break
    }
    // Larger pools more often, so that all last equally long.
    let drawn = random.integer(rich.reduce((sum, pool) => sum + pool.length, 0))
    const pool = rich.find((each) => (drawn -= each.length) < 0)
    day += 24 * 3600_000 * (2 + random.integer(12))
    let time = day + 3600_000 * (7 + random.integer(10))
    const series = []
    for (let made = 0; made < size;) {
      const length = Math.min(size - made, 4 + random.integer(3))
      time += 1000 * (25 + random.integer(500))
      const times = Array.from({ length }, () => (time += 1000 * (1 + random.integer(2))))
      series.push({ base: pool.pop(), times })
      made += length
    }
    const label = `${new Date(day).toISOString().slice(0, 10)} shoot ${String(number + 1).padStart(3, '0')}`
    planned.push({ number, label, series, isCutShort: number % 7 === 3 })
  }
  return planned
}

/** Simple numbers of each base, then its worth. */
async function describeBases(some) {
  for (const base of some) {
    const { data } = await sharp(base.path)
      .resize(64, 64, { fit: 'fill' })
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true })
    const light = []
    const [reds, yellows] = [[], []]
    for (let at = 0; at < data.length; at += 3) {
      const [red, green, blue] = [data[at], data[at + 1], data[at + 2]]
      light.push(0.299 * red + 0.587 * green + 0.114 * blue)
      reds.push(red - green)
      yellows.push((red + green) / 2 - blue)
    }
    base.numbers = {
      // Hasler and Suesstrunk 2003
      colourfulness: Math.hypot(deviation(reds), deviation(yellows)) + 0.3 * Math.hypot(mean(reds), mean(yellows)),
      contrast: deviation(light),
      warmth: mean(yellows),
    }
  }
  for (const base of some) base.worth = 0
  for (const [name, weight] of Object.entries(TASTE)) {
    // Scores are on a scale of each pool's own, and not known of all.
    const groups = name === 'score' ? grouped(some, ({ pool }) => pool.split(' ')[0]).values() : [some]
    for (const group of groups) {
      const known = group.filter((base) => valueOf(base, name) !== undefined)
      const all = known.map((base) => valueOf(base, name))
      const spread = deviation(all) || 1
      known.forEach((base, at) => (base.worth += (weight * (all[at] - mean(all))) / spread))
    }
  }
}

function valueOf(base, name) {
  return name === 'score' ? base.score : base.numbers[name]
}

/** Frames with their faults, each from 0 to 1 with a sign where it has two sides; most have one or two. */
function framesOf(shoot) {
  let number = 0
  return shoot.series.flatMap(({ base, times }, series) =>
    times.map((time) => {
      const random = createRandom(`${values.seed}/${shoot.number}/${number}`)
      const size = (chance) => (random.uniform() < chance ? 0.2 + 0.8 * random.uniform() : 0)
      const sign = () => (random.uniform() < 0.5 ? -1 : 1)
      const faults = {
        focus: size(0.35),
        motion: size(0.25),
        exposure: sign() * size(0.35),
        noise: size(0.3),
        tilt: sign() * size(0.25),
      }
      number++
      return {
        shoot,
        series,
        base,
        time,
        faults,
        path: join(shoot.label, `IMG_${String(number).padStart(4, '0')}.jpg`),
        place: [random.uniform(), random.uniform()],
        angle: random.integer(4),
        stream: `${values.seed}/${shoot.number}/${number}/noise`,
        whim: random.normal(),
        chance: random.uniform(),
      }
    }),
  )
}

/** What the photographer makes of each shoot: the best fifth is kept. */
function judge(all) {
  for (const frame of all) {
    const lost = Object.entries(FAULTS).map(([name, weight]) => weight * Math.abs(frame.faults[name]))
    frame.utility = frame.base.worth - lost.reduce((sum, each) => sum + each, 0)
  }
  for (const of of grouped(all, ({ shoot }) => shoot).values()) {
    const last = of[0].shoot.isCutShort ? Math.ceil((2 * of.length) / 3) : of.length
    const looked = of.slice(0, last)
    const worth = (frame) => (values.random ? frame.chance : frame.utility + WHIM * frame.whim)
    const best = looked.toSorted((a, b) => worth(b) - worth(a))
    const keepers = Math.max(2, Math.round(looked.length / 5))
    best.forEach((frame, place) => {
      frame.seen = true
      frame.kept = place < keepers
      if (frame.kept) frame.rating = place < keepers / 3 ? 5 : 4
      else if (values.marks === 'all') frame.rating = place >= 0.75 * best.length ? -1 : 1
    })
  }
}

async function writeFrame({ base, faults, place, angle, stream, time, path, rating, shoot }) {
  const file = join(out, path)
  await mkdir(join(out, shoot.label), { recursive: true })
  if (rating !== undefined) await writeFile(`${file}.xmp`, sidecar(rating))
  if (existsSync(file)) return
  let image = sharp(base.path)
    .rotate()
    .removeAlpha()
    .toColourspace('srgb')
    .resize({ width: BASE_SIDE, height: BASE_SIDE, fit: 'outside' })
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
  const raw = { raw: { width: info.width, height: info.height, channels: 3 } }
  image = sharp(data, raw)
  if (faults.tilt !== 0) image = image.rotate(3.5 * faults.tilt, { background: '#808080' })
  const turned = await image.raw().toBuffer({ resolveWithObject: true })
  const share = SIDE / BASE_SIDE
  const [width, height] = [Math.round(info.width * share), Math.round(info.height * share)]
  // From the middle of what was turned, moved by at most a fiftieth: the hand is not still.
  const moved = (room, at, length) => Math.max(0, Math.min(room, Math.round(room / 2 + (at - 0.5) * 0.04 * length)))
  image = sharp(turned.data, { raw: { width: turned.info.width, height: turned.info.height, channels: 3 } }).extract({
    left: moved(turned.info.width - width, place[0], width),
    top: moved(turned.info.height - height, place[1], height),
    width,
    height,
  })
  if (faults.focus > 0) image = sharp(await image.png().toBuffer()).blur(0.4 + 2.2 * faults.focus)
  if (faults.motion > 0) image = sharp(await image.png().toBuffer()).convolve(smear(faults.motion, angle))
  const pixels = await image.raw().toBuffer()
  expose(pixels, 1.4 * faults.exposure)
  addNoise(pixels, 0.6 + 16 * faults.noise, createRandom(stream)) // never none: no two frames are the same
  const stamp = new Date(time).toISOString().slice(0, 19).replaceAll('-', ':').replace('T', ' ')
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .withExif({ IFD0: { Make: 'Simulated', Model: 'Simulated One' }, IFD2: { DateTimeOriginal: stamp } })
    .toFile(`${file}.part`)
  await rename(`${file}.part`, file)
}

/** A line of up to 13 pixels: across, down, or along a diagonal. */
function smear(size, angle) {
  const side = 3 + 2 * Math.round(5 * size)
  const kernel = Array.from({ length: side * side }, (_, at) => {
    const [x, y] = [at % side, Math.floor(at / side)]
    const middle = (side - 1) / 2
    return [y === middle, x === middle, x === y, x + y === side - 1][angle] ? 1 : 0
  })
  return { width: side, height: side, kernel }
}

/** Stops of light more or less, in linear light. */
function expose(pixels, stops) {
  if (stops === 0) return
  const table = Uint8Array.from({ length: 256 }, (_, level) => {
    const linear = (level / 255) ** 2.2 * 2 ** stops
    return Math.round(255 * Math.min(1, linear) ** (1 / 2.2))
  })
  for (let at = 0; at < pixels.length; at++) pixels[at] = table[pixels[at]]
}

/** Normal noise of this deviation in levels, from a table: a million normals take longer than all the rest. */
function addNoise(pixels, size, random) {
  const table = Float32Array.from({ length: 8191 }, () => size * random.normal())
  for (let at = 0, from = 0; at < pixels.length; at++) {
    if (at % 4096 === 0) from = random.integer(table.length)
    pixels[at] = Math.max(0, Math.min(255, Math.round(pixels[at] + table[(from + at) % table.length])))
  }
}

function sidecar(rating) {
  return `<?xml version="1.0" encoding="UTF-8"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="${rating}"/>
 </rdf:RDF>
</x:xmpmeta>
`
}

function truth(all) {
  const head = 'path,shoot,series,base,focus,motion,exposure,noise,tilt,worth,utility,seen,kept,rating'
  const rows = all.map(({ path, shoot, series, base, faults, utility, seen, kept, rating }) => {
    const { focus, motion, exposure, noise, tilt } = faults
    const numbers = [focus, motion, exposure, noise, tilt, base.worth, utility].map((each) => each.toFixed(4))
    const name = `${base.pool.split(' ')[0]}/${base.name}`
    return [path, shoot.number + 1, series + 1, name, ...numbers, seen ? 1 : 0, kept ? 1 : 0, rating ?? ''].join(',')
  })
  return `${[head, ...rows].join('\n')}\n`
}

function grouped(all, keyOf) {
  const groups = new Map()
  for (const item of all) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}

function mean(all) {
  return all.reduce((sum, each) => sum + each, 0) / Math.max(1, all.length)
}

function deviation(all) {
  const middle = mean(all)
  return Math.sqrt(mean(all.map((each) => (each - middle) ** 2)))
}
