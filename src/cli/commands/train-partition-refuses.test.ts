import { describeRefused } from '../../../test/support/bad-input.ts'

const train = 'train @/database --out @/x --base mini'

describeRefused('train --partition', [
  [
    `${train} --partition colour`,
    2,
    "error: option '--partition <how>' argument 'colour' is invalid. expected theme:COLUMN, theme (with --tags), raters:N, disagreement:N or disagreement:N:COLUMN, N from 2.",
  ],
  [`${train} --partition raters:1`, 2, "error: option '--partition <how>' argument 'raters:1' is invalid."],
  [`${train} --partition raters:2:set`, 2, "error: option '--partition <how>' argument 'raters:2:set' is invalid."],
  [
    `${train} --partition theme --tags tags.csv`,
    2,
    "error: option '--tags <file:column>' argument 'tags.csv' is invalid. expected FILE:COLUMN.",
  ],
  [
    `${train} --partition theme`,
    2,
    'palate: a theme is a column of the ratings, --partition theme:COLUMN, or of another table, --partition theme --tags FILE:COLUMN: give one of the two',
  ],
  [
    `${train} --partition theme:set --tags @/people.csv:rater`,
    2,
    'palate: a theme is a column of the ratings, --partition theme:COLUMN, or of another table',
  ],
  [
    `${train} --tags @/people.csv:rater`,
    2,
    'palate: --tags and --min-photos say how --partition parts a database: give that too',
  ],
  [
    `${train} --partition theme:set --head-only`,
    2,
    'palate: --partition parts one database, and trains vectors: it goes neither with several nor with --head-only',
  ],
  [
    `${train} --partition theme:mood`,
    2,
    'palate: database has no column "mood"; it has set. A table of its own is given with --tags FILE:COLUMN',
  ],
  [
    `${train} --partition theme:set`,
    2,
    'palate: database cannot be parted by set: it has 2 of them, the largest is "0" with 12 of 24 photos, and two parts of 40 photos or more are needed',
  ],
  [
    `${train} --partition theme --tags @/none.csv:kind`,
    1,
    'palate: there is no table of tags @/none.csv, neither in @/database nor here',
  ],
  [
    `${train} --partition theme --tags @/people.csv:kind`,
    2,
    'palate: @/people.csv has the columns rater, image, score; expected image and kind',
  ],
  [
    `${train} --partition theme --tags @/gone.csv:score`,
    2,
    'palate: @/gone.csv names none of the 24 photos of database',
  ],
  [
    `${train} --partition raters:2 --min-photos 10`,
    2,
    'palate: database: its raters share no photos (r0 and r4 are not linked by any), so they can be compared only by tags of the photos; give them with --tags FILE:COLUMN',
  ],
  [
    `${train} --partition raters:9 --where set=0`,
    2,
    'palate: database has 4 raters who can be compared, which cannot be parted into 9; ask for fewer parts',
  ],
  [
    `${train} --partition disagreement:2`,
    2,
    'palate: database: the part disagreement-1 would have 12 photos, fewer than 40; ask for fewer parts, or for fewer photos in a part',
  ],
  [
    `${train} --partition disagreement:2 --tags @/people.csv:rater`,
    2,
    'palate: --partition disagreement does not look at themes: leave --tags out',
  ],
  [
    'train @/database --out @/a-file --base mini --partition theme:set --min-photos 10',
    2,
    'palate: @/a-file is a file; --partition writes several vectors into a folder',
  ],
  [
    `${train} --partition theme:set --min-photos 10 --name a/b`,
    2,
    'palate: a task vector cannot be called "a/b-0": its name must be a short name: letters, digits, ".", "_" and "-"',
  ],
])
