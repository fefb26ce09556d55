import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const oasisTerms = 'OASIS image set (Kurdi, Lozano and Banaji 2017); research and personal use'
const streetTerms = 'StreetPsych (VSS 2020); research and personal use'

/**
 * The six databases of the packs. `sets` are those of OASIS; set 2 is never among them. Of StreetPsych's attributes human
 * scale correlates least with preference: SROCC -.10, the others between .21 and .63 in size.
 */
export function databasesOf({ data, quality, sets }) {
  // Without any set every photo would be taken.
  if (sets.length === 0 || sets.some((set) => set !== '0' && set !== '1'))
    throw new Error(`packs are trained on OASIS sets 0 and 1, got "${sets}"; set 2 is what they are judged on`)
  const oasis = join(data, 'oasis-beauty')
  const street = join(data, 'street-psych')
  const where = sets.map((value) => ({ column: 'set', value }))
  const oasisDatabase = (name, title, from, options = {}) => ({
    name: `oasis-${name}`,
    title,
    source: `${from}, sets ${sets.join(' and ')}`,
    folder: oasis,
    options: { where, ...options },
    licence: oasisTerms,
  })
  const streetDatabase = (name, title, score) => ({
    name: `street-${name}`,
    title,
    source: 'TrueSkill means of crowd choices',
    folder: street,
    options: { ratings: 'scores.csv', score },
    licence: streetTerms,
  })
  const norms = (score) => ({ ratings: 'attributes.csv', score })
  return [
    oasisDatabase('beauty', 'OASIS mean beauty', 'ratings of Brielmann and Pelli 2019'),
    oasisDatabase('valence', 'OASIS mean valence', 'OASIS norms', norms('valence_mean')),
    oasisDatabase('arousal', 'OASIS mean arousal', 'OASIS norms', norms('arousal_mean')),
    streetDatabase('preference', 'StreetPsych preference', 'preference'),
    streetDatabase('humanscale', 'StreetPsych human scale', 'humanscale'),
    {
      name: 'bsds-quality',
      title: 'Image quality: BSDS500 distorted with known severity',
      source: 'scripts/make-quality-database.js',
      folder: quality,
      options: {},
      licence: 'BSDS500; research use',
    },
  ]
}

/** Distorts BSDS500 into a database of image quality, once. */
export function makeQualityDatabase({ data, work }) {
  if (existsSync(join(work, 'ratings.csv'))) return
  const script = fileURLToPath(new URL('../scripts/make-quality-database.js', import.meta.url))
  const made = spawnSync(process.execPath, [script, join(data, 'bsds500'), work], { stdio: 'inherit' })
  if (made.status !== 0) process.exit(made.status ?? 1)
}

/** Set of each OASIS photo by its name. */
export function setsOfOasis(data) {
  const lines = readFileSync(join(data, 'oasis-beauty', 'attributes.csv'), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
  return new Map(lines.map((line) => line.split(',')).map(([image, set]) => [image, set]))
}

/** Every photo that may be looked at without its scores: all sources, of OASIS these sets, never set 2. */
export async function unlabelledPhotos({ palate, data, excluded, sets: allowed = ['0', '1'] }) {
  const sources = { oasis: 'oasis-beauty/images', street: 'street-psych/images', bsds: 'bsds500', photos: 'photos' }
  const folders = Object.entries(sources).filter(([source]) => !excluded.has(source))
  const setOf = setsOfOasis(data)
  const photos = await palate.findPhotos(folders.map(([, folder]) => join(data, folder)))
  return photos.filter((path) => !path.includes('oasis-beauty') || allowed.includes(setOf.get(basename(path))))
}
