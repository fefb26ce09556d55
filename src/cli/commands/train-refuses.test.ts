import { describeRefused } from '../../../test/support/bad-input.ts'

describeRefused('train', [
  [
    'train @/none --out @/x.safetensors --base mini',
    1,
    'palate: there is no folder @/none; a database is a folder with ratings.csv',
  ],
  [
    'train @/broken --out @/x.safetensors --base mini',
    1,
    'palate: none of the 2 photos can be read; the first: @/broken/images/cut.png is damaged or cut short (',
  ],
  [
    'train @/header --out @/x.safetensors --base mini',
    2,
    'palate: @/header/ratings.csv has the columns picture, stars; expected image, score, and rater where several people rated',
  ],
  [
    'train @/database --out @/x.safetensors --base none',
    1,
    'palate: there is no base none (looked for @/home/bases/none/base.json; imported are: changed, mini, openclip, other); import one with: palate pack import-base',
  ],
  [
    'train @/database --out @/x.safetensors --base changed',
    1,
    'palate: @/home/bases/changed/weights.safetensors is not what base.json describes',
  ],
  [
    'train @/database --out @/x.safetensors --base mini --preset fast',
    2,
    "error: option '--preset <name>' argument 'fast' is invalid. Allowed choices are paper, released-code, quick.",
  ],
  [
    'train @/database --out @/x.safetensors --base mini --depth 7',
    2,
    'palate: base mini has 1 blocks and cannot be read at depth 7',
  ],
  [
    'train @/database --out @/x.safetensors --base mini --range 7,1',
    2,
    "error: option '--range <low,high>' argument '7,1' is invalid. expected LOWEST,HIGHEST.",
  ],
  [
    'train @/database --out @/x.safetensors --base mini --name a/b',
    2,
    'palate: a task vector cannot be called "a/b": its name must be a short name: letters, digits, ".", "_" and "-"',
  ],
  [
    'train @/database --out @/x.safetensors --base mini --head @/beauty.vector.safetensors',
    2,
    'palate: @/beauty.vector.safetensors: expected a head with head.0.weight (512, 16), got (12, 16)',
  ],
  [
    'train @/database --out @/x.safetensors --base mini --head @/none.safetensors',
    1,
    'palate: cannot read @/none.safetensors: there is no such file or folder',
  ],
  [
    'train @/database @/broken --out @/x.safetensors --base mini',
    2,
    'palate: train takes one database folder, or several with --head-only',
  ],
  [
    'train @/database --out @/x.safetensors --base mini --where rater=r0 --work @/a-file/work',
    1,
    'palate: @/a-file/work/photos-',
  ],
  ['train @/database --base mini', 2, "error: required option '--out <file>' not specified"],
])
