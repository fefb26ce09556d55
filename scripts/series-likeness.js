// What two frames of a series have in common: how alike the hashes and the embeddings of a photo and the same moved, turned
// or taken from nearer are, and those of different photos.
//
//   npm run build && node scripts/series-likeness.js ../shared/data/* [--photos 55] [--pack starter]
//
// Of each folder so many photos are taken, evenly. Prints for each change the share of pairs within 20 bits of the
// hash, of those with a cosine of at least .8, .85, .9, .95, and of those with one or the other; then the likest pairs
// of different photos. Six minutes with 220 photos.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import sharp from 'sharp'
import { openCatalog, indexPhotos } from '../dist/catalog/index.js'
import { openEngine } from '../dist/graph/index.js'
import { findPhotos, readImage, wordsDistance } from '../dist/image/index.js'
import { openDescriber } from '../dist/personalize/index.js'
import { openPackAndBase } from '../dist/task-vectors/index.js'

const { values: flags, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: { photos: { type: 'string', default: '55' }, pack: { type: 'string', default: 'starter' } },
})

/** Three quarters of a photo, from its middle, moved by a share of the width, turned by degrees, at a share of the size. */
const changes = {
  same: { moved: 0, turned: 0, size: 1 },
  'moved by 5 %': { moved: 0.05, turned: 0, size: 1 },
  'moved by 10 %': { moved: 0.1, turned: 0, size: 1 },
  'turned by 1 degree': { moved: 0, turned: 1, size: 1 },
  'turned by 3 degrees': { moved: 0, turned: 3, size: 1 },
  '10 % nearer': { moved: 0, turned: 0, size: 0.9 },
  '20 % nearer': { moved: 0, turned: 0, size: 0.8 },
  'all of it: 7 %, 2 degrees, 7 %': { moved: 0.07, turned: 2, size: 0.93 },
}
const COSINES = [0.8, 0.85, 0.9, 0.95]
const BITS = 20

async function frameOf({ width, height, data }, { moved, turned, size }) {
  const raw = sharp(data, { raw: { width, height, channels: 3 } }).rotate(turned)
  const { data: pixels, info } = await raw.raw().toBuffer({ resolveWithObject: true })
  const [own, high] = [Math.round(0.75 * size * width), Math.round(0.75 * size * height)]
  return sharp(pixels, { raw: info })
    .extract({
      left: Math.round((info.width - own) / 2 + 0.75 * moved * width),
      top: Math.round((info.height - high) / 2),
      width: own,
      height: high,
    })
    .resize(900, 900, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 90 })
}

const folder = await mkdtemp(join(tmpdir(), 'palate-series-'))
try {
  const paths = []
  for (const each of folders) {
    const all = await findPhotos([each]).catch(() => [])
    const count = Math.min(all.length, Number(flags.photos))
    paths.push(...Array.from({ length: count }, (_, at) => all[Math.floor((at * all.length) / count)]))
  }
  const names = Object.keys(changes)
  for (const [at, path] of paths.entries()) {
    const photo = await readImage(path)
    for (const [number, name] of names.entries())
      await (await frameOf(photo, changes[name])).toFile(join(folder, `${at}-${number}.jpg`))
  }

  const { pack, base } = await openPackAndBase(flags.pack)
  const describer = await openDescriber({ pack, base, engine: openEngine({ device: 'cpu' }) })
  const catalog = await openCatalog(join(folder, 'catalog.sqlite'))
  await indexPhotos({ catalog, describer, paths: await findPhotos([folder]) })
  const { facts, descriptors } = await catalog.loadWithFacts(describer, { folders: [folder] })
  await catalog.close()
  await describer.close()
  const placeOf = new Map(facts.names.map((name, place) => [name, place]))
  const place = (at, number) => placeOf.get(`${at}-${number}.jpg`)
  const vector = (at) => descriptors.embedding.subarray(at * descriptors.width, (at + 1) * descriptors.width)
  const product = (a, b) => a.reduce((sum, value, at) => sum + value * b[at], 0)
  const likeness = (a, b) => {
    const [x, y] = [vector(a), vector(b)]
    return {
      cosine: product(x, y) / Math.sqrt(product(x, x) * product(y, y)),
      bits: wordsDistance(facts.hashes, a, facts.hashes, b),
    }
  }

  for (const [number, name] of names.entries()) {
    if (number === 0) continue
    const pairs = paths.map((_, at) => likeness(place(at, 0), place(at, number)))
    const share = (isAlike) => `${((100 * pairs.filter(isAlike).length) / pairs.length).toFixed(1)} %`
    const cosines = COSINES.map(
      (least) =>
        `${least}: ${share(({ cosine }) => cosine >= least)} (either: ${share(({ cosine, bits }) => cosine >= least || bits <= BITS)})`,
    )
    console.log(
      `${name}, ${pairs.length} pairs: within ${BITS} bits ${share(({ bits }) => bits <= BITS)}; cosine ${cosines.join(', ')}`,
    )
  }
  const different = []
  for (let at = 0; at < paths.length; at++)
    for (let other = 0; other < at; other++)
      different.push({ ...likeness(place(at, 0), place(other, 0)), photos: [paths[at], paths[other]] })
  different.sort((a, b) => b.cosine - a.cosine)
  console.log(
    `of ${different.length} pairs of different photos ${different.filter(({ bits }) => bits <= BITS).length} are within ${BITS} bits, and these are the likest:`,
  )
  for (const { cosine, bits, photos } of different.slice(0, 10))
    console.log(`${cosine.toFixed(3)} ${bits} bits`, ...photos)
} finally {
  await rm(folder, { recursive: true })
}
