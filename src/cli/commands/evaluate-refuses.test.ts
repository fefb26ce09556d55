import { describeRefused } from '../../../test/support/bad-input.ts'

describeRefused('evaluate', [
  ['evaluate @/none --pack mini', 1, 'palate: there is no folder @/none'],
  [
    'evaluate @/no-photos --pack mini',
    1,
    'palate: @/no-photos is no database: it has no ratings.csv, and no published format is complete there (ava, ',
  ],
  [
    'evaluate @/gone --pack mini',
    1,
    'palate: none of the 2 photos that @/gone/ratings.csv names is there (the first is "a.jpg"); names are paths relative to the file',
  ],
  [
    'evaluate @/leads-out --pack mini',
    2,
    'palate: @/leads-out/ratings.csv line 2: "../database/images/23.png" leads out of @/leads-out; a database names only photos in its own folder',
  ],
  [
    'evaluate @/broken --pack mini',
    1,
    'palate: none of the 2 photos can be read; the first: @/broken/images/cut.png is damaged or cut short (',
  ],
  [
    'evaluate @/twice --pack mini',
    2,
    'palate: @/twice/ratings.csv line 3: it gives "23.png" 2, but line 2 says 1; keep one of them, or name who rated in a column "rater"',
  ],
  [
    'evaluate @/header --pack mini',
    2,
    'palate: @/header/ratings.csv has the columns picture, stars; expected image, score, and rater where several people rated',
  ],
  [
    'evaluate @/nan --pack mini',
    2,
    'palate: @/nan/ratings.csv line 2: score is "NaN"; expected a finite number such as 3 or 3.5',
  ],
  [
    'evaluate @/database --pack mini --score beauty',
    2,
    'palate: @/database/ratings.csv has the columns rater, image, score, set; expected image, beauty, and rater where several people rated',
  ],
  [
    'evaluate @/database --pack mini --ratings votes.csv',
    1,
    'palate: @/database has no votes.csv; a database folder is images/ beside ratings.csv with the header image,score or rater,image,score',
  ],
  [
    'evaluate @/database --pack mini --where set',
    2,
    "error: option '--where <column=value>' argument 'set' is invalid. expected COLUMN=VALUE.",
  ],
  [
    'evaluate @/database --pack mini --where sex=1',
    2,
    'palate: @/database/ratings.csv has no column "sex"; it has rater, image, score, set',
  ],
  [
    'evaluate @/database --pack mini --where set=9',
    2,
    'palate: no rating of @/database/ratings.csv has set = 9; there it is 0, 1',
  ],
  [
    'evaluate @/database --pack nowhere',
    1,
    'palate: there is no pack called nowhere, and no folder of that name with a pack.json; known packs: ',
  ],
  ['evaluate @/database --pack @/packs/of-other', 1, 'palate: pack mini was trained on base other'],
  [
    'evaluate @/database --pack seen',
    2,
    'palate: the pack was trained on 12 of these photos (12 the same, 0 near-duplicates): @/database/images/00.png, @/database/images/01.png, @/database/images/02.png and 9 more; leave them out with --exclude-seen, or choose other photos with --where',
  ],
  [
    'evaluate @/database --pack mini --shots abc',
    2,
    "error: option '--shots <k,k>' argument 'abc' is invalid. expected a whole number from 0.",
  ],
  ['evaluate @/database --pack mini --shots 4,4', 2, 'palate: shots must be different whole numbers from 0, got 4, 4'],
  [
    'evaluate @/database --pack mini --shots 11',
    2,
    'palate: no rater can be judged at 11 shots: of 8 raters, 0 gave all photos the same score and the others have fewer than 13 photos; ask for fewer shots',
  ],
  [
    'evaluate @/database --pack mini --shots 4 --trials 0',
    2,
    "error: option '--trials <n>' argument '0' is invalid. expected a whole number from 1.",
  ],
  [
    'evaluate @/database --pack mini --shots 4 --raters -3',
    2,
    "error: option '--raters <n>' argument '-3' is invalid. expected a whole number from 1.",
  ],
  [
    'evaluate @/database --pack mini --shots 4 --methods paper,papre',
    2,
    "error: option '--methods <a,b>' argument 'paper,papre' is invalid. choose from zero-shot, best-single",
  ],
  [
    'evaluate @/database --pack mini --shots 4 --methods ensemble,ensemble',
    2,
    'palate: the method ensemble is named twice',
  ],
  [
    'evaluate @/database --pack mini --shots 4 --methods paper-linear --steps 5 --keep 6',
    2,
    'palate: a result after 6 training steps was asked for, but steps go from 0 to 5',
  ],
  [
    'evaluate @/database --pack mini --shots 4 --record @/my.csv',
    1,
    'palate: @/my.csv is not an evaluation record; name another file',
  ],
  [
    'evaluate @/database --pack mini --shots 4 --record @/a-file/record',
    1,
    'palate: cannot open the evaluation record @/a-file/record: a part of the path is not a folder',
  ],
  [
    'evaluate @/database --pack mini --shots 4 --trials 1 --out @/a-file/out.json',
    1,
    'palate: cannot write @/a-file/out.json: a part of the path is not a folder',
  ],
  // Before a photo is read or a method judged: nothing is lost.
  ['evaluate @/no-photos --pack mini --markdown @/folder.csv', 1, 'palate: cannot write @/folder.csv: it is a folder'],
  [
    'evaluate @/no-photos --pack mini --write-draws @/a-file/draws.csv',
    1,
    'palate: cannot write @/a-file/draws.csv: a part of the path is not a folder',
  ],
  [
    'evaluate @/no-photos --pack mini --per-user @/a-file/new/out.csv',
    1,
    'palate: cannot write @/a-file/new/out.csv: a part of the path is not a folder',
  ],
  ['evaluate @/database --pack mini --shot 4', 2, "error: unknown option '--shot'"],
  ['evaluate', 2, "error: missing required argument 'database'"],
  [
    'evaluate @/database --pack mini --format flickr',
    2,
    "error: option '--format <name>' argument 'flickr' is invalid. Allowed choices are folder, ava,",
  ],
  ['evaluate @/database --pack none --shots 4', 2, 'palate: nothing to evaluate: name at least one method'],
  [
    'evaluate @/database --pack none --shots 4 --methods ridge',
    2,
    'palate: the method ridge needs a pack of task vectors; name one',
  ],
  [
    'evaluate @/database --pack none --shots 4 --scores @/nan.csv --write-draws @/draws.csv',
    2,
    'palate: @/nan.csv has rows that cannot be meant: score is no finite number (1; the first: "NaN", line 2);',
  ],
  [
    'evaluate @/database --pack none --shots 4 --scores @/gone.csv',
    2,
    'palate: @/gone.csv says nothing of 24 of the 24 photos to be judged on (the first is @/database/images/00.png)',
  ],
  [
    'evaluate @/database --pack none --shots 4 --scores @/none.csv',
    1,
    'palate: cannot read @/none.csv: there is no such',
  ],
  [
    'evaluate @/database --pack none --shots 4 --scores @/binary.npy',
    1,
    'palate: cannot read @/binary.npy: there is no such file or folder',
  ],
  ['evaluate @/database --pack mini --draws @/none.csv', 1, 'palate: cannot read @/none.csv: there is no such file or'],
  [
    'evaluate @/database --pack mini --draws @/my.csv',
    2,
    'palate: @/my.csv has the columns image, score; a file of draws has rater, trial, shots, image, and perhaps role',
  ],
  [
    'evaluate @/database --pack mini --draws @/my.csv --trials 3',
    2,
    'palate: a file of draws says how many trials there are; leave the number of trials out',
  ],
  [
    'evaluate @/database --pack mini --draws @/my.csv --protocol unseen-both',
    2,
    'palate: a file of draws says what is tested, and so does the protocol unseen-both; give one of them',
  ],
  [
    'evaluate @/database --pack mini --protocol unseen-both --methods others-mean',
    2,
    "palate: others-mean cannot be judged with the protocol unseen-both: nobody's scores of the test photos are known",
  ],
  [
    'evaluate @/database --pack mini --min-photos 20 --max-photos 9',
    2,
    'palate: no rater has at least 20 and at most 9 photos',
  ],
  [
    'evaluate @/database --pack mini --min-photos 13',
    2,
    'palate: none of the 8 raters of database is as asked for; ask for others',
  ],
])
