import { join } from 'node:path'

const where = ['0', '1'].map((value) => ({ column: 'set', value }))
const oasisTerms = 'OASIS image set (Kurdi, Lozano and Banaji 2017); research and personal use'
const streetTerms = 'StreetPsych (VSS 2020); research and personal use'

/**
 * The six databases of the kept run. OASIS set 2 is in none of them. Of StreetPsych's attributes human scale correlates
 * least with preference: SROCC -.10, the others between .21 and .63 in size.
 */
export function recipesOf({ data, work }) {
  const oasis = join(data, 'oasis-beauty')
  const street = join(data, 'street-psych')
  return [
    {
      name: 'oasis-beauty',
      title: 'OASIS mean beauty',
      folder: oasis,
      options: { where },
      licence: oasisTerms,
      source: 'ratings of Brielmann and Pelli 2019, sets 0 and 1',
    },
    {
      name: 'oasis-valence',
      title: 'OASIS mean valence',
      folder: oasis,
      options: { where, ratings: 'attributes.csv', score: 'valence_mean' },
      licence: oasisTerms,
      source: 'OASIS norms, sets 0 and 1',
    },
    {
      name: 'oasis-arousal',
      title: 'OASIS mean arousal',
      folder: oasis,
      options: { where, ratings: 'attributes.csv', score: 'arousal_mean' },
      licence: oasisTerms,
      source: 'OASIS norms, sets 0 and 1',
    },
    {
      name: 'street-preference',
      title: 'StreetPsych preference',
      folder: street,
      options: { ratings: 'scores.csv', score: 'preference' },
      licence: streetTerms,
      source: 'TrueSkill means of crowd choices',
    },
    {
      name: 'street-humanscale',
      title: 'StreetPsych human scale',
      folder: street,
      options: { ratings: 'scores.csv', score: 'humanscale' },
      licence: streetTerms,
      source: 'TrueSkill means of crowd choices',
    },
    {
      name: 'bsds-quality',
      title: 'Image quality: BSDS500 distorted with known severity',
      folder: join(work, 'quality-database'),
      options: {},
      licence: 'BSDS500; research use',
      source: 'scripts/make-quality-database.js',
    },
  ]
}
