import { describeRefused } from '../../../test/support/bad-input.ts'

describeRefused('rank', [
  ['rank @/none --ratings @/my.csv --pack mini', 1, 'palate: cannot read @/none: there is no such file or folder'],
  [
    'rank @/none.jpg --ratings @/my.csv --pack mini',
    1,
    'palate: cannot read @/none.jpg: there is no such file or folder',
  ],
  ['rank @/no-photos --ratings @/my.csv --pack mini', 2, 'palate: there are no photos in @/no-photos'],
  [
    'rank @/my.csv --ratings @/my.csv --pack mini',
    2,
    'palate: @/my.csv is no photo by its ending; name folders, or files that are JPEG, PNG, WebP, AVIF, HEIC, GIF, TIFF or RAW',
  ],
  [
    'rank @/broken --ratings @/broken/ratings.csv --pack mini --method ensemble',
    1,
    'palate: none of the 2 photos can be read; the first: @/broken/images/cut.png is damaged or cut short (',
  ],
  [
    'rank @/database --ratings @/none.csv --pack mini',
    1,
    'palate: cannot read @/none.csv: there is no such file or folder',
  ],
  [
    'rank @/database --ratings @/gone.csv --pack mini',
    1,
    'palate: none of the 2 photos that @/gone.csv names is there (the first is "a.jpg"); names are paths relative to the file',
  ],
  [
    'rank @/database --ratings @/twice.csv --pack mini',
    2,
    'palate: @/twice.csv line 3: it gives "23.png" 2, but line 2 says 1; keep one of them, or name who rated in a column "rater"',
  ],
  [
    'rank @/database --ratings @/header.csv --pack mini',
    2,
    'palate: @/header.csv has the columns picture, stars; expected image, score, and rater where several people rated',
  ],
  [
    'rank @/database --ratings @/nan.csv --pack mini',
    2,
    'palate: @/nan.csv line 2: score is "NaN"; expected a finite number such as 3 or 3.5',
  ],
  [
    'rank @/database --ratings @/people.csv --pack mini',
    2,
    "palate: @/people.csv has the ratings of 2 people; a taste is one person's: keep the lines of one",
  ],
  [
    'rank @/database --ratings @/empty.csv --pack mini',
    1,
    'palate: @/empty.csv is empty; its first line must name the columns',
  ],
  [
    'rank @/database --ratings @/ragged.csv --pack mini',
    1,
    'palate: @/ragged.csv is not a CSV file: Invalid Record Length: expect 2, got 3 on line 2',
  ],
  [
    'rank @/database --ratings @/binary.csv --pack mini',
    1,
    'palate: @/binary.csv is not UTF-8 text; save it as "CSV UTF-8"',
  ],
  ['rank @/database --ratings @/database --pack mini', 1, 'palate: cannot read @/database: it is a folder'],
  [
    'rank @/database --ratings @/my.csv --pack none',
    1,
    'palate: there is no pack called none, and no folder of that name with a pack.json; known packs: ',
  ],
  [
    'rank @/database --ratings @/my.csv --pack @/packs/changed',
    1,
    'palate: @/packs/changed/beauty.vector.safetensors is not the file that was recorded',
  ],
  ['rank @/database --ratings @/my.csv --pack @/packs/cut', 1, 'palate: @/packs/cut/pack.json is not JSON: '],
  [
    'rank @/database --ratings @/my.csv --pack @/packs/newer',
    1,
    'palate: @/packs/newer/pack.json has schema version 9, this palate reads 2: update palate or the pack',
  ],
  ['rank @/database --ratings @/my.csv --pack @/packs/not-json', 1, 'palate: @/packs/not-json/pack.json is not JSON: '],
  ['rank @/database --ratings @/my.csv --pack @/packs/of-other', 1, 'palate: pack mini was trained on base other'],
  [
    'rank @/database --ratings @/my.csv --pack mini --method papre',
    2,
    "error: option '--method <name>' argument 'papre' is invalid. choose from zero-shot, best-single",
  ],
  [
    'rank @/database --ratings @/my.csv --pack mini --out @/order.txt',
    2,
    'palate: --out @/order.txt: expected a file that ends in .csv, .json or .html',
  ],
  [
    'rank @/database --ratings @/my.csv --pack mini --method ensemble --out @/a-file/order.csv',
    1,
    'palate: cannot write @/a-file/order.csv: a part of the path is not a folder',
  ],
  [
    'rank @/database --ratings @/my.csv --pack mini --method ensemble --out @/folder.csv',
    1,
    'palate: cannot write @/folder.csv: it is a folder',
  ],
  [
    'rank @/database --ratings @/my.csv --pack mini --top 0',
    2,
    "error: option '--top <n>' argument '0' is invalid. expected a whole number from 1.",
  ],
  [
    'rank @/database --ratings @/my.csv --pack mini --steps few',
    2,
    "error: option '--steps <n>' argument 'few' is invalid. expected a whole number from 0.",
  ],
  [
    'rank @/database --ratings @/my.csv --pack mini --seed -1',
    2,
    "error: option '--seed <n>' argument '-1' is invalid. expected a whole number from 0.",
  ],
  [
    'rank @/database --ratings @/my.csv --pack mini --device abacus',
    2,
    "error: option '--device <name>' argument 'abacus' is invalid. Allowed choices are cpu, webgpu, cuda, coreml, dml.",
  ],
  ['rank @/database --rating @/my.csv --pack mini', 2, "error: unknown option '--rating'"],
  [
    'rank @/database',
    2,
    'palate: name what to learn your taste from: --ratings CSV, --stars, --taste FILE, or --as NAME',
  ],
  [
    'rank @/database --as me --ratings @/my.csv',
    2,
    'palate: --as NAME learns from the catalog alone, by the method instant; leave out --ratings, --stars, --taste and --method',
  ],
  [
    'rank @/database --ratings @/my.csv --pack mini',
    2,
    'palate: pack mini has no read-out, which descriptors and the method instant need; give it one with `palate pack read-out`',
  ],
  [
    'rank @/database --ratings @/my.csv --pack mini --steps 3',
    2,
    'palate: --steps belongs to methods that train; instant takes none',
  ],
  [
    'rank @/database --ratings @/my.csv --pack mini --method paper --save-taste @/taste.json',
    2,
    'palate: --taste and --save-taste belong to the method instant; paper learns from --ratings or --stars alone',
  ],
  ['rank --ratings @/my.csv', 2, "error: missing required argument 'paths'"],
  ['rnak @/database', 2, 'palate: there is no folder rnak, and no command of that name; did you mean `palate rank`?'],
])
