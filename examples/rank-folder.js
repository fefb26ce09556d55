// Orders a folder of photos by one person's ratings. `npm run build` and `npm run base` come first, then
//
//     node examples/rank-folder.js PHOTOS my.csv
//
// my.csv has the header image,score; an image is a path relative to it, or a base name. Prints the photos, best first.

import { findPhotos, openEngine, openPackAndBase, rank, readRatings } from 'palate'

const [folder, csv] = process.argv.slice(2)
if (folder === undefined || csv === undefined) throw new Error('usage: node examples/rank-folder.js PHOTOS RATINGS.csv')

const photos = await findPhotos([folder])
const { ratings } = await readRatings(csv, { photos })

const { pack, base } = await openPackAndBase('dinov2-small')
const engine = openEngine()

const ranking = await rank({ pack, base, engine, photos, ratings, method: 'ensemble' })
for (const { path, score } of ranking.photos) console.log(`${score.toFixed(3).padStart(7)}  ${path}`)
for (const { path, reason } of ranking.skipped) console.error(`left out ${path}: ${reason}`)
console.error(`learnt from ${ranking.ratings} ratings with ${ranking.method} in ${ranking.seconds.toFixed(1)} s`)
await engine.close()
